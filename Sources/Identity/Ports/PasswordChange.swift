/// What came of asking a directory to change a person's password.
public enum PasswordChangeResult: Sendable, Equatable {
  /// The new password holds from now on.
  case changed
  /// The directory's policy does not take this new password; the old one holds. `words` are the
  /// directory's own, for the audit log.
  case refused(NewPasswordFault, words: String)
  /// The old password is not the right one any more; the directory may have counted it.
  case wrongOldPassword
  /// The password cannot be changed here, whatever the new one is: neither the person nor the service
  /// account may, or the account is locked. `words` as above.
  case notPermitted(words: String)
}

/// Why a directory's policy refuses a new password, as far as the directory tells.
public enum NewPasswordFault: Sendable, Equatable {
  /// With the least number of characters where the directory tells it.
  case tooShort(minimum: Int?)
  /// The present password has to be kept for a while first.
  case tooYoung
  /// One of the passwords that the person had before.
  case inHistory
  /// Too simple: kinds of characters that are missing, a part of the name, a word of a list; or too short
  /// on a server that makes no difference.
  case notComplex
  /// One that the person had before, or one of a list of forbidden ones.
  case usedOrForbidden
  /// The directory does not say which rule.
  case other

  /// The word of the audit log and of the API, after `password-`.
  public var word: String {
    switch self {
    case .tooShort: "too-short"
    case .tooYoung: "too-young"
    case .inHistory: "in-history"
    case .notComplex: "too-simple"
    case .usedOrForbidden: "used-or-forbidden"
    case .other: "refused"
    }
  }
}
