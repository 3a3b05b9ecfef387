internal import Glibc

/// A lock with a condition, and the state that they protect: what a thread sleeps on. The condition runs
/// on the monotonic clock, so that setting the machine's clock wakes nobody early or late.
final class Monitor<State>: @unchecked Sendable {
  // `@unchecked`: `state` is touched only between lock and unlock of `mutex`.
  private var state: State
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  enum Step<Result> {
    case done(Result)
    /// Sleep until the state changes, or until this moment.
    case sleep(until: ContinuousClock.Instant?)
  }

  init(_ state: sending State) {
    self.state = state
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Looks at or changes the state; wakes the sleepers when `body` says so.
  func update<Result>(_ body: (inout State) -> (Result, wake: Bool)) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    let (result, wake) = body(&state)
    if wake { pthread_cond_broadcast(condition) }
    return result
  }

  /// Blocks the calling thread until `body` is done. Never call it on Swift's pool.
  func wait<Result>(_ body: (inout State) -> Step<Result>) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      switch body(&state) {
      case .done(let result): return result
      case .sleep(until: nil): pthread_cond_wait(condition, mutex)
      case .sleep(until: let instant?):
        var moment = timespec()
        clock_gettime(CLOCK_MONOTONIC, &moment)
        let left = max(.zero, ContinuousClock.now.duration(to: instant)).components
        moment.tv_sec += Int(left.seconds)
        moment.tv_nsec += Int(left.attoseconds / 1_000_000_000)
        if moment.tv_nsec >= 1_000_000_000 {
          moment.tv_sec += 1
          moment.tv_nsec -= 1_000_000_000
        }
        pthread_cond_timedwait(condition, mutex, &moment)
      }
    }
  }
}
