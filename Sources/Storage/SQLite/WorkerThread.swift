import Synchronization
import Threads

/// A thread of its own for calls that block, away from Swift's cooperative pool.
final class WorkerThread: Sendable {
  private struct State {
    var isDone = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }
  private let state = Mutex(State())

  /// Starts at once. The thread keeps itself alive until `work` returns.
  /// - Throws: `unavailable` where the system gives no more threads.
  init(name: String, _ work: @escaping @Sendable () -> Void) throws(StorageError) {
    let code = DetachedThread.start(named: name, stackBytes: 1 << 20) {
      work()
      self.finish()
    }
    guard code == 0 else { throw StorageError.system("starting a thread", code) }
  }

  /// Suspends until the work is done.
  func join() async {
    await withCheckedContinuation { continuation in
      let isDone = state.withLock { state in
        if !state.isDone { state.waiters.append(continuation) }
        return state.isDone
      }
      if isDone { continuation.resume() }
    }
  }

  private func finish() {
    let waiters = state.withLock { state in
      state.isDone = true
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }
}
