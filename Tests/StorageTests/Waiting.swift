import Foundation
import Glibc
import Synchronization
import TestKit
import Testing

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

/// Waiting for something that another thread brings about, with a bound.
enum Wait {
  static func until(_ condition: @Sendable () -> Bool) async {
    let end = ContinuousClock.now + .seconds(120)
    while !condition() {
      guard ContinuousClock.now < end else {
        Issue.record("waited two minutes in vain")
        return
      }
      try? await Task.sleep(for: .milliseconds(1))
    }
  }
}

/// A program of the system that a test needs done.
enum Shell {
  static func run(_ program: String, _ arguments: String...) throws {
    let process = ChildProcess()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw ShellFailed(program: program) }
  }
}

struct ShellFailed: Error {
  let program: String
}
