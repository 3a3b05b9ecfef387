/// How far a directory's changes are known: an opaque text that a store may keep.
public struct DirectoryMark: Sendable, Hashable {
  public let text: String

  public init(text: String) { self.text = text }
}

/// What changed among a domain's people. Which of their values did is not told.
public struct DirectoryChanges: Sendable, Equatable {
  /// How the server was asked.
  public enum Way: String, Sendable {
    /// RFC 4533.
    case contentSync = "content-sync"
    /// The DirSync control of Active Directory (MS-ADTS 3.1.1.3.4.1.3).
    case dirSync = "dirsync"
    /// Times of change on the entries.
    case stamps
  }

  public var way: Way
  public var changed: Set<StableID>
  /// Removed, or no people of the domain any more.
  public var gone: Set<StableID>
  /// Everybody else who is there, where the server tells: who is in none of the three sets is gone.
  public var unchanged: Set<StableID>?
  /// Where the next call goes on.
  public var mark: DirectoryMark

  public init(
    way: Way, changed: Set<StableID> = [], gone: Set<StableID> = [],
    unchanged: Set<StableID>? = nil, mark: DirectoryMark
  ) {
    self.way = way
    self.changed = changed
    self.gone = gone
    self.unchanged = unchanged
    self.mark = mark
  }
}
