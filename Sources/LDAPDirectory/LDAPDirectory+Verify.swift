public import Identity

extension LDAPDirectory {
  public func verify(_ member: Member, password: Secret, group: GroupChoice)
    async throws(DirectoryError) -> BindOutcome
  {
    // An empty password must never reach a bind (DOM-37).
    guard !password.isEmpty else { return .wrongPassword }
    let deadline = totalDeadline
    let problem = member.accountProblem
    // The directory has said already that the account may not be used: no guess is put to it, unless
    // the state is to be told to those who know the password.
    if let problem, !rules.revealsAccountState || !preset.judgesPasswordFirst {
      return try await unusable(problem, member, group, by: deadline)
    }
    let answer = try await switchboard.bind(member.dn, password, by: deadline)
    var judgement = try BindJudgement(answer)
    if judgement == .right,
      let problem = try await self.problem(preset.passwordTests, of: member, by: deadline)
    {
      judgement = BindJudgement(problem)
    }
    switch judgement {
    case .wrongPassword: return .wrongPassword
    case .unusable(let problem):
      return try await unusable(problem, member, group, by: deadline)
    case .right, .grace, .mustChange: break
    }
    if let problem { return try await unusable(problem, member, group, by: deadline) }
    guard try await isMember(member, of: group, by: deadline) else { return .notInGroup }
    let proof = VerifiedBind(member: member)
    switch judgement {
    case .mustChange(let reason): return .mustChangePassword(proof, reason)
    // Where the password can be changed here, it is changed before the directory refuses it.
    case .grace where rules.changesPasswords: return .mustChangePassword(proof, .expired)
    default: return .verified(proof)
    }
  }

  /// The state of an account is told to members of the group alone.
  private func unusable(
    _ problem: AccountProblem, _ member: Member, _ group: GroupChoice, by deadline: Deadline
  ) async throws(DirectoryError) -> BindOutcome {
    if rules.revealsAccountState, try await !isMember(member, of: group, by: deadline) {
      return .notInGroup
    }
    return .unusable(problem)
  }
}

extension Member {
  /// Why the entry says that the account may not be used, whatever the password. What it says of the
  /// password is for the bind to judge.
  fileprivate var accountProblem: AccountProblem? {
    switch unusable {
    case .passwordExpired, .passwordMustChange: nil
    case let problem: problem
    }
  }
}
