import Threads

/// A state, and the lock that threads sleep in until it changes.
final class Monitor<State>: @unchecked Sendable {
  // `@unchecked`: `state` is touched only in `lock`.
  private var state: State
  private let lock = Threads.Monitor()

  enum Step<Result> {
    case done(Result)
    /// Sleep until the state changes, or until this moment.
    case sleep(until: ContinuousClock.Instant?)
  }

  init(_ state: sending State) { self.state = state }

  /// Looks at or changes the state; wakes the sleepers when `body` says so.
  func update<Result>(_ body: (inout State) -> (Result, wake: Bool)) -> Result {
    lock.withLock {
      let (result, wake) = body(&state)
      if wake { lock.broadcast() }
      return result
    }
  }

  /// Blocks the calling thread until `body` is done. Never call it on Swift's pool.
  func wait<Result>(_ body: (inout State) -> Step<Result>) -> Result {
    lock.withLock {
      while true {
        switch body(&state) {
        case .done(let result): return result
        case .sleep(until: nil): lock.wait()
        case .sleep(until: let instant?):
          let left = ContinuousClock.now.duration(to: instant)
          _ = lock.wait(until: .init(secondsFromNow: left / .seconds(1)))
        }
      }
    }
  }
}
