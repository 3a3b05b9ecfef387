import Foundation

/// Runs a blocking call on a thread made for it, so that it never holds one of Swift's pool.
enum OwnThread {
  static func run<Value: Sendable>(
    named name: String, _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      let thread = Thread { continuation.resume(with: Result(catching: body)) }
      thread.name = name
      thread.start()
    }
  }
}
