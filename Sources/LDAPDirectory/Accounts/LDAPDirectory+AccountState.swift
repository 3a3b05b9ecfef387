public import Identity

extension LDAPDirectory {
  /// What the entry tells of the account without a bind: what `Member.unusable` says, and also what
  /// passes or what a new password mends. `nil`: nothing is wrong, or the entry is gone.
  ///
  /// A directory may keep the mark of a lock whose time is over; the bind has the last word.
  public func accountState(of member: Member) async throws(DirectoryError) -> AccountProblem? {
    let deadline = totalDeadline
    if let problem = member.unusable { return problem }
    if let problem = try await problem(
      preset.unusable + preset.passing, of: member, by: deadline)
    {
      return problem
    }
    guard preset.kind == .openLDAP else { return nil }
    return try await hasOutdatedPassword(member, by: deadline) ? .passwordExpired : nil
  }

  /// OpenLDAP puts no mark on an entry whose password is too old: its age and the policy tell
  /// (slapo-ppolicy(5), `pwdMaxAge`). Which policy is the default stands in cn=config, which no service
  /// account reads: where there are several, and none is the person's own, nothing is said.
  private func hasOutdatedPassword(_ member: Member, by deadline: Deadline)
    async throws(DirectoryError) -> Bool
  {
    let entries = try await switchboard.read(
      [try readName(member.dn)], .everything, ["pwdChangedTime", "pwdPolicySubentry"],
      by: deadline)
    guard let entry = entries.first,
      let changed = entry.first("pwdChangedTime").flatMap(DirectoryTime.generalized)
    else { return false }
    let policies: [Entry]
    if let own = entry.first("pwdPolicySubentry") {
      policies = try await switchboard.read(
        [try readName(own)], .everything, ["pwdMaxAge"], by: deadline)
    } else {
      policies = try await switchboard.search(
        Search(
          configuration.baseDN, .subtree, .equal("objectClass", "pwdPolicy"), ["pwdMaxAge"]),
        by: deadline
      ).entries
    }
    guard policies.count == 1, let age = policies[0].first("pwdMaxAge").flatMap({ Int($0) }),
      age > 0
    else { return false }
    return changed + .seconds(age) <= reader.now()
  }

  /// The first of these tests that holds, with the entry as it is now.
  func problem(_ tests: [AccountTest], of member: Member, by deadline: Deadline)
    async throws(DirectoryError) -> AccountProblem?
  {
    guard !tests.isEmpty else { return nil }
    let entries = try await switchboard.read(
      [try readName(member.dn)], .everything, tests.map(\.attribute).unique, by: deadline)
    return entries.first.flatMap { tests.problem($0, at: reader.now()) }
  }
}
