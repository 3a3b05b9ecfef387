import Synchronization

/// Lets no more attempts on one key be under way at once than may still fail, so that parallel guesses
/// are judged no further than the limit, while parallel right passwords only wait their turn.
final class AttemptGate: Sendable {
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
    lines.withLock { lines in
      for place in places { lines[place, default: Line()].present += 1 }
    }
    do {
      let entry = try await turn(places, standings)
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
    case full(Place)
  }

  private func turn(
    _ places: [Place], _ standings: @Sendable () async throws -> [FailureCounters.Standing]
  ) async throws -> Entry {
    while true {
      let generations = lines.withLock { lines in places.map { lines[$0]?.generation } }
      let standings = try await standings()
      switch lines.withLock({ Self.judge(places, standings, generations, &$0) }) {
      case .done(let entry): return entry
      case .again: continue
      case .full(let place):
        await withCheckedContinuation { continuation in
          let waits = lines.withLock { lines in
            // Somebody may have left since.
            guard case .full = Self.judge(places, standings, generations, &lines, enters: false)
            else { return false }
            lines[place, default: Line()].waiters.append(continuation)
            return true
          }
          if !waits { continuation.resume() }
        }
      }
    }
  }

  private static func judge(
    _ places: [Place], _ standings: [FailureCounters.Standing], _ generations: [Int?],
    _ lines: inout [Place: Line], enters: Bool = true
  ) -> Judgement {
    guard zip(places, generations).allSatisfy({ lines[$0]?.generation == $1 }) else {
      return .again
    }
    for (place, standing) in zip(places, standings) {
      switch standing {
      case .blocked(let seconds): return .done(.blocked(retryAfter: seconds))
      case .open(let open):
        guard let line = lines[place], line.underWay >= open else { continue }
        return line.waiters.count >= waitersLimit ? .done(.crowded) : .full(place)
      }
    }
    if enters {
      for place in places { lines[place, default: Line()].underWay += 1 }
    }
    return .done(.entered)
  }

  func leave(_ places: [Place]) { depart(places, wasUnderWay: true) }

  private func depart(_ places: [Place], wasUnderWay: Bool) {
    let waiters = lines.withLock { lines in
      var waiters: [CheckedContinuation<Void, Never>] = []
      for place in places {
        guard var line = lines[place] else { continue }
        line.present -= 1
        if wasUnderWay {
          line.underWay -= 1
          line.generation += 1
          waiters += line.waiters
          line.waiters = []
        }
        lines[place] = line.present == 0 ? nil : line
      }
      return waiters
    }
    for waiter in waiters { waiter.resume() }
  }
}
