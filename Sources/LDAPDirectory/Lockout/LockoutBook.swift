import Identity

/// What is known of the lock-out of a directory and of its people: a pure state.
struct LockoutBook {
  /// People remembered; past it all are forgotten and asked for anew.
  static let peopleLimit = 20_000
  /// How long nobody waits for an answer after there was none.
  static let pause = Duration.seconds(60)

  enum Known<Value: Sendable & Equatable>: Equatable {
    case unread
    /// `nil`: the directory tells nothing.
    case read(Value?)
  }

  private(set) var domain = Known<LockoutPolicy>.unread
  /// The policies that are for some people only, by the name of their entry.
  private var policies: [String: LockoutPolicy?] = [:]
  /// Who has a policy of their own, by name.
  private var owners: [StableID: String] = [:]
  /// Who goes by the domain's, which is nearly everybody: 64-bit hashes of a seed that is this process's own,
  /// for the names of 20,000 people take ten times the memory.
  private var others: Set<Int> = []
  private var pausedUntil: ContinuousClock.Instant?

  /// May a person wait for an answer now?
  func mayAsk(_ now: ContinuousClock.Instant) -> Bool { pausedUntil.map { now >= $0 } ?? true }

  mutating func failed(_ now: ContinuousClock.Instant) { pausedUntil = now + Self.pause }

  /// - Returns: whether this is news.
  mutating func learn(domain policy: LockoutPolicy?) -> Bool {
    defer { domain = .read(policy) }
    return domain != .read(policy)
  }

  /// - Returns: whether this is news.
  mutating func learn(_ policy: LockoutPolicy?, named name: String) -> Bool {
    defer { policies[name] = .some(policy) }
    return policies[name] != .some(policy)
  }

  mutating func learn(_ name: String?, of person: StableID) {
    if self.name(of: person) == .unread, owners.count + others.count >= Self.peopleLimit {
      owners = [:]
      others = []
    }
    owners[person] = name
    if name == nil {
      others.insert(person.hashValue)
    } else {
      others.remove(person.hashValue)
    }
  }

  /// The name of the person's own policy.
  func name(of person: StableID) -> Known<String> {
    if let name = owners[person] { return .read(name) }
    return others.contains(person.hashValue) ? .read(nil) : .unread
  }

  func policy(named name: String) -> Known<LockoutPolicy> {
    policies[name].map { .read($0) } ?? .unread
  }

  /// Those that some people have: what is to be read again.
  var names: [String] { policies.keys.sorted() }
}
