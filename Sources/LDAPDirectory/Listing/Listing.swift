/// Where an open listing stands.
enum Listing: Sendable {
  /// Pages of a search; the server keeps the place, for this connection alone (RFC 2696).
  case search(Connection, Search)
  /// Pages of a roll that was read at the beginning: the next name, people's names before logins.
  case roll(GroupRoll, next: Int)

  func close() {
    if case .search(let connection, _) = self { Task { await connection.closeIdle() } }
  }
}
