import Synchronization
import Threads

/// A body that waits to be written, and the way back to whoever asked.
// @unchecked Sendable: the queue's lock hands it over; from then on it is its leader's alone, until the turn
// is told.
final class StoreJob: @unchecked Sendable {
  /// What a caller is told.
  enum Turn {
    /// The body was run: `error` says how it went.
    case done
    /// To lead the next commit, beginning with its own body.
    case lead
    /// Too many wait.
    case full
    /// Nothing is written any more.
    case closed
  }

  /// Who waits.
  enum Caller {
    case task(CheckedContinuation<Turn, Never>)
    /// A thread that does not write but wants nobody to write meanwhile: it leads, and never joins a commit.
    case keeper(Bell)
  }

  /// Runs the body, and keeps its value.
  let body: (SQLiteTransaction) throws -> Void
  var caller: Caller?
  /// Why the body does not stand.
  var error: (any Error)?

  init(_ body: @escaping (SQLiteTransaction) throws -> Void) { self.body = body }

  var isKeeper: Bool {
    if case .keeper = caller { true } else { false }
  }

  func tell(_ turn: Turn) {
    switch caller {
    case .task(let continuation): continuation.resume(returning: turn)
    case .keeper(let bell): bell.ring()
    case nil: break
    }
  }
}

/// The bounded queue before the one connection that writes, and who leads there.
///
/// Who comes while nobody leads leads at once, on the thread it is on: no other has to be woken. Who leads
/// passes that on to the first that waits.
final class JobQueue: Sendable {
  private struct State {
    var jobs = FIFO<StoreJob>()
    var isClosed = false
    var isLed = false
  }

  private let state = Mutex(State())
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  /// Takes the lead where nobody has it.
  func mayLead() -> Bool {
    state.withLock { state in
      guard !state.isLed else { return false }
      state.isLed = true
      return true
    }
  }

  /// Takes the lead, or a place in the queue.
  /// - Returns: `nil`: it has a place, and its caller will be told.
  func enter(_ job: StoreJob) -> StoreJob.Turn? {
    state.withLock { state in
      if state.isClosed { return .closed }
      guard state.isLed else {
        state.isLed = true
        return .lead
      }
      if state.jobs.count >= limit { return .full }
      state.jobs.append(job)
      return nil
    }
  }

  /// The next that may join the leader's commit, without waiting.
  func nextWaiting() -> StoreJob? {
    state.withLock { state in
      guard let job = state.jobs.first, !job.isKeeper else { return nil }
      return state.jobs.popFirst()
    }
  }

  /// Gives the lead to the first that waits.
  /// - Returns: whether this was the last leader of a closed queue, who still has the lead.
  func passOn() -> Bool {
    let (next, isOver) = state.withLock { state -> (StoreJob?, Bool) in
      if let job = state.jobs.popFirst() { return (job, false) }
      state.isLed = state.isClosed
      return (nil, state.isClosed)
    }
    next?.tell(.lead)
    return isOver
  }

  /// Takes everything out that waits to be written.
  func drain() -> [StoreJob] {
    state.withLock { state in state.jobs.popAll { !$0.isKeeper } }
  }

  /// Takes no more jobs; those already in are still done.
  /// - Returns: whether nobody leads and it was open: the caller is now the last leader.
  func close() -> Bool {
    state.withLock { state in
      guard !state.isClosed else { return false }
      state.isClosed = true
      defer { state.isLed = true }
      return !state.isLed
    }
  }

  var count: Int { state.withLock { $0.jobs.count } }
}
