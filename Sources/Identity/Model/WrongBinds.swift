/// Wrong binds of a person as the directory itself has counted them, through Brama or anything else.
public struct WrongBinds: Sendable, Equatable {
  public let count: Int
  /// When the last one was, by the directory's clock.
  public let lastAt: Timestamp?
  /// When the directory forgets them, where it says so itself; else the window tells.
  public let forgottenAt: Timestamp?

  public init(count: Int, lastAt: Timestamp? = nil, forgottenAt: Timestamp? = nil) {
    self.count = count
    self.lastAt = lastAt
    self.forgottenAt = forgottenAt
  }

  /// Seconds until a bind may be sent again, `nil` when one may be sent now: one more wrong one would
  /// lock the account, or take the share of the browsers that the person is known by.
  ///
  /// A directory whose clock is ahead makes nobody wait for longer than the window.
  func wait(_ lockout: DirectoryLockout, isKnownDevice: Bool = false, at now: Timestamp) -> Int? {
    guard count >= lockout.binds(isKnownDevice: isKnownDevice),
      let end = forgottenAt ?? lastAt.map({ $0 + lockout.window }), end > now
    else { return nil }
    return max(1, min(end - now, lockout.window).secondsRoundedUp)
  }
}
