import Synchronization

/// Lets no more attempts on one key be under way at once than may still fail, so that parallel guesses
/// are judged no further than the limit, while parallel right passwords only wait their turn.
final class AttemptGate: Sendable {
  /// Waiting attempts on one key past this are refused unjudged.
  static let waitersLimit = 256

  /// What stands before one place.
  // @unchecked Sendable: touched only under the lock of `lines`.
  private final class Line: @unchecked Sendable {
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

  enum Entry: Equatable {
    case entered
    case blocked(retryAfter: Int)
    /// Too many wait already.
    case crowded
  }

  private let lines = Mutex<[Place: Line]>([:])

  /// Enters all places at once when the standing of each allows one more; waits for those under way
  /// otherwise. An `entered` owes one `leave`.
  /// - Parameter standings: reads how the places stand now, in their order.
  func enter(
    _ places: [Place], standings: @Sendable () async throws -> [FailureCounters.Standing]
  ) async throws -> Entry {
    let own = lines.withLock { lines in
      places.map { place in
        let line = lines[place] ?? Line()
        if line.present == 0 { lines[place] = line }
        line.present += 1
        return line
      }
    }
    do {
      let entry = try await turn(own, standings)
      if entry != .entered { depart(places, wasUnderWay: false) }
      return entry
    } catch {
      depart(places, wasUnderWay: false)
      throw error
    }
  }

  private enum Judgement {
    case done(Entry)
    /// The standings are out of date.
    case again
    /// All places of this one are taken.
    case full(Line)
  }

  private func turn(
    _ own: [Line], _ standings: @Sendable () async throws -> [FailureCounters.Standing]
  ) async throws -> Entry {
    while true {
      let generations = lines.withLock { _ in own.map(\.generation) }
      let standings = try await standings()
      switch lines.withLock({ _ in Self.judge(own, standings, generations) }) {
      case .done(let entry): return entry
      case .again: continue
      case .full(let line):
        await withCheckedContinuation { continuation in
          let waits = lines.withLock { _ in
            // Somebody may have left since.
            guard case .full = Self.judge(own, standings, generations, enters: false)
            else { return false }
            line.waiters.append(continuation)
            return true
          }
          if !waits { continuation.resume() }
        }
      }
    }
  }

  private static func judge(
    _ own: [Line], _ standings: [FailureCounters.Standing], _ generations: [Int],
    enters: Bool = true
  ) -> Judgement {
    guard zip(own, generations).allSatisfy({ $0.generation == $1 }) else { return .again }
    for (line, standing) in zip(own, standings) {
      switch standing {
      case .blocked(let seconds): return .done(.blocked(retryAfter: seconds))
      case .open(let open):
        guard line.underWay >= open else { continue }
        return line.waiters.count >= waitersLimit ? .done(.crowded) : .full(line)
      }
    }
    if enters {
      for line in own { line.underWay += 1 }
    }
    return .done(.entered)
  }

  func leave(_ places: [Place]) { depart(places, wasUnderWay: true) }

  private func depart(_ places: [Place], wasUnderWay: Bool) {
    let waiters = lines.withLock { lines in
      var waiters: [CheckedContinuation<Void, Never>] = []
      for place in places {
        guard let line = lines[place] else { continue }
        line.present -= 1
        if wasUnderWay {
          line.underWay -= 1
          line.generation += 1
          waiters += line.waiters
          line.waiters = []
        }
        if line.present == 0 { lines[place] = nil }
      }
      return waiters
    }
    for waiter in waiters { waiter.resume() }
  }
}
