/// The sessions of `SessionBook` as a pure state: tokens and moments in, judgements out.
struct SessionPages {
  let policy: Policy
  /// Two-step verification is enforced (TFA-25).
  var isEnforced = false
  private var sessions: [Digest: Session] = [:]
  private var tokens: [SessionID: Digest] = [:]
  private var owned: [EmployeeID: Set<Digest>] = [:]
  private var people: [EmployeeID: Person] = [:]
  private var seen: [SessionID: Timestamp] = [:]
  private var lapsed: [SessionID] = []
  /// Lapsed because enforcement asks for enrolment, and not because of the time: without enforcement
  /// they would be good again.
  private(set) var revoked: [SessionID] = []

  init(policy: Policy) { self.policy = policy }

  var count: Int { sessions.count }

  func count(of employee: EmployeeID) -> Int { owned[employee]?.count ?? 0 }

  func person(_ id: EmployeeID) -> Person? { people[id] }

  mutating func note(_ person: Person) { people[person.employee] = person }

  /// As `note`, but only for people who have a session.
  mutating func change(_ person: Person) {
    if people[person.employee] != nil { people[person.employee] = person }
  }

  mutating func insert(_ session: Session) {
    sessions[session.token] = session
    tokens[session.id] = session.token
    owned[session.employee, default: []].insert(session.token)
  }

  mutating func remove(_ ids: [SessionID]) {
    for id in ids {
      seen[id] = nil
      guard let token = tokens.removeValue(forKey: id),
        let session = sessions.removeValue(forKey: token)
      else { continue }
      owned[session.employee]?.remove(token)
      if owned[session.employee]?.isEmpty == true {
        owned[session.employee] = nil
        people[session.employee] = nil
      }
    }
  }

  mutating func check(_ token: Digest, at now: Timestamp) -> CheckedSession? {
    guard var session = sessions[token], let person = people[session.employee] else { return nil }
    guard isGood(session, person, at: now) else {
      lapsed.append(session.id)
      if session.isRemembered, session.endsAt.map({ now < $0 }) ?? true {
        revoked.append(session.id)
      }
      remove([session.id])
      return nil
    }
    session.lastSeenAt = max(session.lastSeenAt, now)
    sessions[token] = session
    seen[session.id] = session.lastSeenAt
    return CheckedSession(session: session, person: person, expiresAt: end(of: session))
  }

  func find(_ id: SessionID, at now: Timestamp) -> CheckedSession? {
    guard let token = tokens[id], let session = sessions[token],
      let person = people[session.employee], isGood(session, person, at: now)
    else { return nil }
    return CheckedSession(session: session, person: person, expiresAt: end(of: session))
  }

  func list(of employee: EmployeeID, at now: Timestamp) -> [CheckedSession] {
    (owned[employee] ?? []).compactMap { sessions[$0] }
      .compactMap { find($0.id, at: now) }
      .sorted { $0.session.createdAt > $1.session.createdAt }
  }

  func listAll(at now: Timestamp) -> [CheckedSession] {
    sessions.values.compactMap { find($0.id, at: now) }
      .sorted { $0.session.createdAt > $1.session.createdAt }
  }

  /// Whether a session is still good at this moment, before it is noted as seen.
  func isGood(_ session: Session, _ person: Person, at now: Timestamp) -> Bool {
    if let endsAt = session.endsAt, now >= endsAt { return false }
    let lastSeenAt = max(
      session.lastSeenAt, sessions[session.token]?.lastSeenAt ?? session.lastSeenAt)
    let isIdle = now - lastSeenAt > policy.idleLimit
    if !session.isRemembered { return !isIdle || !session.hasIdleLimit }
    // Reopening a remembered session is the next sign-in (TFA-25): enforcement asks for enrolment.
    return !(isIdle && isEnforced && !person.isEnrolled)
  }

  mutating func takeRevoked() -> [SessionID] {
    defer { revoked = [] }
    return revoked
  }

  /// When the session ends without another request.
  func end(of session: Session) -> Timestamp? {
    let idleEnd = session.hasIdleLimit ? session.lastSeenAt + policy.idleLimit : nil
    return [idleEnd, session.endsAt].compactMap { $0 }.min()
  }

  mutating func drain(at now: Timestamp) -> (seen: [SessionID: Timestamp], lapsed: [SessionID]) {
    for session in Array(sessions.values) {
      guard let person = people[session.employee] else { continue }
      // Remembered sessions lapse when they are reopened, not while they sleep.
      let isOver = session.endsAt.map { now >= $0 } ?? false
      if isOver || (!session.isRemembered && !isGood(session, person, at: now)) {
        lapsed.append(session.id)
        remove([session.id])
      }
    }
    defer {
      seen.removeAll(keepingCapacity: true)
      lapsed.removeAll()
    }
    return (seen, lapsed)
  }
}

extension Person {
  init(_ card: Employee, isEnrolled: Bool) {
    self.init(
      employee: card.id, login: card.login.text, name: card.name, email: card.email,
      role: card.role, isDomainMember: card.link != nil, isEnrolled: isEnrolled)
  }
}
