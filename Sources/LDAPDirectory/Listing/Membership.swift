public import Identity

/// How a person is in a group.
public struct Membership: Sendable, Equatable {
  public enum Way: Sendable, Equatable {
    /// Everybody is: no group was chosen.
    case everyone
    /// The group lists the person.
    case direct
    /// Through groups that hold each other.
    case nested
    /// The directory works it out, as from a search that defines the group; no list shows it.
    case computed
  }

  public let way: Way
  /// Names of groups: the first is the person's own, each is in the next, the last is the chosen one.
  /// Empty for `everyone`.
  public let path: [DN]
  /// The person is in the first of them because it is the primary group, which lists nobody.
  public let isByPrimaryGroup: Bool

  init(way: Way, path: [DN] = [], isByPrimaryGroup: Bool = false) {
    self.way = way
    self.path = path
    self.isByPrimaryGroup = isByPrimaryGroup
  }
}

extension LDAPDirectory {
  /// The shortest way in which a person is in the chosen group; `nil`: the person is not.
  /// - Throws: `.noSuchObject` when the group is gone.
  public func membership(of member: Member, in choice: GroupChoice)
    async throws(DirectoryError) -> Membership?
  {
    guard case .group(let id, _) = choice else { return Membership(way: .everyone) }
    let deadline = totalDeadline
    let target = try await group(id, by: deadline)
    let name = try readName(target.dn)
    let primary = try await primaryGroup(of: member, by: deadline)
    // Level by level upwards from the person, each group once: circles end.
    var levels: [[DN]] = []
    var seen: Set<DN> = []
    var level = try await listing([member.dn], login: member.login, by: deadline)
    if let primary { level.insert(primary) }
    while !level.isEmpty, !level.contains(name) {
      seen.formUnion(level)
      guard seen.count <= configuration.limits.nestedGroups else { throw tooManyGroups(member.dn) }
      levels.append(Array(level))
      level = try await listing(level.map(\.description), login: nil, by: deadline)
        .subtracting(seen)
    }
    guard !level.isEmpty else {
      return try await isMember(member, of: choice, by: deadline)
        ? Membership(way: .computed, path: [name]) : nil
    }
    // Back down: one group of each level that the one above it lists.
    var path = [name]
    for below in levels.reversed() {
      guard let next = try await listed(in: path[0], of: below, by: deadline) else {
        // It was changed meanwhile.
        throw DirectoryError(.badAnswer, detail: "“\(path[0])” lists other groups than before")
      }
      path.insert(next, at: 0)
    }
    var isByPrimaryGroup = false
    if path[0] == primary {
      let lists = groupReader.withMember(dn: member.dn, login: member.login)
      isByPrimaryGroup = try await switchboard.read(
        path.prefix(1).map { $0 }, lists, [], by: deadline
      )
      .isEmpty
    }
    return Membership(
      way: path.count == 1 ? .direct : .nested, path: path, isByPrimaryGroup: isByPrimaryGroup)
  }

  /// The one of these groups that a group lists.
  private func listed(in group: DN, of groups: [DN], by deadline: Deadline)
    async throws(DirectoryError) -> DN?
  {
    guard groups.count > 1 else { return groups.first }
    for half in [groups.prefix(groups.count / 2), groups.suffix((groups.count + 1) / 2)] {
      for batch in Array(half).batches(of: 50) {
        let lists = Filter.any(
          batch.map { groupReader.withMember(dn: $0.description, login: nil) })
        guard try await !switchboard.read([group], lists, [], by: deadline).isEmpty else {
          continue
        }
        return try await listed(in: group, of: Array(batch), by: deadline)
      }
    }
    return nil
  }

  /// The groups that list one of these entries themselves, whatever the server keeps on the entries.
  private func listing(_ names: [String], login: String?, by deadline: Deadline)
    async throws(DirectoryError) -> Set<DN>
  {
    var found: Set<DN> = []
    for batch in names.batches(of: 50) {
      let filter = Filter.any(batch.map { groupReader.withMember(dn: $0, login: login) })
      let search = Search(groupRoot, .subtree, filter, [])
      guard preset.hasChainRule else {
        // Not in pages: slapo-dynlist then leaves out the groups whose members it works out.
        for entry in try await switchboard.search(search, by: deadline).entries {
          found.insert(try readName(entry.dn))
        }
        continue
      }
      // Active Directory gives no more than 1000 at once (DOM-44).
      let names = try await switchboard.walk(
        search, pageSize: configuration.limits.pageSize, from: [String](), by: deadline
      ) { names, entries throws(DirectoryError) in
        names += entries.map(\.dn)
        return true
      }
      for name in names { found.insert(try readName(name)) }
    }
    return found
  }
}
