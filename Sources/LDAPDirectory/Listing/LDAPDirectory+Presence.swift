public import Identity

extension LDAPDirectory {
  public func present(_ ids: [StableID], in group: GroupChoice)
    async throws(DirectoryError) -> Set<StableID>
  {
    let deadline = totalDeadline
    let scope = try await scope(group, by: deadline)
    var present: Set<StableID> = []
    for batch in ids.batches(of: 100) {
      var search = memberSearch([.any(batch.map { reader.named($0) })] + scope.filters)
      search.bounds.entries = batch.count
      let entries = try await switchboard.search(search, by: deadline).entries
      // Compared as servers compare: without regard to letter case.
      let found = Set(
        try await members(entries, by: deadline)
          .filter { $0.unusable == nil && scope.holds(dn: $0.dn, login: $0.login) }
          .map { $0.id.text.lowercased() })
      present.formUnion(batch.filter { found.contains($0.text.lowercased()) })
    }
    return present
  }
}
