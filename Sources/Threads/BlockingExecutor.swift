internal import Glibc
import Synchronization

/// Threads of our own on which tasks may block, unlike on those of Swift's cooperative pool.
///
/// A task that prefers this executor goes from one blocking call to the next without a change of thread:
/// at a sign-in the reads of the store and the exchanges with the directory follow each other on one.
///
/// As many threads work as the machine has use for (`width`). One that begins to wait says so (`run`), and
/// another takes its place while jobs are left; how many wait at once is bounded by whoever makes them
/// wait (a pool of connections, say), not here. A thread without work for a minute ends.
///
/// Where the system gives no more threads, jobs wait for those that are there.
// @unchecked Sendable: what changes lies under `state`.
public final class BlockingExecutor: TaskExecutor, @unchecked Sendable {
  /// The one of the process.
  public static let shared = BlockingExecutor()

  private struct State {
    var jobs = FIFO<UnownedJob>()
    /// Most recently used last.
    var idle: [Bell] = []
    var threads = 0
  }

  private enum Wake {
    case nobody
    case bell(Bell)
    case thread
  }

  private let state = Mutex(State())
  // The two that are looked at before and after each wait, which is far too often for the lock. Who adds a job
  // looks at `working` after that, who begins to wait looks at `pending` after that: in one order for everybody,
  // so that one of the two finds the other.
  /// Threads that run a job and do not wait in it, or were woken to take one.
  private let working = Atomic(0)
  /// Jobs in the ring.
  private let pending = Atomic(0)
  private let width: Int
  private let idleSeconds: Int

  /// - Parameters:
  ///   - width: threads that work at one time.
  ///   - idleSeconds: after which a thread without work ends.
  public init(width: Int? = nil, idleSeconds: Int = 60) {
    self.width = max(1, width ?? 2 * Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    self.idleSeconds = idleSeconds
  }

  /// Threads that are there now.
  public var threads: Int { state.withLock { $0.threads } }

  /// Runs a call that may wait, on one of the threads: at once where the caller is on one already.
  public func run<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) async throws(Failure) -> Result {
    if isCurrent { return try waiting(body) }
    return try await withTaskExecutorPreference(self) { () async throws(Failure) -> Result in
      try waiting(body)
    }
  }

  private func waiting<Result, Failure: Error>(_ body: () throws(Failure) -> Result)
    throws(Failure) -> Result
  {
    working.subtract(1, ordering: .sequentiallyConsistent)
    if pending.load(ordering: .sequentiallyConsistent) > 0 { wake { !$0.jobs.isEmpty } }
    defer { working.add(1, ordering: .sequentiallyConsistent) }
    return try body()
  }

  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    wake { state in
      state.jobs.append(job)
      pending.add(1, ordering: .sequentiallyConsistent)
      return true
    }
  }

  /// Changes the state, and finds somebody for what waits there.
  private func wake(_ change: (inout State) -> Bool) {
    let wake = state.withLock { state -> Wake in
      guard change(&state), working.load(ordering: .sequentiallyConsistent) < width else {
        return .nobody
      }
      working.add(1, ordering: .sequentiallyConsistent)
      if let bell = state.idle.popLast() { return .bell(bell) }
      state.threads += 1
      return .thread
    }
    switch wake {
    case .nobody: break
    case .bell(let bell): bell.ring()
    case .thread:
      if DetachedThread.start({ [self] in work() }) != 0 {
        state.withLock { $0.threads -= 1 }
        working.subtract(1, ordering: .sequentiallyConsistent)
      }
    }
  }

  // MARK: The threads

  /// Makes the calling thread one of them, for good, with `body` as its first job. A program that does one
  /// thing after the other needs no other thread then. What is done ends the process.
  public func takeOver(_ body: @escaping @Sendable () async -> Void) -> Never {
    let bell = Bell()
    enter(bell)
    Task.detached(executorPreference: self) { await body() }
    while true {
      bell.wait()
      work(bell)
      enter(bell)
    }
  }

  /// A thread that was not made here comes in, to sleep until there is a job.
  private func enter(_ bell: Bell) {
    state.withLock { state in
      state.threads += 1
      state.idle.append(bell)
    }
  }

  /// A thread's life, to the end of its work.
  private func work(_ bell: Bell = Bell()) {
    pthread_setspecific(Self.mark, Unmanaged.passUnretained(self).toOpaque())
    while true {
      while let job = next() { job.runSynchronously(on: asUnownedTaskExecutor()) }
      guard park(bell) else { return }
    }
  }

  /// `nil`: nothing is left, or enough others are at it.
  private func next() -> UnownedJob? {
    state.withLock { state in
      guard working.load(ordering: .sequentiallyConsistent) <= width,
        let job = state.jobs.popFirst()
      else { return nil }
      pending.subtract(1, ordering: .sequentiallyConsistent)
      return job
    }
  }

  /// Sleeps until there is a job to take.
  /// - Returns: `false` when the thread is to end.
  private func park(_ bell: Bell) -> Bool {
    let isOver = state.withLock { state in
      // What came since it looked, and found everybody at work.
      if !state.jobs.isEmpty, working.load(ordering: .sequentiallyConsistent) <= width {
        return false
      }
      working.subtract(1, ordering: .sequentiallyConsistent)
      state.idle.append(bell)
      return true
    }
    guard isOver else { return true }
    if bell.wait(seconds: idleSeconds) { return true }
    let isLeft = state.withLock { state in
      guard let index = state.idle.firstIndex(where: { $0 === bell }) else { return false }
      state.idle.remove(at: index)
      state.threads -= 1
      return true
    }
    if isLeft { return false }
    // Somebody took it just now, and rings.
    bell.wait()
    return true
  }

  /// Which executor's a thread is.
  private static let mark: pthread_key_t = {
    var key: pthread_key_t = 0
    pthread_key_create(&key, nil)
    return key
  }()

  /// The caller is on one of the threads.
  var isCurrent: Bool {
    pthread_getspecific(Self.mark)
      == UnsafeMutableRawPointer(
        Unmanaged.passUnretained(self).toOpaque())
  }
}
