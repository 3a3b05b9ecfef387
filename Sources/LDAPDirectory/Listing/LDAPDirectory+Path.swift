public import Identity

extension LDAPDirectory {
  public func path(of member: Member, to group: GroupChoice)
    async throws(DirectoryError) -> MembershipPath?
  {
    guard let membership = try await membership(of: member, in: group) else { return nil }
    let way: MembershipPath.Way =
      switch membership.way {
      case .everyone: .everyone
      case .direct: .direct
      case .nested: .nested
      case .computed: .computed
      }
    return MembershipPath(
      way: way, groups: membership.path.map(\.description),
      isByPrimaryGroup: membership.isByPrimaryGroup)
  }
}
