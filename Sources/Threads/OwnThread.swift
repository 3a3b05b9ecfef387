/// One blocking call on a thread made for it, so that it never holds one of Swift's pool.
public enum OwnThread {
  /// 1 MiB: the name service and SQLite at a migration need more than most.
  private static let stack = 1 << 20

  /// Suspends until the call has returned.
  /// - Throws: what the call throws; `NoThread` where the system gives no more threads.
  public static func run<Value: Sendable>(
    named name: String, _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      let code = DetachedThread.start(named: name, stackBytes: stack) {
        continuation.resume(with: Result { try body() })
      }
      if code != 0 { continuation.resume(throwing: NoThread(code: code)) }
    }
  }
}

/// The system gives no more threads.
public struct NoThread: Error, CustomStringConvertible {
  /// What pthread_create(3) said.
  public let code: Int32

  public init(code: Int32) { self.code = code }

  public var description: String { "the system gives no more threads (error \(code))" }
}
