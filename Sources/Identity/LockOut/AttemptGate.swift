/// Lets no more attempts on one key be under way at once than may still fail, so that parallel guesses
/// are judged no further than the limit, while parallel right passwords only wait their turn.
actor AttemptGate {
  /// Waiting attempts on one key past this are refused unjudged.
  static let waitersLimit = 256

  private struct Line {
    /// Attempts under way, waiting, or between reading their standing and entering.
    var present = 0
    var underWay = 0
    /// Goes up whenever an attempt ends: a standing that was read before is then stale.
    var generation = 0
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  /// Where attempts queue: on what their failures count, and in the lane of whoever judges them. A
  /// directory that hangs keeps its own lane waiting, never that of native users at the same address.
  struct Place: Hashable {
    let key: FailureKey
    let lane: DomainName?
  }

  private var lines: [Place: Line] = [:]

  enum Entry: Equatable {
    case entered
    case blocked(retryAfter: Int)
    /// Too many wait already.
    case crowded
  }

  /// Enters when the key's standing allows one more; waits for those under way otherwise. Each `entered`
  /// owes one `leave`.
  func enter(
    _ key: Place,
    standing: @Sendable () async throws -> FailureCounters.Standing
  ) async throws -> Entry {
    lines[key, default: Line()].present += 1
    do {
      let entry = try await turn(key, standing: standing)
      if entry != .entered { depart(key) }
      return entry
    } catch {
      depart(key)
      throw error
    }
  }

  private func turn(
    _ key: Place, standing: @Sendable () async throws -> FailureCounters.Standing
  ) async throws -> Entry {
    while true {
      let generation = lines[key, default: Line()].generation
      let places: Int
      switch try await standing() {
      case .blocked(let seconds): return .blocked(retryAfter: seconds)
      case .open(let open): places = open
      }
      if lines[key, default: Line()].generation != generation { continue }
      if lines[key, default: Line()].underWay < places {
        lines[key, default: Line()].underWay += 1
        return .entered
      }
      if lines[key, default: Line()].waiters.count >= Self.waitersLimit { return .crowded }
      await withCheckedContinuation { continuation in
        lines[key, default: Line()].waiters.append(continuation)
      }
    }
  }

  func leave(_ key: Place) {
    lines[key]?.underWay -= 1
    lines[key]?.generation += 1
    let waiters = lines[key]?.waiters ?? []
    lines[key]?.waiters = []
    depart(key)
    for waiter in waiters { waiter.resume() }
  }

  private func depart(_ key: Place) {
    lines[key]?.present -= 1
    if lines[key]?.present == 0 { lines[key] = nil }
  }
}
