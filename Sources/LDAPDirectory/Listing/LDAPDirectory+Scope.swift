import Identity

extension LDAPDirectory {
  /// - Throws: `.noSuchObject` when the group is gone.
  func scope(_ choice: GroupChoice, by deadline: Deadline) async throws(DirectoryError)
    -> GroupScope
  {
    guard case .group(let id, _) = choice else { return .all }
    let entry = try await groupEntry(id, by: deadline)
    let name = try readName(entry.dn)
    if preset.hasChainRule, let memberOf = preset.memberOf {
      return .filter(try await chain(from: name, groupReader.sid(entry), memberOf, by: deadline))
    }
    if let memberOf = preset.memberOf {
      let groups = try await groupsBelow(name, memberOf, by: deadline)
      return .filter(.any(groups.map { .equal(memberOf, $0.description) }))
    }
    return .roll(try await roll(name, by: deadline))
  }

  /// True of those in the group through all levels, and of those whose primary group is one of them.
  private func chain(
    from name: DN, _ sid: SID?, _ memberOf: AttributeName, by deadline: Deadline
  ) async throws(DirectoryError) -> Filter {
    let chain = Filter.chain(memberOf, name)
    guard preset.hasPrimaryGroups else { return chain }
    let limit = configuration.limits.nestedGroups
    let reader = groupReader
    let search = Search(
      groupRoot, .subtree, .all([reader.filter, chain]), [GroupReader.sid])
    let below = try await switchboard.walk(
      search, pageSize: configuration.limits.pageSize, from: [SID](), by: deadline
    ) { sids, entries throws(DirectoryError) in
      sids += entries.compactMap { reader.sid($0) }
      guard sids.count < limit else {
        throw DirectoryError(.badAnswer, detail: "“\(name)” holds more than \(limit) groups")
      }
      return true
    }
    // A primary group is one of the person's own domain, told by its number there.
    let numbers = Set((below + [sid].compactMap { $0 }).filter(\.isOfDomain).map(\.relativeID))
    return .any([chain] + numbers.sorted().map { .equal(GroupReader.primaryGroup, "\($0)") })
  }

  /// The group and all that it holds, level by level, each once.
  private func groupsBelow(_ name: DN, _ memberOf: AttributeName, by deadline: Deadline)
    async throws(DirectoryError) -> [DN]
  {
    var all = [name]
    var seen: Set<DN> = [name]
    var level = [name]
    while !level.isEmpty {
      var next: [DN] = []
      for batch in level.batches(of: 50) {
        let filter = Filter.all([
          groupReader.filter, .any(batch.map { .equal(memberOf, $0.description) }),
        ])
        let search = Search(configuration.groups, .subtree, filter, [])
        for entry in try await switchboard.search(search, by: deadline).entries {
          let group = try readName(entry.dn)
          if seen.insert(group).inserted { next.append(group) }
        }
      }
      all += next
      level = next
      guard all.count <= configuration.limits.nestedGroups else {
        throw DirectoryError(
          .badAnswer, detail: "“\(name)” holds more than \(all.count - 1) groups")
      }
    }
    return all
  }

  /// Reads the values of the group and of all groups among them.
  private func roll(_ name: DN, by deadline: Deadline) async throws(DirectoryError) -> GroupRoll {
    var roll = GroupRoll(
      allGroups: try await allGroups(by: deadline), kinds: preset.groupKinds,
      limits: configuration.limits)
    roll.begin(with: name)
    var next = 0
    while next < roll.groups.count {
      let group = try readName(roll.groups.text(next))
      next += 1
      var search = Search(group, .base, groupReader.filter, preset.groupKinds.map(\.member))
      search.bounds.messageBytes = configuration.limits.groupBytes
      search.bounds.answerBytes = configuration.limits.groupBytes
      do throws(DirectoryError) {
        roll.formUnion(
          try await switchboard.collect(search, into: roll.blank(), by: deadline))
        if let problem = roll.problem { throw DirectoryError(.badAnswer, detail: problem) }
      } catch {
        // A nested group that went away meanwhile holds nobody; the chosen one has to be there.
        guard error.code == .noSuchObject, next > 1 else { throw error }
      }
    }
    return roll
  }

  /// The names of all groups: by them a value is known for a group's and not a person's.
  private func allGroups(by deadline: Deadline) async throws(DirectoryError) -> NameSet {
    let search = Search(configuration.groups, .subtree, groupReader.filter, [])
    return try await switchboard.walk(
      search, pageSize: 1000, from: NameSet.distinguishedNames, by: deadline
    ) { names, entries throws(DirectoryError) in
      for entry in entries { names.insert(Array(entry.dn.utf8)) }
      guard names.count <= 100_000 else {
        throw DirectoryError(.badAnswer, detail: "more than 100000 groups")
      }
      return true
    }
  }
}
