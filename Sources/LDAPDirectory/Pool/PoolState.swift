/// The rules of a pool as a pure state machine: who may have a connection, who waits, which connections
/// lie idle. Connections in use and idle together never stay above `limit`.
struct PoolState<Item> {
  typealias Instant = ContinuousClock.Instant

  enum Admission: Equatable {
    case granted
    case queued(UInt64)
    case refused
  }

  let limit: Int
  let queueLimit: Int
  private(set) var inUse = 0
  /// In order of arrival.
  private var queue: [UInt64] = []
  private var lastTicket: UInt64 = 0
  /// Most recently used last.
  private var idle: [(item: Item, server: Int, since: Instant)] = []

  init(limit: Int, queueLimit: Int) {
    self.limit = limit
    self.queueLimit = queueLimit
  }

  /// Nobody need wait.
  var hasRoom: Bool { inUse < limit }
  var waiting: Int { queue.count }
  var idleCount: Int { idle.count }
  var oldestIdle: Instant? { idle.map(\.since).min() }

  mutating func admit() -> Admission {
    if hasRoom {
      inUse += 1
      return .granted
    }
    guard queue.count < queueLimit else { return .refused }
    lastTicket += 1
    queue.append(lastTicket)
    return .queued(lastTicket)
  }

  /// A place becomes free.
  /// - Returns: who has it now.
  mutating func leave() -> UInt64? {
    guard queue.isEmpty else { return queue.removeFirst() }
    inUse -= 1
    return nil
  }

  /// - Returns: whether the ticket was still waiting.
  mutating func giveUp(_ ticket: UInt64) -> Bool {
    guard let index = queue.firstIndex(of: ticket) else { return false }
    queue.remove(at: index)
    return true
  }

  /// The idle connection to this server that was used last.
  mutating func take(server: Int) -> Item? {
    guard let index = idle.lastIndex(where: { $0.server == server }) else { return nil }
    return idle.remove(at: index).item
  }

  /// Before the holder of a connection leaves.
  mutating func park(_ item: Item, server: Int, now: Instant) {
    idle.append((item, server, now))
  }

  /// What is to be closed because a new connection was opened while others lie idle.
  mutating func surplus() -> Item? {
    guard idle.count + inUse > limit, !idle.isEmpty else { return nil }
    return idle.removeFirst().item
  }

  mutating func removeIdle(server: Int) -> [Item] { removeIdle { $0.server == server } }
  mutating func removeIdle(since moment: Instant) -> [Item] { removeIdle { $0.since <= moment } }
  mutating func removeIdle() -> [Item] { removeIdle { _ in true } }

  private mutating func removeIdle(
    where isOut: ((item: Item, server: Int, since: Instant)) -> Bool
  ) -> [Item] {
    let out = idle.filter(isOut).map(\.item)
    idle.removeAll(where: isOut)
    return out
  }
}
