/// Counting failures and blocking after too many (SIGN-12 to 15, TFA-23): the arithmetic, in the
/// transaction of what it counts.
struct FailureCounters: Sendable {
  let policy: Policy
  /// The directory's own lock-out, for the two keys that follow it.
  let directory: DirectoryLockout?

  init(policy: Policy, directory: DirectoryLockout? = nil) {
    self.policy = policy
    self.directory = directory
  }

  /// How an attempt on a key stands.
  enum Standing: Equatable {
    /// Refused unjudged; seconds until the next attempt may be judged.
    case blocked(retryAfter: Int)
    /// So many attempts may be under way at once without going past the limit.
    case open(places: Int)
  }

  func standing(_ key: FailureKey, at now: Timestamp, in tx: any Transaction) throws -> Standing {
    guard let rule = rule(of: key) else { return .open(places: .max) }
    guard let count = try tx.failures.find(key), !rule.isForgotten(count, at: now) else {
      return .open(places: rule.limit)
    }
    if let until = count.blockedUntil, until > now {
      return .blocked(retryAfter: max(1, (until - now).secondsRoundedUp))
    }
    // After a block has passed one attempt is judged at a time: the next failure blocks again.
    return .open(places: max(1, rule.limit - count.failures))
  }

  func fail(_ key: FailureKey, at now: Timestamp, in tx: any Transaction) throws {
    guard let rule = rule(of: key) else { return }
    let stored = try tx.failures.find(key)
    var count: FailureCount
    if let stored, !rule.isForgotten(stored, at: now) {
      count = stored
    } else {
      count = FailureCount(
        failures: 0, consecutive: stored?.consecutive ?? 0, firstAt: now, lastAt: now,
        blockedUntil: nil)
    }
    count.failures += 1
    count.consecutive += 1
    count.lastAt = now
    if count.failures >= rule.limit { count.blockedUntil = rule.blockEnd(count, at: now) }
    try tx.failures.save(count, for: key)
  }

  func clear(_ key: FailureKey, in tx: any Transaction) throws {
    try tx.failures.delete(key)
  }

  /// Wrong codes since the last completed second step (100 lock it).
  func isLocked(_ employee: EmployeeID, in tx: any Transaction) throws -> Bool {
    (try tx.failures.find(.code(employee))?.consecutive ?? 0) >= Policy.codesUntilLock
  }

  private struct Rule {
    enum Window {
      case none
      /// Failures count from the first one on, and a block lasts to the window's end.
      case fromFirst(Interval)
      /// Failures count as the directory counts them: until the window has passed after the last one.
      case fromLast(Interval)
    }
    let limit: Int
    let window: Window
    let block: Interval

    func isForgotten(_ count: FailureCount, at now: Timestamp) -> Bool {
      switch window {
      case .none: false
      case .fromFirst(let length): now - count.firstAt >= length
      case .fromLast(let length): now - count.lastAt >= length
      }
    }

    func blockEnd(_ count: FailureCount, at now: Timestamp) -> Timestamp {
      switch window {
      case .none: now + block
      case .fromFirst(let length): count.firstAt + length
      case .fromLast(let length): count.lastAt + length
      }
    }
  }

  private func rule(of key: FailureKey) -> Rule? {
    switch key {
    case .member, .card, .unknownLogin, .code:
      return Rule(limit: policy.maxAttempts, window: .none, block: policy.blockTime)
    case .address, .activation:
      return Rule(
        limit: policy.addressFailures, window: .fromFirst(policy.addressWindow), block: .zero)
    case .directory, .unknownInDirectory:
      guard let directory else { return nil }
      // So that it never locks because of us.
      return Rule(
        limit: directory.binds, window: .fromLast(directory.window), block: .zero)
    }
  }
}
