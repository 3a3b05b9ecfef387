import Identity

/// What a server's answer to a bind says of the password and the account (DOM-43).
enum BindJudgement: Equatable {
  case right
  /// The password is right and has expired; the server lets it in a few times more.
  case grace
  /// The password is right; with it nothing but a change of it is allowed, or not even that.
  case mustChange(PasswordChangeReason)
  case wrongPassword
  case unusable(AccountProblem)

  /// - Throws: for an answer that judges neither.
  init(_ answer: BindAnswer) throws(DirectoryError) {
    switch (answer.code, answer.policy.problem) {
    // The bind worked, but only to let the password be changed.
    case (.success, .changeAfterReset): self = .mustChange(.mustChange)
    case (.success, _): self = answer.policy.graceLeft == nil ? .right : .grace
    // slapo-ppolicy and 389 Directory Server look at expiry only after the password was right, at a
    // lock before.
    case (.invalidCredentials, .passwordExpired): self = .mustChange(.expired)
    case (.invalidCredentials, .accountLocked): self = .unusable(.locked)
    case (.invalidCredentials, _):
      let problem = AccountSubcode(message: answer.message)?.problem
      self = problem.map { BindJudgement($0) } ?? .wrongPassword
    // 389 Directory Server answers a locked account with constraintViolation, and one that lay idle for
    // too long (its account policy plug-in), a disabled one with unwillingToPerform; OpenLDAP an entry
    // without a password with inappropriateAuthentication.
    case (.constraintViolation, _):
      let isIdle = answer.message.lowercased().contains("inactivity limit")
      self = .unusable(isIdle ? .expired : .locked)
    case (.unwillingToPerform, _), (.inappropriateAuthentication, _),
      (.insufficientAccessRights, _):
      self = .unusable(.disabled)
    default:
      throw DirectoryError(
        answer.code.error == .noSuchObject ? .badAnswer : answer.code.error,
        detail: "bind: result \(answer.code.number) \(answer.message)")
    }
  }

  /// A problem that the directory tells of somebody whose password is right.
  init(_ problem: AccountProblem) {
    switch problem {
    case .passwordExpired: self = .mustChange(.expired)
    case .passwordMustChange: self = .mustChange(.mustChange)
    default: self = .unusable(problem)
    }
  }
}
