import Identity

extension LDAPDirectory {
  /// Members made from the entries of a list or a search, with what `ServerPreset.disabledFilter` says of
  /// them. An entry that is no member as asked for is left out and told of.
  /// - Throws: `.badAnswer` when no entry at all has an id: the service account may not read it, and the
  ///   list would be empty for another reason than that nobody is there.
  func members(_ entries: [Entry], by deadline: Deadline) async throws(DirectoryError) -> [Member] {
    let members = try readable(entries) { entry throws(DirectoryError) in try reader.member(entry) }
    let usable = try await without(disabled: members.map(\.id), by: deadline)
    return members.map { member in
      guard member.unusable == nil, !usable.contains(member.id) else { return member }
      return Member(
        id: member.id, dn: member.dn, login: member.login, name: member.name, email: member.email,
        unusable: .disabled)
    }
  }

  /// What can be made of the entries; the others are told of.
  func readable<Element>(
    _ entries: [Entry], _ make: (Entry) throws(DirectoryError) -> Element
  ) throws(DirectoryError) -> [Element] {
    var elements: [Element] = []
    for entry in entries {
      do throws(DirectoryError) { elements.append(try make(entry)) } catch {
        events(.leftOut(dn: entry.dn, reason: error.detail))
      }
    }
    if elements.isEmpty, let entry = entries.first,
      entries.allSatisfy({ $0.bytes(preset.stableID).isEmpty })
    {
      _ = try reader.id(entry)
    }
    return elements
  }

  /// The first members whose names hold the phrase, within the group only (DOM-31).
  func members(holding phrase: String, in group: GroupChoice, by deadline: Deadline)
    async throws(DirectoryError) -> DirectoryPage<Member>
  {
    if case .group(let id, _) = group, listsValues {
      // Where the phrase chooses few people they are asked after one by one: the group may be large.
      var search = memberSearch([reader.holding(phrase)])
      search.firstEntries = Self.few + 1
      let entries = try await switchboard.search(search, by: deadline).entries
      if entries.count <= Self.few {
        let held = try await held(entries, in: id, by: deadline)
        return firstPage(try await members(held, by: deadline))
      }
    }
    let scope = try await scope(group, within: configuration.limits.searchRollAge, by: deadline)
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
      // Whose login cannot be read is left out of what is found in any case.
      found += entries.filter { (try? scope.holds($0, login: login)) ?? true }
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
