import Identity
import Threads

/// A bounded queue of work for a few threads that may block.
///
/// `@unchecked Sendable`: everything that changes is behind `condition`.
final class HashingQueue: @unchecked Sendable {
  private let condition = Monitor()
  private let workers: Int
  private let limit: Int
  private var waiting: [@Sendable () -> Void] = []
  private var idle = 0
  private var closed = false
  /// Seconds the last work took; what `retryAfter` is reckoned from.
  private var lastDuration = 0.02

  init(workers: Int, limit: Int) {
    self.workers = workers
    self.limit = limit
    idle = workers
    for number in 1...workers {
      let code = DetachedThread.start(named: "brama-hash-\(number)", stackBytes: 256 * 1024) {
        self.work()
      }
      // Fewer threads hash more slowly; without any, who signs in would wait for ever.
      precondition(code == 0 || number > 1, "the system gives no thread to hash on (error \(code))")
    }
  }

  /// Lets the threads go once what waits is done.
  func close() {
    condition.withLock {
      closed = true
      condition.broadcast()
    }
  }

  /// Runs `body` on one of the threads.
  ///
  /// - Throws: `HashingError.overloaded` at once when `limit` calls wait for a thread already.
  func run<R: Sendable>(_ body: @escaping @Sendable () -> R) async throws(HashingError) -> R {
    let answer = await withCheckedContinuation {
      (continuation: CheckedContinuation<Result<R, HashingError>, Never>) in
      let accepted = condition.withLock { () -> Bool in
        // Work that a resting thread is about to take does not wait.
        guard waiting.count < limit + idle else { return false }
        waiting.append { continuation.resume(returning: .success(body())) }
        condition.signal()
        return true
      }
      if !accepted { continuation.resume(returning: .failure(.overloaded(retryAfter: delay))) }
    }
    return try answer.get()
  }

  /// How many calls wait for a thread.
  var length: Int { condition.withLock { waiting.count } }

  /// Seconds until a full queue is worked off, at least one.
  private var delay: Int {
    let seconds = condition.withLock { lastDuration } * Double(limit + workers) / Double(workers)
    return max(1, Int(seconds.rounded(.up)))
  }

  private func work() {
    while let job = next() {
      let start = ContinuousClock.now
      job()
      let duration = ContinuousClock.now - start
      condition.withLock {
        idle += 1
        lastDuration =
          Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
      }
    }
  }

  private func next() -> (@Sendable () -> Void)? {
    condition.withLock {
      while waiting.isEmpty {
        if closed { return nil }
        condition.wait()
      }
      idle -= 1
      return waiting.removeFirst()
    }
  }
}
