import Identity
import Synchronization

/// The connections of one kind of a domain. Whoever waits for one suspends, and no longer than its
/// deadline.
final class ConnectionPool: Sendable {
  private struct Contents {
    var state: PoolState<Connection>
    var waiters: [UInt64: Waiter] = [:]
    var isSweepDue = false
    var isClosed = false
  }

  private struct Waiter {
    let continuation: CheckedContinuation<Bool, Never>
    let alarm: Timekeeper.Appointment
  }

  let kind: Connection.Kind
  private let contents: Mutex<Contents>
  private let timekeeper: Timekeeper
  private let limits: DirectoryLimits
  private let events: @Sendable (DirectoryEvent) -> Void

  init(
    _ kind: Connection.Kind, _ limits: DirectoryLimits, _ timekeeper: Timekeeper,
    _ events: @escaping @Sendable (DirectoryEvent) -> Void
  ) {
    self.kind = kind
    self.limits = limits
    self.timekeeper = timekeeper
    self.events = events
    self.contents = Mutex(
      Contents(state: PoolState(limit: limits.poolSize, queueLimit: limits.queueLimit)))
  }

  /// Waits for the right to use a connection. Each `enter` needs one `leave`.
  /// - Throws: `.busy` when too many wait already, or no place became free in time.
  func enter(by deadline: Deadline) async throws(DirectoryError) {
    let isFree = contents.withLock { contents in
      !contents.isClosed && contents.state.hasRoom && contents.state.admit() == .granted
    }
    let isIn = isFree ? true : await waitForPlace(by: deadline)
    report()
    // A place that came too late is none.
    let isLate = isIn && deadline.isPast
    if isLate { leave() }
    guard isIn, !isLate else {
      throw DirectoryError(
        .busy, detail: "all \(limits.poolSize) \(kind.rawValue) connections in use")
    }
  }

  private func waitForPlace(by deadline: Deadline) async -> Bool {
    await withCheckedContinuation { continuation in
      contents.withLock { contents in
        guard !contents.isClosed else { return continuation.resume(returning: false) }
        switch contents.state.admit() {
        case .granted: continuation.resume(returning: true)
        case .refused: continuation.resume(returning: false)
        case .queued(let ticket):
          let alarm = timekeeper.at(deadline.instant) { [weak self] in self?.giveUp(ticket) }
          contents.waiters[ticket] = Waiter(continuation: continuation, alarm: alarm)
        }
      }
    }
  }

  func leave() {
    let next = contents.withLock { contents in
      contents.state.leave().flatMap { contents.waiters.removeValue(forKey: $0) }
    }
    if let next {
      timekeeper.cancel(next.alarm)
      next.continuation.resume(returning: true)
    }
    report()
  }

  private func giveUp(_ ticket: UInt64) {
    let waiter = contents.withLock { contents in
      contents.state.giveUp(ticket) ? contents.waiters.removeValue(forKey: ticket) : nil
    }
    waiter?.continuation.resume(returning: false)
  }

  func take(server: Int) -> Connection? {
    contents.withLock { $0.state.take(server: server) }
  }

  /// Keeps a good connection for the next who comes.
  func park(_ connection: Connection) {
    let (isKept, sweeps) = contents.withLock { contents in
      guard !contents.isClosed else { return (false, false) }
      contents.state.park(connection, server: connection.serverIndex, now: .now)
      defer { contents.isSweepDue = true }
      return (true, !contents.isSweepDue)
    }
    if !isKept { close([connection]) }
    if sweeps { sweep(in: limits.idleTime) }
  }

  /// After a new connection was opened.
  func closeSurplus() {
    if let surplus = contents.withLock({ $0.state.surplus() }) { close([surplus]) }
  }

  /// Idle connections to a server that has just failed are most likely of no more use.
  func closeIdle(server: Int) {
    close(contents.withLock { $0.state.removeIdle(server: server) })
  }

  /// Nobody gets in any more; connections in use are closed when they come back.
  func close() {
    let (idle, waiters) = contents.withLock { contents in
      contents.isClosed = true
      defer { contents.waiters = [:] }
      for ticket in contents.waiters.keys { _ = contents.state.giveUp(ticket) }
      return (contents.state.removeIdle(), Array(contents.waiters.values))
    }
    for waiter in waiters {
      timekeeper.cancel(waiter.alarm)
      waiter.continuation.resume(returning: false)
    }
    close(idle)
  }

  private func sweep(in delay: Duration) {
    _ = timekeeper.at(.now + delay) { [weak self] in
      self?.sweep()
    }
  }

  private func sweep() {
    let now = ContinuousClock.now
    let (old, oldest) = contents.withLock { contents in
      let old = contents.state.removeIdle(since: now - limits.idleTime)
      contents.isSweepDue = contents.state.oldestIdle != nil
      return (old, contents.state.oldestIdle)
    }
    close(old)
    if let oldest {
      sweep(in: max(.milliseconds(10), now.duration(to: oldest + limits.idleTime)))
    }
    report()
  }

  private func close(_ connections: [Connection]) {
    for connection in connections { Task { await connection.closeIdle() } }
  }

  private func report() {
    let use = contents.withLock { contents in
      PoolUse(
        kind: kind == .service ? .service : .people, inUse: contents.state.inUse,
        idle: contents.state.idleCount, waiting: contents.state.waiting, limit: limits.poolSize)
    }
    events(.pool(use))
  }
}
