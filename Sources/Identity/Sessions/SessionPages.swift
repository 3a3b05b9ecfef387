/// The sessions of `SessionBook` as a pure state: tokens and moments in, judgements out.
///
/// Records stand in numbered places and name each other by number; two indexes lead from a token and from
/// an id to the record, a third from a card to its owner, whose sessions are a chain. See `+Records`.
struct SessionPages {
  let policy: Policy
  /// Two-step verification is enforced (TFA-25).
  var isEnforced = false

  var records = Slab<SessionRecord>()
  var owners = Slab<SessionOwner>()
  var byToken = RecordIndex()
  var byID = RecordIndex()
  var byEmployee = RecordIndex()
  var texts = TextPool()
  /// Records that were seen since the last `drain`; one that has gone or was told of says so itself.
  var seen: [Int32] = []
  private var lapsed: [SessionID] = []
  /// Lapsed because enforcement asks for enrolment, and not because of the time: without enforcement
  /// they would be good again.
  private(set) var revoked: [SessionID] = []

  init(policy: Policy) { self.policy = policy }

  var count: Int { byToken.count }

  func count(of employee: EmployeeID) -> Int { owner(employee).map { Int(owners[$0].count) } ?? 0 }

  func person(_ id: EmployeeID) -> Person? { owner(id).flatMap { owners[$0].person } }

  /// - Returns: `nil` for a token that names no session, or one that has lapsed, which ends with it.
  mutating func check(_ token: Digest, at now: Timestamp) -> CheckedSession? {
    guard let number = record(token) else { return nil }
    var record = records[number]
    guard let person = owners[Int(record.owner)].person else { return nil }
    guard
      record.isGood(
        for: person, idleLimit: policy.idleLimit, isEnforced: isEnforced, at: now)
    else {
      lapse(record, at: now)
      return nil
    }
    if !record.isSeen { seen.append(Int32(number)) }
    record.isSeen = true
    record.lastSeenAt = max(record.lastSeenAt, now)
    records[number] = record
    return checked(record, person)
  }

  func find(_ id: SessionID, at now: Timestamp) -> CheckedSession? {
    record(id).flatMap { good($0, at: now) }
  }

  /// Newest first.
  func list(of employee: EmployeeID, at now: Timestamp) -> [CheckedSession] {
    guard let owner = owner(employee) else { return [] }
    var list: [CheckedSession] = []
    var number = owners[owner].first
    while number != SessionRecord.none {
      if let session = good(Int(number), at: now) { list.append(session) }
      number = records[Int(number)].next
    }
    return list.sorted { $0.session.createdAt > $1.session.createdAt }
  }

  /// Newest first.
  func listAll(at now: Timestamp) -> [CheckedSession] {
    (0..<records.end).compactMap { records.isUsed($0) ? good($0, at: now) : nil }
      .sorted { $0.session.createdAt > $1.session.createdAt }
  }

  /// Whether a session that the store tells of is still good at this moment; it may have been seen later
  /// than the store knows.
  func isGood(_ session: Session, _ person: Person, at now: Timestamp) -> Bool {
    var stored = SessionRecord(session, owner: 0, address: 0, userAgent: 0)
    if let number = record(session.token) {
      stored.lastSeenAt = max(stored.lastSeenAt, records[number].lastSeenAt)
    }
    return isGood(stored, person, at: now)
  }

  mutating func takeRevoked() -> [SessionID] {
    defer { revoked = [] }
    return revoked
  }

  private func isGood(_ record: SessionRecord, _ person: Person, at now: Timestamp) -> Bool {
    record.isGood(for: person, idleLimit: policy.idleLimit, isEnforced: isEnforced, at: now)
  }

  private func good(_ number: Int, at now: Timestamp) -> CheckedSession? {
    let record = records[number]
    guard let person = owners[Int(record.owner)].person, isGood(record, person, at: now) else {
      return nil
    }
    return checked(record, person)
  }

  private func checked(_ record: SessionRecord, _ person: Person) -> CheckedSession {
    CheckedSession(
      session: record.session(of: person.employee, texts), person: person,
      expiresAt: record.end(idleLimit: policy.idleLimit))
  }

  private mutating func lapse(_ record: SessionRecord, at now: Timestamp) {
    lapsed.append(record.id)
    if record.isRemembered, record.endsAt.map({ now < $0 }) ?? true { revoked.append(record.id) }
    remove([record.id])
  }
}

// MARK: upkeep

extension SessionPages {
  /// Records that one step of a round looks at.
  private static let stride = 1_024

  /// A round over all sessions in small steps, between which other calls come.
  struct Round {
    fileprivate(set) var seen: [SessionID: Timestamp] = [:]
    fileprivate(set) var lapsed: [SessionID] = []
    fileprivate var next = 0
  }

  /// Adds the owners of the next good sessions who are people of a domain. No session is put together: a
  /// check waits for one step.
  /// - Parameter next: where to go on; 0 at first.
  /// - Returns: whether there is another step to take.
  func addDomainMembers(
    to people: inout Set<EmployeeID>, from next: inout Int, at now: Timestamp
  ) -> Bool {
    let stop = max(next, min(next + Self.stride, records.end))
    for number in next..<stop where records.isUsed(number) {
      guard let person = owners[Int(records[number].owner)].person, person.isDomainMember,
        isGood(records[number], person, at: now)
      else { continue }
      people.insert(person.employee)
    }
    next = stop
    return stop < records.end
  }

  /// One step: first tells who was seen, then looks for sessions that are over.
  /// - Returns: whether there is another step to take.
  mutating func drain(_ round: inout Round, at now: Timestamp) -> Bool {
    if !seen.isEmpty {
      for _ in 0..<min(Self.stride, seen.count) { tellSeen(Int(seen.removeLast()), &round) }
      return true
    }
    seen = []
    let stop = min(round.next + Self.stride, records.end)
    for number in round.next..<max(stop, round.next) where records.isUsed(number) {
      if isOver(number, at: now) {
        let id = records[number].id
        lapsed.append(id)
        round.seen[id] = nil
        remove([id])
      }
    }
    round.next = stop
    round.lapsed += lapsed
    lapsed = []
    return stop < records.end
  }

  /// All steps of a round.
  mutating func drain(at now: Timestamp) -> (seen: [SessionID: Timestamp], lapsed: [SessionID]) {
    var round = Round()
    while drain(&round, at: now) {}
    return (round.seen, round.lapsed)
  }

  private mutating func tellSeen(_ number: Int, _ round: inout Round) {
    guard records.isUsed(number), records[number].isSeen else { return }
    records[number].isSeen = false
    round.seen[records[number].id] = records[number].lastSeenAt
  }

  /// Remembered sessions lapse when they are reopened, not while they sleep.
  private func isOver(_ number: Int, at now: Timestamp) -> Bool {
    guard let person = owners[Int(records[number].owner)].person else { return false }
    if let endsAt = records[number].endsAt, now >= endsAt { return true }
    return !records[number].isRemembered && !isGood(records[number], person, at: now)
  }
}

extension Person {
  init(_ card: Employee, isEnrolled: Bool) {
    self.init(
      employee: card.id, login: card.login.text, name: card.name, email: card.email,
      role: card.role, isDomainMember: card.link != nil, isEnrolled: isEnrolled)
  }
}
