internal import Glibc

/// What one thread sleeps on until it is rung for: a semaphore of its own, so that whoever rings chooses
/// who wakes.
// @unchecked Sendable: a semaphore is made for many threads (sem_overview(7)).
public final class Bell: @unchecked Sendable {
  private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  public init() { sem_init(semaphore, 0, 0) }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  public func ring() { sem_post(semaphore) }

  public func wait() {
    while sem_wait(semaphore) != 0 {}
  }

  /// - Returns: whether it was rung within so many seconds of the machine's clock.
  func wait(seconds: Int) -> Bool {
    var end = timespec()
    clock_gettime(CLOCK_REALTIME, &end)
    end.tv_sec += seconds
    while sem_timedwait(semaphore, &end) != 0 {
      if errno == ETIMEDOUT { return false }
    }
    return true
  }
}
