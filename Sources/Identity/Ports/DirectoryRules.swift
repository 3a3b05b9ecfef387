/// The rules a domain sets for signing in through it.
public struct DirectoryRules: Sendable, Equatable {
  /// A member without a card gets one at the first sign-in (`create_cards`).
  public var createsCards: Bool
  /// Names before the backslash that mean this domain, folded (`DOMAIN\name`); its own name always does.
  public var qualifiers: Set<String>
  /// What may stand after `@` in `name@domain`, folded.
  public var suffixes: Set<String>
  /// An e-mail address is a login too (`login_by_email`).
  public var loginByEmail: Bool
  /// Wrong binds at which the directory itself locks, and the window it counts them in, as set by the
  /// operator; `nil`: it never does (`directory_lockout`). What holds says `Directory.lockout(of:)`.
  public var lockout: DirectoryLockout?
  /// A password that has expired or must be changed may be changed while signing in
  /// (`change_passwords`).
  public var changesPasswords: Bool
  /// Whoever signs in is told that the account is disabled, expired or locked
  /// (`reveal_account_state`); otherwise the answer is that to a wrong password.
  public var revealsAccountState: Bool

  public init(
    createsCards: Bool, qualifiers: Set<String>, suffixes: Set<String>, loginByEmail: Bool,
    lockout: DirectoryLockout?, changesPasswords: Bool = false, revealsAccountState: Bool = false
  ) {
    self.createsCards = createsCards
    self.qualifiers = qualifiers
    self.suffixes = suffixes
    self.loginByEmail = loginByEmail
    self.lockout = lockout
    self.changesPasswords = changesPasswords
    self.revealsAccountState = revealsAccountState
  }
}

public struct DirectoryLockout: Sendable, Equatable {
  public var threshold: Int
  public var window: Interval

  public init(threshold: Int, window: Interval) {
    self.threshold = threshold
    self.window = window
  }

  /// Wrong binds that Brama sends before it waits: one less than lock. Of a directory that locks at the
  /// first wrong one no wrong bind can be afforded, and yet nobody could sign in without one: it is sent,
  /// and then none until the window has passed.
  public var binds: Int { max(1, threshold - 1) }

  /// Of `binds`, those that strangers cannot use up: they are for browsers that the person has signed in
  /// with before. A window of fewer than three is too small to share.
  public var reserved: Int { binds < 3 ? 0 : binds < 6 ? 1 : 2 }

  /// Wrong binds in all after which none is sent for such a browser, or for anybody else.
  public func binds(isKnownDevice: Bool) -> Int { isKnownDevice ? binds : binds - reserved }

  public static let usual = DirectoryLockout(threshold: 5, window: .seconds(1800))
}
