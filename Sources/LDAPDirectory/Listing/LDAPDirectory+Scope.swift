import Identity

extension LDAPDirectory {
  /// - Throws: `.noSuchObject` when the group is gone.
  func scope(_ choice: GroupChoice, by deadline: Deadline) async throws(DirectoryError)
    -> GroupScope
  {
    guard case .group(let id, _) = choice else { return .all }
    let name = try readName(try await group(id, by: deadline).dn)
    if let memberOf = preset.memberOf {
      let groups = try await groupsBelow(name, memberOf, by: deadline)
      return .filter(.any(groups.map { .equal(memberOf, $0.description) }))
    }
    return .roll(try await roll(name, by: deadline))
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
    var names = NameSet.distinguishedNames
    var search = Search(configuration.groups, .subtree, groupReader.filter, [])
    search.page = Search.Page(size: 1000, cookie: [])
    var (answer, connection) = try await switchboard.openListing(search, by: deadline)
    while true {
      for entry in answer.entries { names.insert(Array(entry.dn.utf8)) }
      guard let held = connection, !answer.cookie.isEmpty else { break }
      guard names.count <= 100_000 else {
        await held.close()
        throw DirectoryError(.badAnswer, detail: "more than 100000 groups")
      }
      search.page = Search.Page(size: 1000, cookie: answer.cookie)
      answer = try await switchboard.nextPage(search, on: held, by: deadline)
    }
    if let connection { await switchboard.giveBack(connection) }
    return names
  }
}
