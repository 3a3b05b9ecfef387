/// What came of one bind.
public enum BindOutcome: Sendable, Equatable {
  /// The password is right and the member is in the group; the entry as just read.
  case verified(VerifiedBind)
  /// The directory refused the password (RFC 4511, invalidCredentials), once.
  case wrongPassword
  /// The password was right, the member is not in the chosen group (DOM-42).
  case notInGroup
  /// The password is right and the member is in the group, but the directory wants another one first.
  case mustChangePassword(VerifiedBind, PasswordChangeReason)
  /// The directory refuses the account itself (DOM-43). Where the domain reveals such states the member
  /// is in the group, and the password was right if the directory looks at it first.
  case unusable(AccountProblem)
}

/// Proof that a password was found right; only a directory adapter makes one.
public struct VerifiedBind: Sendable, Equatable {
  public let member: Member

  public init(member: Member) { self.member = member }
}
