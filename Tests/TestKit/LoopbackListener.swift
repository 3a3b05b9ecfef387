import Foundation
import Glibc
import Synchronization

/// Accepts connections on 127.0.0.1, on a port that the kernel chose, and gives each a thread.
final class LoopbackListener: Sendable {
  let port: UInt16
  private let descriptor: Int32
  private let serve: @Sendable (_ connection: Int32) -> Void
  private struct State {
    var connections: Set<Int32> = []
    var accepted = 0
    var isStopped = false
  }
  private let state = Mutex(State())

  /// - Parameter serve: speaks on one connection until either side ends it; the descriptor is closed
  ///   behind it.
  init(_ serve: @escaping @Sendable (_ connection: Int32) -> Void) throws {
    self.serve = serve
    (descriptor, port) = try listen()
    Thread.detachNewThread { [self] in acceptAll() }
  }

  /// Connections accepted so far.
  var accepted: Int { state.withLock { $0.accepted } }

  /// Closes everything; its threads end.
  func stop() {
    // Under the lock: a number that was closed meanwhile may be somebody else's.
    state.withLock { state in
      guard !state.isStopped else { return }
      state.isStopped = true
      for connection in state.connections.union([descriptor]) {
        shutdown(connection, Int32(SHUT_RDWR))
      }
    }
  }

  private func acceptAll() {
    while true {
      let connection = accept(descriptor, nil, nil)
      guard connection >= 0 else { break }
      _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
      let isStopped = state.withLock { state in
        state.accepted += 1
        state.connections.insert(connection)
        return state.isStopped
      }
      guard !isStopped else {
        forget(connection)
        continue
      }
      Thread.detachNewThread { [self] in
        serve(connection)
        forget(connection)
      }
    }
    state.withLock { state in
      // Nothing is left to be shut down by `stop`.
      state.isStopped = true
      close(descriptor)
    }
  }

  private func forget(_ connection: Int32) {
    state.withLock { state in
      state.connections.remove(connection)
      close(connection)
    }
  }
}
