import Identity

/// How what the operator set and what the directory tells come together (`directory_lockout`).
///
/// What was set and what is told: the lower threshold and the longer window. What was not set: what is
/// told. Where nothing is told: what was set, or the usual values.
public struct LockoutSetting: Sendable, Equatable {
  /// The directory is asked.
  public var isRead: Bool
  /// What was written in the configuration and is not just its default.
  public var isThresholdSet: Bool
  public var isWindowSet: Bool

  public init(isRead: Bool = true, isThresholdSet: Bool = false, isWindowSet: Bool = false) {
    self.isRead = isRead
    self.isThresholdSet = isThresholdSet
    self.isWindowSet = isWindowSet
  }

  /// - Parameters:
  ///   - configured: the values of the configuration, defaults among them; `nil`: never locks.
  ///   - told: what the directory tells; `nil`: nothing.
  func lockout(configured: DirectoryLockout?, told: LockoutPolicy?) -> DirectoryLockout? {
    guard isRead, let told else { return configured }
    guard var lockout = told.lockout else { return isThresholdSet ? configured : nil }
    if let configured {
      if isThresholdSet { lockout.threshold = min(lockout.threshold, configured.threshold) }
      if isWindowSet { lockout.window = max(lockout.window, configured.window) }
    }
    return lockout
  }
}

extension DirectoryLockout {
  /// The stricter of two; `nil` never locks.
  static func stricter(_ a: DirectoryLockout?, _ b: DirectoryLockout?) -> DirectoryLockout? {
    guard let a else { return b }
    guard let b else { return a }
    return DirectoryLockout(
      threshold: min(a.threshold, b.threshold), window: max(a.window, b.window))
  }
}
