public import Identity

extension LDAPDirectory {
  public func groups(search: String?, cursor: DirectoryCursor?, for reader: String)
    async throws(DirectoryError) -> DirectoryPage<Group>
  {
    DirectoryPage(elements: [], next: nil, more: false)
  }

  public func members(
    of group: GroupChoice, search: String?, cursor: DirectoryCursor?, for reader: String
  ) async throws(DirectoryError) -> DirectoryPage<Member> {
    DirectoryPage(elements: [], next: nil, more: false)
  }

  public func present(_ ids: [StableID], in group: GroupChoice)
    async throws(DirectoryError) -> Set<StableID>
  {
    []
  }
}
