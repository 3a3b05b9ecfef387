internal import Glibc

/// A lock with something to wait for: what changes is looked at and changed in `withLock`, and who waits
/// there is woken to look again.
// @unchecked Sendable: both are made for many threads (pthread_mutex_lock(3), pthread_cond_wait(3)).
public final class Monitor: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  public init() {
    pthread_mutex_init(mutex, nil)
    // Bounds are lengths of time: somebody who sets the clock must not change them.
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

  public func withLock<Result, Failure: Error>(_ body: () throws(Failure) -> Result)
    throws(Failure) -> Result
  {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }

  /// Wakes one that waits. In `withLock`, as the two below.
  public func signal() { pthread_cond_signal(condition) }

  /// Wakes all that wait.
  public func broadcast() { pthread_cond_broadcast(condition) }

  /// Lets go of the lock until woken; it may also wake by itself.
  public func wait() { pthread_cond_wait(condition, mutex) }

  /// The same until a moment.
  /// - Returns: `false` once it has passed.
  public func wait(until end: Moment) -> Bool {
    var time = end.time
    return pthread_cond_timedwait(condition, mutex, &time) != ETIMEDOUT
  }

  /// A moment of the clock that nobody sets.
  public struct Moment: Sendable {
    fileprivate let time: timespec

    /// So many seconds from now; at least none, at most a year.
    public init(secondsFromNow seconds: Double) {
      var now = timespec()
      clock_gettime(CLOCK_MONOTONIC, &now)
      let nanoseconds = Int(min(max(seconds, 0), 31_536_000) * 1e9) + now.tv_nsec
      time = timespec(
        tv_sec: now.tv_sec + nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
    }
  }
}
