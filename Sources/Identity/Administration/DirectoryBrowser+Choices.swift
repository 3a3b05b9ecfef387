extension DirectoryBrowser {
  /// The groups that a form offers, by name, as the directory has them at this moment (DOM-12).
  ///
  /// Without a phrase the listing is read to its end, since only its whole can be sorted, and since a
  /// listing that is broken off would hold one of the domain's cursors.
  ///
  /// - Parameter limit: how many are returned at most; `more` tells whether there are further ones.
  /// - Throws: as `groups`.
  public func groupChoices(
    of domain: String, search: String?, limit: Int, by caller: Caller
  ) async throws(Rejection) -> (groups: [Group], more: Bool) {
    var found: [Group] = []
    var more = false
    var cursor: String?
    repeat {
      let page = try await groups(of: domain, search: search, cursor: cursor, by: caller)
      found += page.elements
      more = more || page.more
      cursor = page.next?.text
    } while cursor != nil
    found.sort { PolishText.precedes($0.name, $1.name) }
    return (Array(found.prefix(limit)), more || found.count > limit)
  }
}
