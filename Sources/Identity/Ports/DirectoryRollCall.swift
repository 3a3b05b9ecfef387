/// Many people of a domain at once, asked beside the requests: who is there still, and whose entries have
/// changed.
public protocol DirectoryRollCall: Sendable {
  /// The member with this stable id, wherever the entry lies now (DOM-34).
  func member(_ id: StableID) async throws(DirectoryError) -> Member?

  /// Which of these people are there, usable and in the group. Complete or an error, never in part.
  func present(_ ids: [StableID], in group: GroupChoice)
    async throws(DirectoryError) -> Set<StableID>

  /// Those of these people who are there, usable or not. Complete or an error, never in part.
  func members(_ ids: [StableID]) async throws(DirectoryError) -> [StableID: Member]

  /// People whose entries changed since a mark, asked in the cheapest way the server has. It may take some
  /// minutes, unlike the other calls, and is never made on a person's time.
  /// - Parameter mark: of an earlier call; `nil`: only the mark of this moment is wanted.
  /// - Returns: `nil` where the directory cannot tell what changed.
  /// - Throws: `.cursorExpired` when the server does not know that far back: everybody has to be read.
  func changes(since mark: DirectoryMark?) async throws(DirectoryError) -> DirectoryChanges?
}

extension DirectoryRollCall {
  public func members(_ ids: [StableID]) async throws(DirectoryError) -> [StableID: Member] {
    var found: [StableID: Member] = [:]
    for id in ids { found[id] = try await member(id) }
    return found
  }

  public func changes(since mark: DirectoryMark?) async throws(DirectoryError) -> DirectoryChanges?
  {
    nil
  }
}
