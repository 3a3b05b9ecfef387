import Diagnostics

/// Who has a place without a use for it gives it up to who comes: thousands of connections that say
/// nothing, or a byte now and then, keep nobody out.
extension Loop {
  /// An answer that is not taken for so long is one that may be cut off for others, in milliseconds.
  private static let patienceWithReaders = 2_000

  /// Places that are given back at one time, so that looking for them is shared by as many who come.
  private var roomSize: Int { max(1, min(64, limits.connections / 32)) }

  /// There are as many connections as may be: makes room for the next ones, in this loop at once and in
  /// the others, where this one has none to give, in a moment.
  /// - Returns: whether there is room now.
  @discardableResult
  func makeRoom() -> Bool {
    if giveBack(roomSize) > 0 { return true }
    acceptor?.askForRoom(roomSize, besides: self)
    return false
  }

  /// Closes connections that have no request under way: first those that never asked anything, then those
  /// between two requests, then those that do not take their answer; the longest idle first.
  /// - Returns: how many.
  @discardableResult
  func giveBack(_ places: Int) -> Int {
    guard now >= nextGivingBack else { return 0 }
    var candidates: [(rank: Int, connection: Connection)] = []
    for case let connection? in slots {
      if let rank = rank(connection) { candidates.append((rank, connection)) }
    }
    if candidates.isEmpty { nextGivingBack = now + 10 }
    candidates.sort {
      ($0.rank, $0.connection.since, $0.connection.arrival)
        < ($1.rank, $1.connection.since, $1.connection.arrival)
    }
    for (_, connection) in candidates.prefix(places) {
      if connection.isIdle { connection.transport.finishSending() }
      drop(connection)
      if freeSlots.last == connection.slot { heldBackSlots.append(freeSlots.removeLast()) }
      settings.metrics?.yieldedConnections.increment()
    }
    return min(places, candidates.count)
  }

  /// Lower goes first; `nil`: stays.
  private func rank(_ connection: Connection) -> Int? {
    switch connection.state {
    case .waiting: nil
    case .handshake, .lingering: 0
    // What it sent and nobody has read so far may be a whole request.
    case .head, .body: connection.isReady ? nil : connection.hasAsked ? 1 : 0
    case .writing:
      connection.deadline - times.write + Self.patienceWithReaders <= now ? 2 : nil
    }
  }
}
