import Synchronization
import Threads

/// A body that waits for its turn, with the way back to its caller.
struct StoreJob: Sendable {
  /// Runs the body; what it gives back answers the caller with the body's value.
  let run: @Sendable (SQLiteTransaction) throws -> @Sendable () -> Void
  /// Answers the caller with an error.
  let fail: @Sendable (any Error) -> Void
}

/// A bounded queue between callers, who never wait, and one worker thread, which does.
final class JobQueue: Sendable {
  private struct State {
    /// A job that was taken leaves `nil`: what it holds must not outlive it.
    var jobs: [StoreJob?] = []
    var first = 0
    var isClosed = false
    var sleeps = false

    var count: Int { jobs.count - first }

    mutating func take() -> StoreJob? {
      guard first < jobs.count else { return nil }
      let job = jobs[first]
      jobs[first] = nil
      first += 1
      if first == jobs.count {
        jobs.removeAll(keepingCapacity: true)
        first = 0
      } else if first >= 1024 {
        jobs.removeFirst(first)
        first = 0
      }
      return job
    }

    /// - Returns: whether the worker has to be woken.
    mutating func wakes() -> Bool {
      defer { sleeps = false }
      return sleeps
    }
  }

  private let state = Mutex(State())
  private let bell = Bell()
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  enum Refusal { case full, closed }

  /// - Returns: why the job was not taken, or `nil` when it was.
  func add(_ job: StoreJob) -> Refusal? {
    let (refusal, wakes) = state.withLock { state -> (Refusal?, Bool) in
      if state.isClosed { return (.closed, false) }
      if state.count >= limit { return (.full, false) }
      state.jobs.append(job)
      return (nil, state.wakes())
    }
    if wakes { bell.ring() }
    return refusal
  }

  /// Waits for work, on the worker's thread. `nil` once the queue is closed and empty.
  func next() -> StoreJob? {
    while true {
      let (job, isOver) = state.withLock { state -> (StoreJob?, Bool) in
        let job = state.take()
        state.sleeps = job == nil && !state.isClosed
        return (job, job == nil && state.isClosed)
      }
      if let job { return job }
      if isOver { return nil }
      bell.wait()
    }
  }

  /// What is there now, without waiting.
  func nextWaiting() -> StoreJob? { state.withLock { $0.take() } }

  /// Takes everything out.
  func drain() -> [StoreJob] {
    state.withLock { state in
      defer {
        state.jobs.removeAll()
        state.first = 0
      }
      return state.jobs[state.first...].compactMap { $0 }
    }
  }

  /// Takes no more jobs; those already in are still done.
  func close() {
    let wakes = state.withLock { state in
      state.isClosed = true
      return state.wakes()
    }
    if wakes { bell.ring() }
  }

  var count: Int { state.withLock { $0.count } }
}
