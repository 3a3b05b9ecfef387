extension Directory {
  /// The group with this stable id, so that a settings page can check a choice and learn its name.
  ///
  /// Reads the listing to its end even when the group comes early: a listing that is broken off would
  /// hold one of the domain's few cursors until it idles out.
  func group(_ id: StableID, for reader: String) async throws(DirectoryError) -> Group? {
    var found: Group?
    var cursor: DirectoryCursor?
    repeat {
      let page = try await groups(search: nil, cursor: cursor, for: reader)
      found = found ?? page.elements.first { $0.id == id }
      cursor = page.next
    } while cursor != nil
    return found
  }
}

extension Caller {
  /// Whom a directory listing belongs to: its cursors serve nobody else.
  var reader: String {
    switch self {
    case .session(let session, _, _): "session:\(session)"
    case .command(let user): "command:\(user)"
    case .anonymous(let origin): "anonymous:\(origin.address)"
    case .system: "system"
    }
  }

  /// The card of a person with a session.
  var employee: EmployeeID? {
    if case .session(_, let employee, _) = self { return employee }
    return nil
  }
}
