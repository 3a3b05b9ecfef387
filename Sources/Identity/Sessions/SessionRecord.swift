/// A session as `SessionPages` keeps it: 120 bytes and no memory of its own.
struct SessionRecord {
  /// No record, no text.
  static let none: Int32 = -1

  let id: SessionID
  let token: Digest
  let company: CompanyID
  let createdAt: Timestamp
  /// `nil`: no absolute limit.
  let endsAt: Timestamp?
  var lastSeenAt: Timestamp
  /// Number of its owner.
  let owner: Int32
  /// Its neighbours among the sessions of its owner.
  var next = none
  var previous = none
  /// Numbers of texts; `none` for no user agent.
  let address: Int32
  let userAgent: Int32
  let client: ClientKind
  let isRemembered: Bool
  /// Whether it was seen since the store was told last.
  var isSeen = false

  init(_ session: Session, owner: Int32, address: Int32, userAgent: Int32) {
    id = session.id
    token = session.token
    company = session.company
    createdAt = session.createdAt
    endsAt = session.endsAt
    lastSeenAt = session.lastSeenAt
    client = session.client
    isRemembered = session.isRemembered
    self.owner = owner
    self.address = address
    self.userAgent = userAgent
  }

  /// As `Session.hasIdleLimit`.
  var hasIdleLimit: Bool { !isRemembered && client != .mobile }

  /// The one rule of when a session is good, before it is noted as seen.
  /// - Parameter isEnforced: two-step verification is (TFA-25).
  func isGood(for person: Person, idleLimit: Interval, isEnforced: Bool, at now: Timestamp) -> Bool
  {
    if let endsAt, now >= endsAt { return false }
    let isIdle = now - lastSeenAt > idleLimit
    if !isRemembered { return !isIdle || !hasIdleLimit }
    // Reopening a remembered session is the next sign-in (TFA-25): enforcement asks for enrolment.
    return !(isIdle && isEnforced && !person.isEnrolled)
  }

  /// When the session ends without another request.
  func end(idleLimit: Interval) -> Timestamp? {
    guard hasIdleLimit else { return endsAt }
    let idleEnd = lastSeenAt + idleLimit
    return endsAt.map { min($0, idleEnd) } ?? idleEnd
  }

  /// The session that the record was made of.
  func session(of employee: EmployeeID, _ texts: TextPool) -> Session {
    Session(
      id: id, token: token, employee: employee, company: company, client: client,
      isRemembered: isRemembered,
      origin: ClientOrigin(
        kept: texts[address], userAgent == Self.none ? nil : texts[userAgent]),
      createdAt: createdAt, endsAt: endsAt, lastSeenAt: lastSeenAt)
  }
}

/// Whoever has sessions: their card's data, kept once, and where the chain of their sessions begins.
struct SessionOwner {
  let employee: EmployeeID
  var person: Person?
  var first = SessionRecord.none
  var count: Int32 = 0
}

/// Values in numbered places; a place that was given back is used again.
struct Slab<Element> {
  private var places: [Element?] = []
  private var free: [Int32] = []

  /// Places, used or not: every number is below.
  var end: Int { places.count }

  subscript(number: Int) -> Element {
    // A number that names nothing is a broken chain or index, and must not be worked with.
    _read { yield places[number]! }
    _modify { yield &places[number]! }
  }

  func isUsed(_ number: Int) -> Bool { number < places.count && places[number] != nil }

  mutating func add(_ element: Element) -> Int {
    if let number = free.popLast() {
      places[Int(number)] = element
      return Int(number)
    }
    places.append(element)
    return places.count - 1
  }

  mutating func remove(_ number: Int) {
    places[number] = nil
    free.append(Int32(number))
  }
}

extension Slab: Sendable where Element: Sendable {}
