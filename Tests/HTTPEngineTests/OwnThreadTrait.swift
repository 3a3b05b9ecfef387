import TestKit
import Testing

/// Test bodies of a suite with this trait may block: they run on threads of their own.
struct OwnThreadTrait: SuiteTrait, TestTrait, TestScoping {
  let isRecursive = true

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    guard testCase != nil else { return try await function() }
    try await onOwnThread { try await function() }
  }
}

extension Trait where Self == OwnThreadTrait {
  static var ownThread: Self { OwnThreadTrait() }
}
