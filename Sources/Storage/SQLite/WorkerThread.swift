import Foundation
import Synchronization

/// A thread of its own for calls that block, away from Swift's cooperative pool.
final class WorkerThread: Sendable {
  private struct State {
    var isDone = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }
  private let state = Mutex(State())

  /// Starts at once. The thread keeps itself alive until `work` returns.
  init(name: String, _ work: @escaping @Sendable () -> Void) {
    let thread = Thread {
      work()
      self.finish()
    }
    thread.name = name
    thread.stackSize = 1 << 20
    thread.start()
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

  /// Runs one blocking piece of work on a thread made for it.
  static func run<Value: Sendable>(
    name: String, _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      _ = WorkerThread(name: name) { continuation.resume(with: Result { try work() }) }
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
