public import Identity

extension LDAPDirectory {
  public func verify(_ member: Member, password: Secret, group: GroupChoice)
    async throws(DirectoryError) -> BindOutcome
  {
    // An empty password must never reach a bind (DOM-37).
    guard !password.isEmpty else { return .wrongPassword }
    // The directory has said already that the account may not be used: no guess is put to it.
    if let problem = member.unusable { return .unusable(problem) }
    let deadline = totalDeadline
    let answer = try await switchboard.bind(member.dn, password, by: deadline)
    if let refusal = try refusal(answer) { return refusal }
    if let problem = try await self.problem(preset.passwordTests, of: member, by: deadline) {
      return .unusable(problem)
    }
    guard try await isMember(member, of: group, by: deadline) else { return .notInGroup }
    return .verified(VerifiedBind(member: member))
  }

  /// What a bind's answer means where it is not a success (DOM-43).
  private func refusal(_ answer: BindAnswer) throws(DirectoryError) -> BindOutcome? {
    switch (answer.code, answer.policy) {
    // The bind worked, but only to let the password be changed.
    case (.success, .changeAfterReset): return .unusable(.passwordMustChange)
    case (.success, _): return nil
    // slapo-ppolicy looks at expiry only after the password was right, at a lock before.
    case (.invalidCredentials, .passwordExpired): return .unusable(.passwordExpired)
    case (.invalidCredentials, .accountLocked): return .unusable(.locked)
    case (.invalidCredentials, _):
      let problem = AccountSubcode(message: answer.message)?.problem
      return problem.map { .unusable($0) } ?? .wrongPassword
    // 389 Directory Server answers a locked account with constraintViolation, and one that lay idle for
    // too long (its account policy plug-in), a disabled one with unwillingToPerform; OpenLDAP an entry
    // without a password with inappropriateAuthentication.
    case (.constraintViolation, _):
      let isIdle = answer.message.lowercased().contains("inactivity limit")
      return .unusable(isIdle ? .expired : .locked)
    case (.unwillingToPerform, _), (.inappropriateAuthentication, _),
      (.insufficientAccessRights, _):
      return .unusable(.disabled)
    default:
      throw DirectoryError(
        answer.code.error == .noSuchObject ? .badAnswer : answer.code.error,
        detail: "bind: result \(answer.code.number) \(answer.message)")
    }
  }
}
