import Identity
import Synchronization
import Threads

/// The connections that read: each body sees one snapshot, the writer goes on meanwhile.
///
/// A body runs on a thread that may block, the caller's own where that is one. Who finds all connections
/// in use suspends until one is free.
final class SnapshotReaders: Sendable {
  private struct State {
    var free: [SQLiteConnection]
    var inUse = 0
    var waiters = FIFO<CheckedContinuation<SQLiteConnection?, Never>>()
    var isClosed = false
  }

  private let state: Mutex<State>
  /// Nobody reads any more.
  private let end = Ending()
  private let limit: Int
  private let counters: StoreCounters
  private let failureKeys: FailureKeys
  private let shelf: CompanyShelf

  /// - Parameter limit: bodies that may wait; one more is refused.
  init(
    connections: [SQLiteConnection], limit: Int, counters: StoreCounters, failureKeys: FailureKeys,
    shelf: CompanyShelf
  ) {
    state = Mutex(State(free: connections))
    self.limit = limit
    self.counters = counters
    self.failureKeys = failureKeys
    self.shelf = shelf
  }

  deinit { for connection in state.withLock({ $0.free }) { connection.close() } }

  var waiting: Int { state.withLock { $0.waiters.count } }

  /// - Throws: `StoreError.unavailable`, or what the body throws.
  func read<Value: Sendable>(_ body: @Sendable (any Transaction) throws -> Value) async throws
    -> Value
  {
    let connection = try await take()
    defer { giveBack(connection) }
    return try await BlockingExecutor.shared.run {
      do {
        return try run(body, on: connection, shelf)
      } catch is SnapshotMoved {
        return try run(body, on: connection, nil)
      }
    }
  }

  private func run<Value>(
    _ body: @Sendable (any Transaction) throws -> Value, on connection: SQLiteConnection,
    _ shelf: CompanyShelf?
  ) throws -> Value {
    let transaction = SQLiteTransaction(
      reading: connection, failureKeys: failureKeys, shelf: shelf)
    do {
      defer { if connection.isInTransaction { try? connection.run("ROLLBACK") } }
      let value: Value
      do {
        defer { transaction.end() }
        value = try body(transaction)
      }
      if connection.isInTransaction { try connection.run("COMMIT") }
      counters.reads.add(1, ordering: .relaxed)
      for action in transaction.actions { action() }
      return value
    } catch {
      throw (error as? SQLiteFailure)?.storeError ?? error
    }
  }

  // MARK: Whose turn it is

  private enum Answer {
    case connection(SQLiteConnection)
    case queued
    case refused(String)
  }

  private func take() async throws -> SQLiteConnection {
    switch state.withLock({ state in Self.admit(&state, nil, limit) }) {
    case .connection(let connection): return connection
    case .refused(let reason): throw refusal(reason)
    case .queued: break
    }
    var refused: String?
    let connection = await withCheckedContinuation { continuation in
      switch state.withLock({ state in Self.admit(&state, continuation, limit) }) {
      case .queued: break
      case .connection(let connection): continuation.resume(returning: connection)
      case .refused(let reason):
        refused = reason
        continuation.resume(returning: nil)
      }
    }
    guard let connection else { throw refusal(refused ?? Self.closed) }
    return connection
  }

  private static let closed = "the store is closed"

  private static func admit(
    _ state: inout State, _ continuation: CheckedContinuation<SQLiteConnection?, Never>?,
    _ limit: Int
  ) -> Answer {
    if state.isClosed { return .refused(closed) }
    if let connection = state.free.popLast() {
      state.inUse += 1
      return .connection(connection)
    }
    guard state.waiters.count < limit else { return .refused("too much waits for the store") }
    if let continuation { state.waiters.append(continuation) }
    return .queued
  }

  private func refusal(_ reason: String) -> StoreError {
    if reason != Self.closed { counters.refused.add(1, ordering: .relaxed) }
    return .unavailable(reason)
  }

  private func giveBack(_ connection: SQLiteConnection) {
    let isOver = state.withLock { state in
      if let next = state.waiters.popFirst() {
        next.resume(returning: connection)
        return false
      }
      state.inUse -= 1
      state.free.append(connection)
      return state.isClosed && state.inUse == 0
    }
    if isOver { end.isOver() }
  }

  /// Lets those who wait finish, takes nobody in any more, and closes the connections.
  func close() async {
    let isOver = state.withLock { state in
      state.isClosed = true
      return state.inUse == 0
    }
    if isOver { end.isOver() }
    await end.wait()
    let connections = state.withLock { state in
      defer { state.free = [] }
      return state.free
    }
    for connection in connections { connection.close() }
  }
}
