/// Domains, groups and members for administrators (DOM-11, 12, 16, 17, 30, 31).
public final class DirectoryBrowser: Sendable {
  let core: Core

  init(_ core: Core) { self.core = core }

  public func domains(by caller: Caller) async throws(Rejection) -> [DomainName] { fatalError() }
  public func groups(
    of domain: String, search: String?, cursor: String?, by caller: Caller
  ) async throws(Rejection) -> DirectoryPage<Group> { fatalError() }
  /// - Parameter group: `all` or `nil`: everyone; else a group's stable id.
  public func members(
    of domain: String, group: String?, search: String?, cursor: String?, by caller: Caller
  ) async throws(Rejection) -> DirectoryPage<Member> { fatalError() }
}
