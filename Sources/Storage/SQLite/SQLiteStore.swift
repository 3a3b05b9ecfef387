public import Identity
import Synchronization
import Threads

/// The store in one SQLite file: write-ahead log, one writer with group commit, several readers.
///
/// What `write` answered with success is on the disk (`synchronous = FULL`): it survives kill -9 and a
/// power cut. A full disk or a failing one is `StoreError.unavailable`; nothing that was answered is
/// lost, and writing goes on when there is room again.
///
/// A store has one process at a time. Its files have mode 0600: `path`, `path-wal`, `path-shm`,
/// `path.lock`, and `path.before-N`, a copy from before migration N.
public final class SQLiteStore: Store {
  public struct Options: Sendable {
    /// Bodies that may wait, for reading and for writing each; one more is refused.
    public var queueLimit = 4096
    /// Write bodies in one commit, at most.
    public var batchLimit = 256
    /// No further body joins a commit after this time.
    public var batchTime: Duration = .milliseconds(20)
    /// The size the file may grow to, in pages of 4 KiB; `nil` leaves SQLite's own limit.
    public var pageLimit: Int?
    /// Files up to this size, in bytes, are checked page by page when opened.
    public var checkedSize: Int64 = 64 << 20
    /// Called with each latency, on the store's threads: must be quick.
    public var observe: (@Sendable (StoreWork, Duration) -> Void)?

    public init() {}
  }

  /// The database file.
  public let path: String

  private let counters = StoreCounters()
  let groupCommit: GroupCommit
  private let writes: JobQueue
  private let merger: LogMerger
  private let ending = Ending()
  private let readers: SnapshotReaders
  private let observe: (@Sendable (StoreWork, Duration) -> Void)?

  /// Opens the store at `path`, making it when there is none, and brings it to the newest schema.
  ///
  /// Blocks while it reads, checks and migrates the file: for the start of a program, not for a request.
  /// - Parameter readers: bodies that read at the same time, at least one.
  /// - Throws: `StorageError`: `alreadyOpen` at once when another process has the store; `cannotOpen`,
  ///   `readOnly`, `damaged`, `foreign`, `newerSchema`, `migrationFailed`, `unavailable`.
  public convenience init(
    path: String, readers: Int = 4, headKeeper: (any AuditHeadKeeper)? = nil,
    options: Options = Options()
  ) throws {
    try self.init(
      path: path, readers: readers, headKeeper: headKeeper, options: options,
      migrations: Schema.migrations)
  }

  /// - Parameter migrations: what tests make longer or shorter.
  init(
    path: String, readers: Int, headKeeper: (any AuditHeadKeeper)?, options: Options,
    migrations: [String]
  ) throws {
    let opening = StoreOpening(path: path, options: options, migrations: migrations)
    let lock = try opening.lock()
    let connection = try opening.openWriter()
    let readingConnections = try (0..<max(1, readers)).map { _ in try opening.openReader() }

    let failureKeys = try opening.readFailureKeys(connection)
    let shelf = CompanyShelf()

    self.path = path
    observe = options.observe
    let writes = JobQueue(limit: options.queueLimit)
    self.writes = writes
    let groupCommit = GroupCommit(
      connection: connection, queue: writes,
      limits: .init(bodies: max(1, options.batchLimit), gathering: options.batchTime),
      counters: counters, headKeeper: headKeeper, failureKeys: failureKeys,
      shelf: shelf, observe: options.observe)
    self.groupCommit = groupCommit
    merger = LogMerger(connection: try opening.openMerger(), queue: writes)
    try merger.watch(connection)
    self.readers = SnapshotReaders(
      connections: readingConnections, limit: options.queueLimit, counters: counters,
      failureKeys: failureKeys, shelf: shelf)
    try merger.start { [ending] in
      connection.close()
      lock.release()
      ending.isOver()
    }
  }

  deinit { if writes.close() { merger.end() } }

  public func read<Value: Sendable>(
    _ body: @escaping @Sendable (any Transaction) throws -> Value
  ) async throws -> Value {
    try await measured(.read) { try await readers.read(body) }
  }

  public func write<Value: Sendable>(
    _ body: @escaping @Sendable (any Transaction) throws -> Value
  ) async throws -> Value {
    try await measured(.write) { try await queued(body) }
  }

  /// Finishes what waits, merges the log into the file and lets the store go. Later calls are
  /// `unavailable`. Closing twice is harmless.
  public func close() async {
    // Readers first: the connection that closes last removes the log, which a reader may not do.
    await readers.close()
    if writes.close() { merger.end() }
    await ending.wait()
  }

  public var statistics: StoreStatistics {
    StoreStatistics(
      commits: counters.commits.load(ordering: .relaxed),
      writes: counters.writes.load(ordering: .relaxed),
      reads: counters.reads.load(ordering: .relaxed),
      failedCommits: counters.failedCommits.load(ordering: .relaxed),
      refused: counters.refused.load(ordering: .relaxed),
      waitingWrites: writes.count, waitingReads: readers.waiting)
  }

  /// Whether the store holds secrets, so that a new sealing key would make them unreadable.
  public func holdsSealedValues() async throws -> Bool {
    try await read { try $0.sealed.count() > 0 }
  }

  private func measured<Value>(_ work: StoreWork, _ body: () async throws -> Value) async throws
    -> Value
  {
    guard let observe else { return try await body() }
    let start = ContinuousClock.now
    defer { observe(work, ContinuousClock.now - start) }
    return try await body()
  }

  /// Waits for its turn, and leads the commit where that falls to it.
  private func queued<Value: Sendable>(
    _ body: @escaping @Sendable (any Transaction) throws -> Value
  ) async throws -> Value {
    let outcome = Outcome<Value>()
    let job = StoreJob { outcome.value = try body($0) }
    switch writes.mayLead() ? .lead : await turn(of: job) {
    case .lead: await BlockingExecutor.shared.run { if groupCommit.lead(job) { merger.end() } }
    case .done: break
    case .full:
      counters.refused.add(1, ordering: .relaxed)
      throw StoreError.unavailable("too much waits for the store")
    case .closed: throw StoreError.unavailable("the store is closed")
    }
    if let error = job.error { throw error }
    guard let value = outcome.value else {
      preconditionFailure("a body of the store returned without a value")
    }
    return value
  }

  private func turn(of job: StoreJob) async -> StoreJob.Turn {
    await withCheckedContinuation { continuation in
      job.caller = .task(continuation)
      if let turn = writes.enter(job) { continuation.resume(returning: turn) }
    }
  }
}

/// What a body gave back, on its way to the caller.
private final class Outcome<Value> {
  var value: Value?
}
