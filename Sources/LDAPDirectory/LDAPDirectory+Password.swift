public import Identity

extension LDAPDirectory {
  public func changePassword(of member: Member, from old: Secret, to new: Secret)
    async throws(DirectoryError) -> PasswordChangeResult
  {
    // Empty values mean other requests to a server.
    guard !old.isEmpty else { return .wrongOldPassword }
    guard !new.isEmpty else { return .refused(.tooShort(minimum: 1), words: "empty") }
    let deadline = totalDeadline
    do throws(DirectoryError) {
      switch preset.passwordChange {
      case .passwordModify:
        switch try await switchboard.changeOwnPassword(
          member.dn, from: old, to: new, by: deadline)
        {
        case .answered(let answer): return try ChangeJudgement.result(answer, isOwn: true)
        case .notLetIn(let answer):
          return try await afterRefusedBind(answer, member, old, new, by: deadline)
        }
      case .unicodePassword:
        let result = try await changeAsService(member, old, new, .unicodePassword, by: deadline)
        guard case .refused(.other, let words) = result else { return result }
        return .refused(await fault(in: new, of: member, by: deadline), words: words)
      }
    } catch {
      guard error.code == .outcomeUnknown, await holds(new, for: member, by: deadline) else {
        throw error
      }
      return .changed
    }
  }

  /// An expired password lets nobody in without a grace: the service account may be able to help, with
  /// the old password as the proof.
  private func afterRefusedBind(
    _ answer: BindAnswer, _ member: Member, _ old: Secret, _ new: Secret, by deadline: Deadline
  ) async throws(DirectoryError) -> PasswordChangeResult {
    switch try BindJudgement(answer) {
    case .mustChange:
      return try await changeAsService(member, old, new, .passwordModify, by: deadline)
    case .wrongPassword: return .wrongOldPassword
    case .unusable(let problem): return .notPermitted(words: problem.rawValue)
    // A refused bind is neither.
    case .right, .grace:
      throw DirectoryError(.badAnswer, detail: "bind: result \(answer.code.number)")
    }
  }

  private func changeAsService(
    _ member: Member, _ old: Secret, _ new: Secret, _ way: ServerPreset.PasswordChangeWay,
    by deadline: Deadline
  ) async throws(DirectoryError) -> PasswordChangeResult {
    let answer = try await switchboard.changePasswordAsService(
      member.dn, from: old, to: new, way, by: deadline)
    return try ChangeJudgement.result(answer, isOwn: false)
  }

  /// Whether the new password is in force, found out by one bind. Anything but a success tells nothing:
  /// another server may lag behind, or the first one still be at work.
  private func holds(_ new: Secret, for member: Member, by deadline: Deadline) async -> Bool {
    do throws(DirectoryError) {
      switch try BindJudgement(try await switchboard.bind(member.dn, new, by: deadline)) {
      case .right, .grace, .mustChange: return true
      case .wrongPassword, .unusable: return false
      }
    } catch {
      return false
    }
  }
}
