internal import Glibc
import Identity

/// A thread of our own that may block: the executor of one connection. libldap's calls wait on sockets,
/// which Swift's own threads must never do.
///
/// All signals are blocked on it, SIGPIPE among them: a write to a connection that the server has closed
/// is then an error and not the end of the process.
final class BlockingThread: SerialExecutor {
  private struct Inbox {
    var jobs: [UnownedJob] = []
    var isStopped = false
  }

  private let inbox = Monitor(Inbox())

  /// - Throws: `.unavailable` when the system gives no more threads.
  init(stackBytes: Int = usualStack) throws(DirectoryError) {
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

  private final class Body {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// 512 KiB: TLS handshakes and libldap need less than half of it.
  static let usualStack = 512 * 1024

  /// A detached thread.
  /// - Throws: `.unavailable` when the system gives no more threads; nothing runs then.
  static func start(stackBytes: Int = usualStack, _ run: @escaping @Sendable () -> Void)
    throws(DirectoryError)
  {
    let body = Unmanaged.passRetained(Body(run))
    let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
    pthread_attr_init(attributes)
    pthread_attr_setstacksize(attributes, stackBytes)
    pthread_attr_setdetachstate(attributes, Int32(PTHREAD_CREATE_DETACHED))
    defer {
      pthread_attr_destroy(attributes)
      attributes.deallocate()
    }

    // A new thread inherits the mask: block all, start, put back.
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }

    var thread: pthread_t = 0
    let code = pthread_create(
      &thread, attributes,
      { argument in
        // The pointer is the retained `Body` handed over above.
        guard let argument else { return nil }
        Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, body.toOpaque())
    if code != 0 {
      body.release()
      throw DirectoryError(.unavailable, detail: "out of threads (pthread_create: \(code))")
    }
  }
}
