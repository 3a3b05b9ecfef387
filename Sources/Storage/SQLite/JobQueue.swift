import Foundation

/// A body that waits for its turn, with the way back to its caller.
struct StoreJob: Sendable {
  /// Runs the body; what it gives back answers the caller with the body's value.
  let run: @Sendable (SQLiteTransaction) throws -> @Sendable () -> Void
  /// Answers the caller with an error.
  let fail: @Sendable (any Error) -> Void
}

/// A bounded queue between callers, who never wait, and worker threads, who do.
// @unchecked Sendable: everything mutable is touched under `condition` only.
final class JobQueue: @unchecked Sendable {
  private let condition = NSCondition()
  private let limit: Int
  /// A job that was taken leaves `nil`: what it holds must not outlive it.
  private var jobs: [StoreJob?] = []
  private var first = 0
  private var isClosed = false

  init(limit: Int) { self.limit = limit }

  enum Refusal { case full, closed }

  /// - Returns: why the job was not taken, or `nil` when it was.
  func add(_ job: StoreJob) -> Refusal? {
    condition.lock()
    defer { condition.unlock() }
    if isClosed { return .closed }
    if jobs.count - first >= limit { return .full }
    jobs.append(job)
    condition.signal()
    return nil
  }

  /// Waits for work. `nil` once the queue is closed and empty.
  func next() -> StoreJob? {
    condition.lock()
    defer { condition.unlock() }
    while jobs.count == first {
      if isClosed { return nil }
      condition.wait()
    }
    return take()
  }

  /// What is there now, without waiting.
  func nextWaiting() -> StoreJob? {
    condition.lock()
    defer { condition.unlock() }
    return take()
  }

  /// Takes everything out.
  func drain() -> [StoreJob] {
    condition.lock()
    defer { condition.unlock() }
    defer {
      jobs.removeAll()
      first = 0
    }
    return jobs[first...].compactMap { $0 }
  }

  /// Takes no more jobs; those already in are still done.
  func close() {
    condition.lock()
    defer { condition.unlock() }
    isClosed = true
    condition.broadcast()
  }

  var count: Int {
    condition.lock()
    defer { condition.unlock() }
    return jobs.count - first
  }

  private func take() -> StoreJob? {
    guard first < jobs.count else { return nil }
    let job = jobs[first]
    jobs[first] = nil
    first += 1
    if first == jobs.count {
      jobs.removeAll(keepingCapacity: true)
      first = 0
    } else if first >= limit {
      jobs.removeFirst(first)
      first = 0
    }
    return job
  }
}
