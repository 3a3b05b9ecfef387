import Identity

extension LDAPDirectory {
  var groupReader: GroupReader { GroupReader(preset: preset) }

  /// The chosen group, wherever it lies now.
  /// - Throws: `.noSuchObject` when it is gone.
  func group(_ id: StableID, by deadline: Deadline) async throws(DirectoryError) -> Group {
    var search = Search(
      configuration.groups, .subtree, groupReader.named(id), groupReader.attributes)
    search.firstEntries = 2
    let entries = try await switchboard.search(search, by: deadline).entries
    guard entries.count == 1 else {
      throw DirectoryError(.noSuchObject, detail: "\(entries.count) groups have the id \(id)")
    }
    return try groupReader.group(entries[0])
  }

  /// Direct or through nested groups (DOM-41): walks upwards from the member, each group once, so that
  /// groups that hold each other do no harm.
  func isMember(_ member: Member, of choice: GroupChoice, by deadline: Deadline)
    async throws(DirectoryError) -> Bool
  {
    guard case .group(let id, _) = choice else { return true }
    let target = try await group(id, by: deadline)
    let name = try readName(target.dn)
    var seen: Set<DN> = []
    var level = try await parents(of: [member.dn], login: member.login, by: deadline)
    while !level.isEmpty {
      if level.contains(name) { return true }
      seen.formUnion(level)
      guard seen.count <= configuration.limits.nestedGroups else {
        throw DirectoryError(
          .badAnswer, detail: "“\(member.dn)” is in more than \(seen.count - 1) groups")
      }
      level = try await parents(of: level.map(\.description), login: nil, by: deadline)
        .subtracting(seen)
    }
    return false
  }

  /// The groups that list one of these entries.
  private func parents(of names: [String], login: String?, by deadline: Deadline)
    async throws(DirectoryError) -> Set<DN>
  {
    var found: Set<DN> = []
    for batch in names.batches(of: 50) {
      if let memberOf = preset.memberOf {
        var batchNames: [DN] = []
        for name in batch { batchNames.append(try readName(name)) }
        let entries = try await switchboard.read(
          batchNames, .everything, [memberOf], by: deadline)
        for text in entries.flatMap({ $0.texts(memberOf) }) { found.insert(try readName(text)) }
      } else {
        let filter = Filter.any(
          batch.map { groupReader.withMember(dn: $0, login: login) })
        let search = Search(configuration.groups, .subtree, filter, [])
        for entry in try await switchboard.search(search, by: deadline).entries {
          found.insert(try readName(entry.dn))
        }
      }
    }
    return found
  }
}

extension Array {
  /// The elements in order, at most `size` at a time.
  func batches(of size: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}
