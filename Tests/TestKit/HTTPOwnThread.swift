import Foundation

/// Runs each job of its tasks on a new thread, so that a test may block there without holding up the
/// two threads that all other tests share.
public final class OwnThreads: TaskExecutor {
  public init() {}

  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = asUnownedTaskExecutor()
    Thread { job.runSynchronously(on: executor) }.start()
  }
}

/// Runs a body that may block; task locals, the running test among them, stay.
public func onOwnThread<R: Sendable>(
  _ body: @Sendable () async throws -> R
) async throws -> R {
  try await withTaskExecutorPreference(OwnThreads()) { try await body() }
}
