public import Identity

/// What an operator may want to count, time or read about. Holds no password, and no person's name but
/// that of an entry that has to be mended.
public enum DirectoryEvent: Sendable {
  /// A person's bind was answered, or not (`outcome` is then the error).
  case bind(server: ServerAddress, took: Duration, outcome: String)
  /// A search or read was answered, or not.
  case search(server: ServerAddress, took: Duration, outcome: String)
  /// A connection was opened, or not.
  case connect(server: ServerAddress, took: Duration, failure: DirectoryError?)
  /// Work was moved from one server to the next.
  case failover(from: ServerAddress, reason: DirectoryError)
  case serverDown(ServerAddress, reason: DirectoryError)
  case serverUp(ServerAddress)
  /// An entry that cannot be read as a person or a group is not in a list or a search.
  case leftOut(dn: String, reason: String)
  /// DNS lists these servers now, in the order in which they are used.
  case serversFound([ServerAddress])
  /// DNS gave no list; the last good one, if there is one, stays.
  case lookupFailed(ServiceDiscovery, reason: String)
  /// The server refuses to tell what changed in its own way: entries are asked for by their time of
  /// change. Told once.
  case changesByTime(reason: String)
  case pool(PoolUse)
  /// The directory's own lock-out was read for the first time, or has changed; `nil`: it tells nothing.
  case lockout(LockoutPolicy?)
  /// Listings that are open now.
  case cursors(open: Int)
}

public struct PoolUse: Sendable, Equatable {
  public enum Kind: String, Sendable { case service, people }

  public let kind: Kind
  public let inUse: Int
  public let idle: Int
  public let waiting: Int
  public let limit: Int
}
