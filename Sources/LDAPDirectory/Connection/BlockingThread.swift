import Identity
import Threads

/// A thread of our own that may block: the executor of one examination of a server, which may take longer
/// than anything else.
final class BlockingThread: SerialExecutor {
  private struct Inbox {
    var jobs: [UnownedJob] = []
    var isStopped = false
  }

  private let inbox = Monitor(Inbox())

  /// - Throws: `.unavailable` when the system gives no more threads.
  init(stackBytes: Int = DetachedThread.usualStack) throws(DirectoryError) {
    try Self.start(stackBytes: stackBytes) { [self] in
      while let jobs = nextJobs() {
        for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
      }
    }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    inbox.update { inbox in
      inbox.jobs.append(job)
      return ((), wake: inbox.jobs.count == 1)
    }
  }

  /// Ends the thread once the jobs that it was given are done. The owner calls it when no more can come.
  func stop() {
    inbox.update { inbox in
      inbox.isStopped = true
      return ((), wake: true)
    }
  }

  private func nextJobs() -> [UnownedJob]? {
    inbox.wait { inbox in
      if !inbox.jobs.isEmpty {
        defer { inbox.jobs.removeAll(keepingCapacity: true) }
        return .done(inbox.jobs)
      }
      return inbox.isStopped ? .done(nil) : .sleep(until: nil)
    }
  }

  /// A detached thread.
  /// - Throws: `.unavailable` when the system gives no more threads; nothing runs then.
  static func start(
    stackBytes: Int = DetachedThread.usualStack, _ run: @escaping @Sendable () -> Void
  ) throws(DirectoryError) {
    let code = DetachedThread.start(stackBytes: stackBytes, run)
    guard code == 0 else {
      throw DirectoryError(.unavailable, detail: "out of threads (pthread_create: \(code))")
    }
  }
}
