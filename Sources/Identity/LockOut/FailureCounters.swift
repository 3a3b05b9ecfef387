/// Counting failures and blocking after too many (SIGN-12 to 15, TFA-23): the arithmetic, in the
/// transaction of what it counts.
struct FailureCounters: Sendable {
  let policy: Policy
  /// The directory's own lock-out, for the two keys that follow it.
  let directory: DirectoryLockout?
  /// For whom the directory's window is looked at: it keeps a share for browsers that the person is known
  /// by. Both count on it alike.
  let isKnownDevice: Bool

  init(policy: Policy, directory: DirectoryLockout? = nil, isKnownDevice: Bool = false) {
    self.policy = policy
    self.directory = directory
    self.isKnownDevice = isKnownDevice
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
    if let until = rule.blockedUntil(count, at: now), until > now {
      return .blocked(retryAfter: max(1, (until - now).secondsRoundedUp))
    }
    // Only an attempt that was under way when the last one failed: the next is judged as a stranger's.
    let left = rule.total - count.consecutive
    guard left > 0 else { return .blocked(retryAfter: 1) }
    // After a block has passed one attempt is judged at a time: the next failure blocks again.
    return .open(places: min(left, max(1, rule.limit - count.failures)))
  }

  /// A browser's count is used up: it is a stranger's from now on.
  func isSpent(_ key: FailureKey, in tx: any Transaction) throws -> Bool {
    guard let rule = rule(of: key), let count = try tx.failures.find(key) else { return false }
    return count.consecutive >= rule.total
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
    if count.failures >= rule.whole { count.blockedUntil = rule.blockEnd(count, at: now) }
    try tx.failures.save(count, for: key)
  }

  func clear(_ key: FailureKey, in tx: any Transaction) throws {
    try tx.failures.delete(key)
  }

  /// Counts a wrong code: on the count that a right one clears, and on the one that it does not. Either
  /// locks the second factor.
  func failCode(of employee: EmployeeID, at now: Timestamp, in tx: any Transaction) throws {
    try fail(.code(employee), at: now, in: tx)
    try fail(.codesOverWindow(employee), at: now, in: tx)
    guard let long = try tx.failures.find(.codesOverWindow(employee)),
      long.failures >= Policy.codesOverWindow, var count = try tx.failures.find(.code(employee))
    else { return }
    // So that one look tells whether it is locked: no right code is judged any more, which would clear it.
    count.consecutive = max(count.consecutive, Policy.codesUntilLock)
    try tx.failures.save(count, for: .code(employee))
  }

  /// Too many wrong codes: only a reset opens it.
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
    /// Failures after which who asks is blocked.
    let limit: Int
    /// Failures after which everybody is.
    let whole: Int
    /// Failures after which the key is of no more use until it is cleared.
    let total: Int
    let window: Window
    let block: Interval

    init(
      limit: Int, whole: Int? = nil, total: Int = .max, window: Window = .none,
      block: Interval = .zero
    ) {
      self.limit = limit
      self.whole = whole ?? limit
      self.total = total
      self.window = window
      self.block = block
    }

    /// A share of a directory's window that is used up is blocked as long as the window counts, though
    /// the whole is not.
    func blockedUntil(_ count: FailureCount, at now: Timestamp) -> Timestamp? {
      guard case .fromLast = window, count.failures >= limit else { return count.blockedUntil }
      let end = blockEnd(count, at: now)
      return max(end, count.blockedUntil ?? end)
    }

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
      return Rule(limit: policy.maxAttempts, block: policy.blockTime)
    case .address, .activation:
      return Rule(limit: policy.addressFailures, window: .fromFirst(policy.addressWindow))
    case .codesOverWindow:
      return Rule(limit: Policy.codesOverWindow, window: .fromFirst(Policy.codesWindow))
    case .device:
      return Rule(
        limit: policy.deviceAttempts, total: Policy.deviceFailures, block: policy.blockTime)
    case .devices: return Rule(limit: Policy.devicesFailures, total: Policy.devicesFailures)
    case .directory:
      guard let directory else { return nil }
      // So that it never locks because of us.
      return Rule(
        limit: directory.binds(isKnownDevice: isKnownDevice), whole: directory.binds,
        window: .fromLast(directory.window))
    case .unknownInDirectory:
      guard let directory else { return nil }
      // Nobody is known by a login that nobody has: a stranger's share.
      return Rule(
        limit: directory.binds(isKnownDevice: false), window: .fromLast(directory.window))
    }
  }
}
