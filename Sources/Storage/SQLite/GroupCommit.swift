import Identity
import Synchronization

/// The one writer: runs queued bodies and makes them durable many at a time.
///
/// While one batch is synced to the disk the next one gathers in the queue, so that the cost of a sync
/// is shared by as many bodies as come in the meantime; nobody is made to wait for company. Each body
/// has a savepoint of its own, so that one that throws takes nothing but its own changes back.
final class GroupCommit: Sendable {
  struct Limits: Sendable {
    /// Bodies in one commit, at most.
    var bodies: Int
    /// No further body joins a commit after this time.
    var gathering: Duration
  }

  let queue: JobQueue
  let counters: StoreCounters
  let connection: SQLiteConnection
  private let limits: Limits
  private let headKeeper: (any AuditHeadKeeper)?
  private let observe: (@Sendable (StoreWork, Duration) -> Void)?

  init(
    connection: SQLiteConnection, queue: JobQueue, limits: Limits, counters: StoreCounters,
    headKeeper: (any AuditHeadKeeper)?, observe: (@Sendable (StoreWork, Duration) -> Void)?
  ) {
    self.connection = connection
    self.queue = queue
    self.limits = limits
    self.counters = counters
    self.headKeeper = headKeeper
    self.observe = observe
  }

  /// The thread's whole life: until the queue is closed and empty.
  func work() {
    // Nobody else writes: the newest line is known from the last batch on.
    var newest: AuditHead?
    while let first = queue.next() { newest = runBatch(first, after: newest) }
    connection.close()
  }

  /// A body that ran, and what its caller will hear if the commit succeeds.
  private struct Finished {
    let answer: @Sendable () -> Void
    let fail: @Sendable (any Error) -> Void
    let actions: [@Sendable () -> Void]
  }

  /// The bodies of one transaction so far.
  private struct Batch {
    var finished: [Finished] = []
    /// The newest audit line that one of them wrote.
    var head: AuditHead?
    /// The newest of all, where it is known.
    var newest: AuditHead?
    /// Why the whole transaction cannot stand any more.
    var broken: StoreError?
  }

  /// - Parameter newest: the newest audit line, where it is known.
  /// - Returns: the same afterwards.
  private func runBatch(_ first: StoreJob, after newest: AuditHead?) -> AuditHead? {
    let changesBefore = connection.totalChanges
    do {
      try connection.run("BEGIN IMMEDIATE")
    } catch {
      // Whoever waits already would only wait for the same answer.
      refuse([first.fail] + queue.drain().map(\.fail), error)
      return nil
    }
    var batch = Batch(newest: newest)
    let start = ContinuousClock.now
    var next: StoreJob? = first
    while let job = next {
      run(job, in: &batch)
      let isFull =
        batch.broken != nil || batch.finished.count >= limits.bodies
        || ContinuousClock.now - start >= limits.gathering
      next = isFull ? nil : queue.nextWaiting()
    }
    do {
      if let broken = batch.broken { throw broken }
      let syncing = ContinuousClock.now
      try connection.run("COMMIT")
      observe?(.commit, ContinuousClock.now - syncing)
    } catch {
      if connection.isInTransaction { try? connection.execute("ROLLBACK") }
      refuse(batch.finished.map(\.fail), error)
      return nil
    }
    if connection.totalChanges != changesBefore { counters.commits.add(1, ordering: .relaxed) }
    counters.writes.add(batch.finished.count, ordering: .relaxed)
    if let head = batch.head { headKeeper?.keep(head) }
    for body in batch.finished { for action in body.actions { action() } }
    for body in batch.finished { body.answer() }
    return batch.newest
  }

  /// Runs one body in its savepoint.
  ///
  /// What a body decides rests on what it saw, which stands only once the batch is committed: its own
  /// error too is told after that.
  private func run(_ job: StoreJob, in batch: inout Batch) {
    let transaction = SQLiteTransaction(connection, headBefore: batch.newest)
    var finished = Finished(answer: {}, fail: job.fail, actions: [])
    do {
      try connection.run("SAVEPOINT body")
      do {
        defer { transaction.end() }
        finished = Finished(
          answer: try job.run(transaction), fail: job.fail, actions: transaction.actions)
      } catch {
        finished = Finished(answer: { job.fail(error) }, fail: job.fail, actions: [])
        // SQLite rolls the whole transaction back by itself after some errors, such as a full disk.
        guard connection.isInTransaction else { throw error }
        try connection.run("ROLLBACK TO body")
        try connection.run("RELEASE body")
        batch.finished.append(finished)
        return
      }
      try connection.run("RELEASE body")
      if let appended = transaction.appended {
        batch.head = appended
        batch.newest = appended
      }
    } catch {
      batch.broken = Self.storeError(error)
    }
    batch.finished.append(finished)
  }

  private func refuse(_ waiting: [@Sendable (any Error) -> Void], _ error: any Error) {
    counters.failedCommits.add(1, ordering: .relaxed)
    let error = Self.storeError(error)
    for fail in waiting { fail(error) }
  }

  private static func storeError(_ error: any Error) -> StoreError {
    if let failure = error as? SQLiteFailure {
      if case .unavailable = failure.storeError { return failure.storeError }
      return .unavailable(failure.message)
    }
    if let error = error as? StoreError, case .unavailable = error { return error }
    return .unavailable("the transaction was rolled back by an earlier error")
  }
}
