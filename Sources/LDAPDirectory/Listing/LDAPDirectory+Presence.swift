public import Identity

extension LDAPDirectory {
  public func present(_ ids: [StableID], in group: GroupChoice)
    async throws(DirectoryError) -> Set<StableID>
  {
    let deadline = totalDeadline
    var present: Set<StableID> = []
    for batch in ids.batches(of: 100) {
      // Whoever has no readable login is there all the same.
      let isFew = ids.count <= Self.few && listsValues
      let scope =
        isFew ? nil : try await scope(group, within: configuration.limits.rollAge, by: deadline)
      let filters =
        [preset.memberFilter, .any(batch.map { reader.named($0) })] + (scope?.filters ?? [])
      var search = Search(configuration.people, .subtree, .all(filters), reader.attributes)
      search.bounds.entries = batch.count
      let entries = try await switchboard.search(search, by: deadline).entries
      var found: Set<String> = []
      for entry in try await held(entries, in: group, scope, by: deadline) {
        // An entry that cannot be told from others is no answer: nobody may be gone by it.
        let id = try reader.id(entry)
        if reader.problem(entry) == nil { found.insert(id.text.lowercased()) }
      }
      // Compared as servers compare: without regard to letter case.
      let there = batch.filter { found.contains($0.text.lowercased()) }
      present.formUnion(try await without(disabled: there, by: deadline))
    }
    return present
  }

  /// Those in the group.
  /// - Parameter scope: `nil`: they are few enough to be asked after one by one.
  private func held(
    _ entries: [Entry], in group: GroupChoice, _ scope: GroupScope?, by deadline: Deadline
  ) async throws(DirectoryError) -> [Entry] {
    var scope = scope
    if scope == nil, case .group(let id, _) = group {
      if entries.allSatisfy({ $0.first(preset.login) != nil }) {
        return try await held(entries, in: id, by: deadline)
      }
      // Whether the group lists logins has to be known.
      scope = try await self.scope(group, by: deadline)
    }
    guard let scope else { return entries }
    var held: [Entry] = []
    for entry in entries where try scope.holds(entry, login: preset.login) { held.append(entry) }
    return held
  }

  /// Those of whom `ServerPreset.disabledFilter` is not true.
  func without(disabled ids: [StableID], by deadline: Deadline)
    async throws(DirectoryError) -> Set<StableID>
  {
    guard let filter = preset.disabledFilter, !ids.isEmpty else { return Set(ids) }
    var disabled: Set<String> = []
    for batch in ids.batches(of: 100) {
      let search = Search(
        configuration.people, .subtree, .all([filter, .any(batch.map { reader.named($0) })]),
        [preset.stableID])
      for entry in try await switchboard.search(search, by: deadline).entries {
        disabled.insert(try reader.id(entry).text.lowercased())
      }
    }
    return Set(ids.filter { !disabled.contains($0.text.lowercased()) })
  }
}
