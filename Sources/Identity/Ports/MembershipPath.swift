/// How a person is in a group, as far as the directory shows it.
public struct MembershipPath: Sendable, Equatable {
  public enum Way: String, Sendable {
    /// Everybody is: no group was chosen.
    case everyone
    /// The group lists the person.
    case direct
    /// Through groups that hold each other.
    case nested
    /// The directory works it out, and no list shows it.
    case computed
  }

  public let way: Way
  /// Names of entries: the first is the person's own group, each is in the next, the last is the chosen
  /// one. Empty for `everyone`.
  public let groups: [String]
  /// The first is the person's primary group, which lists nobody.
  public let isByPrimaryGroup: Bool

  public init(way: Way, groups: [String] = [], isByPrimaryGroup: Bool = false) {
    self.way = way
    self.groups = groups
    self.isByPrimaryGroup = isByPrimaryGroup
  }
}

extension Directory {
  /// What a directory without an answer of its own says.
  public func accountState(of member: Member) async throws(DirectoryError) -> AccountProblem? {
    member.unusable
  }

  public func path(of member: Member, to group: GroupChoice)
    async throws(DirectoryError) -> MembershipPath?
  {
    if case .all = group { return MembershipPath(way: .everyone) }
    let present = try await present([member.id], in: group)
    return present.isEmpty ? nil : MembershipPath(way: .computed)
  }
}
