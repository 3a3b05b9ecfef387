import Synchronization

/// All live sessions in memory, so that checking one costs no store access.
///
/// The store is the truth: a session enters the book after the commit that made it, and leaves the book
/// right after the commit that ended it, before anyone is told. What the store may lag behind with is
/// `lastSeenAt` only.
public final class SessionBook: Sendable {
  private let environment: Environment
  private let pages: Mutex<SessionPages>
  /// Sessions of cards that the present mode does not use; the next `drain` tells of them.
  private let unused: Mutex<Set<SessionID>>

  private init(environment: Environment, pages: SessionPages, unused: Set<SessionID>) {
    self.environment = environment
    self.pages = Mutex(pages)
    self.unused = Mutex(unused)
  }

  /// Reads every session that is still good, and leaves out those of cards that the present mode does
  /// not use (COMP-39): nobody is signed in by them from this moment on.
  static func open(_ environment: Environment) async throws -> SessionBook {
    let policy = environment.policy
    let (pages, unused) = try await environment.store.read { tx in
      var pages = SessionPages(policy: policy)
      var unused: Set<SessionID> = []
      var strangers: Set<EmployeeID> = []
      pages.isEnforced = try TwoStepSetting.read(in: tx).isEnforced
      for session in try tx.sessions.all() {
        let owner = session.employee
        if pages.person(owner) == nil, !strangers.contains(owner),
          let card = try tx.employees.find(owner)
        {
          if policy.uses(card) {
            let isEnrolled = try tx.secondFactors.find(card.id) != nil
            pages.note(Person(card, isEnrolled: isEnrolled))
          } else {
            strangers.insert(owner)
          }
        }
        if strangers.contains(owner) { unused.insert(session.id) } else { pages.insert(session) }
      }
      return (pages, unused)
    }
    return SessionBook(environment: environment, pages: pages, unused: unused)
  }

  /// Judges a presented token and notes that it was seen. Never waits (SIGN-06, SIGN-23, TFA-25).
  public func check(_ token: Secret) -> CheckedSession? {
    let digest = environment.hashing.digest(token)
    let now = environment.clock.now
    return pages.withLock { $0.check(digest, at: now) }
  }

  /// Ends in the store what a check found revoked by enforcement (TFA-25), before its owner is told: a
  /// process that is killed right after must not bring it back. Returns at once where there is nothing.
  ///
  /// What cannot be written now the next `tidy` ends.
  public func settle() async {
    let revoked = pages.withLock { $0.takeRevoked() }
    for id in revoked {
      try? await authority.perform(.sessionEnded, by: .system, .system) { [self] tx, event in
        guard let session = try tx.sessions.list(.one(id)).first else {
          event.isVoid = true
          return
        }
        try end(.one(id), in: tx)
        event.fill(expired: session)
      }
    }
  }

  /// Sessions alive now.
  public var count: Int { pages.withLock { $0.count } }

  func isAlive(_ id: SessionID) -> Bool {
    let now = environment.clock.now
    return pages.withLock { $0.find(id, at: now) != nil }
  }

  /// Sessions of a person, those that have lapsed unnoticed among them.
  func count(of employee: EmployeeID) -> Int { pages.withLock { $0.count(of: employee) } }

  /// The live sessions of a person, newest first.
  public func list(of employee: EmployeeID) -> [CheckedSession] {
    let now = environment.clock.now
    return pages.withLock { $0.list(of: employee, at: now) }
  }

  /// The people of domains who are signed in.
  func domainMembers() -> Set<EmployeeID> {
    let now = environment.clock.now
    var people: Set<EmployeeID> = []
    var next = 0
    while pages.withLock({ $0.addDomainMembers(to: &people, from: &next, at: now) }) {}
    return people
  }

  /// Every live session, newest first.
  func listAll() -> [CheckedSession] {
    let now = environment.clock.now
    return pages.withLock { $0.listAll(at: now) }
  }

  /// The exclusive client kinds on which a person is signed in (SIGN-08). The store says which sessions
  /// there are, those of this very moment too; the book knows how lately they were seen.
  func clients(of person: Person, in tx: any Transaction) throws -> Set<ClientKind> {
    let stored = try tx.sessions.list(.ofEmployee(person.employee))
      .filter(\.client.isExclusive)
    let now = environment.clock.now
    return pages.withLock { pages in
      Set(stored.filter { pages.isGood($0, person, at: now) }.map(\.client))
    }
  }

