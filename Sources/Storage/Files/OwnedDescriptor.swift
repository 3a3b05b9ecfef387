import Glibc
import Synchronization

/// The only owner of a file descriptor; closed once, at the latest when the last reference goes.
final class OwnedDescriptor: Sendable {
  private let fd: Mutex<Int32>

  init(_ fd: Int32) { self.fd = Mutex(fd) }

  deinit { close() }

  func close() {
    fd.withLock { fd in
      if fd >= 0 { _ = Glibc.close(fd) }
      fd = -1
    }
  }

  /// Runs `body` with the descriptor, which stays open meanwhile; -1 once closed.
  func use<Value: Sendable>(_ body: (Int32) -> Value) -> Value { fd.withLock { body($0) } }
}
