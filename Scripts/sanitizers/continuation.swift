// Tells ThreadSanitizer of the hand-over that it cannot see: a continuation that was resumed before its task
// came to wait for it.
//
// Swift's runtime says "release" whenever a continuation is resumed, and "acquire" when it runs a job; a task
// that finds its continuation resumed already goes straight on without, and what the other thread made looks
// like a race. The two functions stand here in front of the standard library's own and acquire at the end.
//
// Linked in by `Scripts/check --sanitize thread`.

@_silgen_name("__tsan_acquire")
func acquire(_ address: UnsafeRawPointer)

/// What the runtime says "release" of.
func acquireTask() {
  withUnsafeCurrentTask { task in
    if let task { acquire(unsafeBitCast(task, to: UnsafeRawPointer.self)) }
  }
}

@_silgen_name("$ss23withCheckedContinuation9isolation8function_xScA_pSgYi_SSyScCyxs5NeverOGXEtYalF")
public func checked<Value>(
  isolation: isolated (any Actor)?, function: String,
  _ body: (CheckedContinuation<Value, Never>) -> Void
) async -> sending Value {
  defer { acquireTask() }
  return await withUnsafeContinuation {
    body(CheckedContinuation(continuation: $0, function: function))
  }
}

@_silgen_name(
  "$ss31withCheckedThrowingContinuation9isolation8function_xScA_pSgYi_SSyScCyxs5Error_pGXEtYaKlF")
public func checkedThrowing<Value>(
  isolation: isolated (any Actor)?, function: String,
  _ body: (CheckedContinuation<Value, any Error>) -> Void
) async throws -> sending Value {
  defer { acquireTask() }
  return try await withUnsafeThrowingContinuation {
    body(CheckedContinuation(continuation: $0, function: function))
  }
}