  // MARK: changes, inside a transaction

  func add(_ session: Session, _ person: Person, in tx: any Transaction) throws {
    try tx.sessions.insert(session)
    tx.afterCommit { [self] in
      pages.withLock {
        $0.note(person)
        $0.insert(session)
      }
    }
  }

  /// Ends sessions in the store and, once that is durable, here.
  /// - Returns: how many.
  @discardableResult
  func end(_ selection: SessionSelection, in tx: any Transaction) throws -> Int {
    let ended = try tx.sessions.delete(selection).map(\.id)
    if !ended.isEmpty {
      tx.afterCommit { [self] in pages.withLock { $0.remove(ended) } }
    }
    return ended.count
  }

  /// Takes a changed card over into the sessions of its owner.
  func personChanged(_ employee: Employee, isEnrolled: Bool, in tx: any Transaction) {
    let person = Person(employee, isEnrolled: isEnrolled)
    tx.afterCommit { [self] in pages.withLock { $0.change(person) } }
  }

  func enforcementChanged(_ isEnforced: Bool, in tx: any Transaction) {
    tx.afterCommit { [self] in pages.withLock { $0.isEnforced = isEnforced } }
  }

  // MARK: upkeep

  /// What `tidy` writes to the store: who was seen, and who has lapsed since the last call.
  ///
  /// Looks at every session, but at a few at a time: a check waits for those alone.
  func drain() -> (seen: [SessionID: Timestamp], lapsed: [SessionID]) {
    let now = environment.clock.now
    var round = SessionPages.Round()
    while pages.withLock({ $0.drain(&round, at: now) }) {}
    var drained = (seen: round.seen, lapsed: round.lapsed)
    drained.lapsed += unused.withLock { unused in
      defer { unused = [] }
      return unused
    }
    return drained
  }

  // MARK: own sessions

  /// Signs out (SIGN-07): ends the session that asks.
  public func end(_ session: SessionID, by caller: Caller) async throws(Rejection) {
    try await endOwn(session, as: .signOut, by: caller)
  }

  /// Ends another session of one's own.
  /// - Throws: `notFound` where the session is not the caller's.
  public func endOwn(_ session: SessionID, by caller: Caller) async throws(Rejection) {
    try await endOwn(session, as: .sessionEnded, by: caller)
  }

  private func endOwn(_ id: SessionID, as action: AuditAction, by caller: Caller)
    async throws(Rejection)
  {
    guard case .session(_, let employee, _) = caller else { throw .unauthenticated }
    try await authority.perform(action, by: caller, .owner) { [self] tx, event in
      guard try tx.sessions.list(.one(id)).first?.employee == employee else {
        throw Rejection.notFound
      }
      try end(.one(id), in: tx)
      event.subject = employee
      event.reason = action == .sessionEnded ? "own-choice" : nil
    }
  }

  /// Ends all sessions of the caller but the one that asks.
  /// - Returns: how many were ended.
  public func endOthers(by caller: Caller) async throws(Rejection) -> Int {
    guard case .session(let session, let employee, _) = caller else { throw .unauthenticated }
    return try await authority.perform(.sessionEnded, by: caller, .owner) { [self] tx, event in
      let ended = try end(.ofEmployeeExcept(employee, session), in: tx)
      event.subject = employee
      event.reason = "own-choice"
      event.details["sessions"] = String(ended)
      event.isVoid = ended == 0
      return ended
    }
  }

  private let auditTrail = Mutex<AuditTrail?>(nil)

  /// The book is opened before the audit trail's user `Core` exists; it is told of it once, at wiring.
  func connect(_ audit: AuditTrail) { auditTrail.withLock { $0 = audit } }

  private var authority: Authority {
    guard let audit = auditTrail.withLock({ $0 }) else {
      preconditionFailure("Gate connects the book before it is used")
    }
    return Authority(environment: environment, sessions: self, audit: audit)
  }
}

extension AuditEvent {
  /// The end of a session that nobody ended.
  mutating func fill(expired session: Session) {
    subject = session.employee
    company = session.company
    reason = "expired"
    details["session"] = session.id.description
  }
}
