/// What a domain holds, as administrators look through it. Each call ends within the domain's total
/// deadline.
public protocol DirectoryListing: Sendable {
  /// Groups in directory order after `cursor`; with `search` the first 50 whose name holds it (DOM-12).
  func groups(search: String?, cursor: DirectoryCursor?, for reader: String)
    async throws(DirectoryError) -> DirectoryPage<Group>

  /// Members of a group, nested ones too; with `search` the first 50 whose display name, given name,
  /// surname or login holds it (DOM-31), without it pages of 200 in directory order.
  func members(of group: GroupChoice, search: String?, cursor: DirectoryCursor?, for reader: String)
    async throws(DirectoryError) -> DirectoryPage<Member>
}

/// An opaque place in a listing, bound to the reader and the query that made it.
public struct DirectoryCursor: Sendable, Hashable {
  public let text: String

  public init(text: String) { self.text = text }
}

public struct DirectoryPage<Element: Sendable & Equatable>: Sendable, Equatable {
  public let elements: [Element]
  /// Where the next page starts; `nil` on the last one, and always `nil` for a search.
  public let next: DirectoryCursor?
  /// A search found more than it lists.
  public let more: Bool

  public init(elements: [Element], next: DirectoryCursor?, more: Bool) {
    self.elements = elements
    self.next = next
    self.more = more
  }
}
