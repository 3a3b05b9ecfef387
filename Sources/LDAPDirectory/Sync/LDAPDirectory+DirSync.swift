internal import FoundationEssentials
import Identity

extension LDAPDirectory {
  /// Before the cookie, which is stored in base 64.
  private static let prefix = "dirsync:"

  /// The naming context that holds the people; a search with this control begins there or nowhere. `nil`:
  /// the root DSE names none.
  func namingContext(_ root: Entry) -> DN? {
    let attribute: AttributeName = "namingContexts"
    return root.texts(attribute).compactMap { try? DN($0) }
      .filter { configuration.people.isInside($0) }
      .max { $0.description.utf8.count < $1.description.utf8.count }
  }

  /// What changed, as a domain controller tells it; people of other parts of the domain are among them.
  ///
  /// An account without rights of its own is not told who was deleted, only who changed or was moved: the
  /// next pass over everybody finds out.
  func dirSynced(since mark: DirectoryMark?, under root: DN)
    async throws(DirectoryError) -> DirectoryChanges?
  {
    var cookie: [UInt8] = []
    if let mark {
      // A mark from a time when the control was refused is good until everybody is read again.
      guard mark.text.hasPrefix(Self.prefix) else {
        return try await stamped(since: mark, Self.whenChanged)
      }
      guard let data = Data(base64Encoded: String(mark.text.dropFirst(Self.prefix.count))),
        !data.isEmpty, data.count <= DirSync.longestCookie
      else { throw DirectoryError(.cursorExpired) }
      cookie = Array(data)
    }
    // What is left of a person after deletion is no person any more. The mark of this moment alone:
    // nothing is asked for.
    let people = Filter.any([preset.memberFilter, .equal(DirSync.isDeleted, "TRUE")])
    // Entries of which one of these changed are told; the name does when they are moved.
    let names = (reader.attributes + [DirSync.isDeleted, "name"]).unique
    let search = Search(root, .subtree, mark == nil ? .not(.everything) : people, names)
    let answer: DirSync
    do throws(DirectoryError) {
      answer = try await switchboard.dirSync(
        search, cookie: cookie, most: configuration.limits.groupMembers,
        by: .after(configuration.limits.syncTime))
    } catch {
      if mark != nil, error.code == .noSuchObject || error.code == .badAnswer {
        throw DirectoryError(.cursorExpired, detail: error.detail)
      }
      guard error.code == .noSuchObject else { throw error }
      noteLackOfSync(error)
      return try await stamped(since: nil, Self.whenChanged)
    }
    let text = Self.prefix + Data(answer.cookie).base64EncodedString()
    return DirectoryChanges(
      way: .dirSync, changed: answer.changed, gone: answer.deleted,
      mark: DirectoryMark(text: text))
  }
}
