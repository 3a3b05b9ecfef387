public import Identity

extension LDAPDirectory {
  /// What the entry tells of the account without a bind: what `Member.unusable` says, and also what
  /// passes or what a new password mends. `nil`: nothing is wrong, or the entry is gone.
  ///
  /// A directory may keep the mark of a lock whose time is over; the bind has the last word.
  public func accountState(of member: Member) async throws(DirectoryError) -> AccountProblem? {
    let deadline = totalDeadline
    if let problem = member.unusable { return problem }
    return try await problem(preset.unusable + preset.passing, of: member, by: deadline)
  }

  /// The first of these tests that holds, with the entry as it is now.
  func problem(_ tests: [AccountTest], of member: Member, by deadline: Deadline)
    async throws(DirectoryError) -> AccountProblem?
  {
    guard !tests.isEmpty else { return nil }
    let entries = try await switchboard.read(
      [try readName(member.dn)], .everything, tests.map(\.attribute), by: deadline)
    return entries.first.flatMap { tests.problem($0, at: reader.now()) }
  }
}
