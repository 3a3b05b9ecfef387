import Identity

extension LDAPDirectory {
  /// Members made from entries, with what `ServerPreset.disabledFilter` says of them.
  func members(_ entries: [Entry], by deadline: Deadline) async throws(DirectoryError) -> [Member] {
    var members: [Member] = []
    for entry in entries { members.append(try reader.member(entry)) }
    guard let filter = preset.disabledFilter, !members.isEmpty else { return members }
    var disabled: Set<String> = []
    for batch in members.batches(of: 100) {
      let search = Search(
        configuration.people, .subtree, .all([filter, .any(batch.map { reader.named($0.id) })]),
        [preset.stableID])
      for entry in try await switchboard.search(search, by: deadline).entries {
        if let id = entry.first(preset.stableID) { disabled.insert(id) }
      }
    }
    return members.map { member in
      guard member.unusable == nil, disabled.contains(member.id.text) else { return member }
      return Member(
        id: member.id, dn: member.dn, login: member.login, name: member.name, email: member.email,
        unusable: .disabled)
    }
  }

  /// The first members whose names hold the phrase, within the group only (DOM-31).
  func members(holding phrase: String, in group: GroupChoice, by deadline: Deadline)
    async throws(DirectoryError) -> DirectoryPage<Member>
  {
    let scope = try await scope(group, by: deadline)
    var search = memberSearch([reader.holding(phrase)] + scope.filters)
    let wanted = configuration.limits.searchSize + 1
    guard case .roll = scope else {
      search.firstEntries = wanted
      let entries = try await switchboard.search(search, by: deadline).entries
      return firstPage(try await members(entries, by: deadline))
    }
    // The group cannot be asked for: all that hold the phrase are read, page by page, until enough of
    // them are found in the roll.
    let login = preset.login
    let found = try await switchboard.walk(
      search, pageSize: configuration.limits.pageSize, from: [Entry](), by: deadline
    ) { found, entries throws(DirectoryError) in
      found += entries.filter { scope.holds(dn: $0.dn, login: $0.first(login) ?? "") }
      return found.count < wanted
    }
    return firstPage(try await members(Array(found.prefix(wanted)), by: deadline))
  }

  /// The next page of a group's roll: entries by name, people alone. Names that lead nowhere, or to what
  /// is no person, are passed over: directories keep such values.
  func rollPage(_ roll: GroupRoll, from start: Int, by deadline: Deadline)
    async throws(DirectoryError) -> ([Member], Listing?)
  {
    let size = configuration.limits.pageSize
    let end = roll.names.count + roll.logins.count
    var next = start
    var entries: [Entry] = []
    while entries.count < size, next < end {
      // The pace at which a server lets one connection ask without waiting.
      let last = min(next + min(size - entries.count, 50), end)
      if next < roll.names.count {
        let upTo = min(last, roll.names.count)
        var names: [DN] = []
        for index in next..<upTo {
          // A value that is no name leads nowhere.
          if let name = try? DN(roll.names.text(index)) { names.append(name) }
        }
        entries += try await switchboard.read(names, reader.filter, reader.attributes, by: deadline)
          .filter { isUnderPeople($0.dn) }
        next = upTo
      } else {
        let logins = (next..<last).map { roll.logins.text($0 - roll.names.count) }
        let search = memberSearch([.any(logins.map { .equal(preset.login, $0) })])
        entries += try await switchboard.search(search, by: deadline).entries
          .filter { !roll.names.contains($0.dn) }
        next = last
      }
    }
    return (try await members(entries, by: deadline), next < end ? .roll(roll, next: next) : nil)
  }

  private func isUnderPeople(_ dn: String) -> Bool {
    (try? DN(dn))?.isInside(configuration.people) ?? false
  }
}
