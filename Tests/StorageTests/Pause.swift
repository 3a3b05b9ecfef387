import Glibc
import Synchronization

/// A short wait on a thread that is not of the cooperative pool, between two looks at a condition.
enum Pause {
  static func millisecond() { usleep(1_000) }
}

/// A value that closures on other threads write and a test reads.
final class Record<Value: Sendable>: Sendable {
  private let value: Mutex<Value>

  init(_ value: Value) { self.value = Mutex(value) }

  func withLock<Result: Sendable>(_ body: @Sendable (inout Value) -> Result) -> Result {
    value.withLock { body(&$0) }
  }
}
