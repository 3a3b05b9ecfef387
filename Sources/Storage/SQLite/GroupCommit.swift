import Identity
import Synchronization

/// The one writer: runs queued bodies and makes them durable many at a time.
///
/// While one batch is synced to the disk the next one gathers in the queue, so that the cost of a sync
/// is shared by as many bodies as come in the meantime; nobody is made to wait for company.
///
/// A body that throws takes nothing but its own changes back. Most that throw have changed nothing yet; where
/// one has, the batch is rolled back and its bodies run once more, now with a savepoint for each: hardly ever,
/// while a savepoint for everybody would cost a copy of each page that is changed.
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
  private let failureKeys: FailureKeys
  private let shelf: CompanyShelf
  private let observe: (@Sendable (StoreWork, Duration) -> Void)?

  init(
    connection: SQLiteConnection, queue: JobQueue, limits: Limits, counters: StoreCounters,
    headKeeper: (any AuditHeadKeeper)?, failureKeys: FailureKeys, shelf: CompanyShelf,
    observe: (@Sendable (StoreWork, Duration) -> Void)?
  ) {
    self.connection = connection
    self.queue = queue
    self.limits = limits
    self.counters = counters
    self.headKeeper = headKeeper
    self.failureKeys = failureKeys
    self.shelf = shelf
    self.observe = observe
  }

  /// The thread's whole life: until the queue is closed and empty.
  func work() {
    let rows = WriterRows()
    // Nobody else writes: the newest line is known from the last batch on.
    var newest: AuditHead?
    while let first = queue.next() { newest = runBatch(first, after: newest, rows) }
    connection.close()
  }

  /// A body that ran, and what its caller will hear if the commit succeeds.
  private struct Finished {
    let answer: @Sendable () -> Void
    var actions: [@Sendable () -> Void] = []
    var failureChanges: [(row: FailureKeys.Row, isThere: Bool)] = []
  }

  /// The bodies of one transaction so far.
  private struct Batch {
    let rows: WriterRows
    /// Each body gets a savepoint.
    var isCareful = false
    /// Those that were begun.
    var jobs: [StoreJob] = []
    var finished: [Finished] = []
    /// The newest audit line that one of them wrote.
    var head: AuditHead?
    /// The newest of all, where it is known.
    var newest: AuditHead?
  }

  /// A body threw after it had changed something, and has no savepoint to go back to.
  private struct NeedsSavepoints: Error {}

  /// - Parameter newest: the newest audit line, where it is known.
  /// - Returns: the same afterwards.
  private func runBatch(_ first: StoreJob, after newest: AuditHead?, _ rows: WriterRows)
    -> AuditHead?
  {
    let changesBefore = connection.totalChanges
    var batch = Batch(rows: rows, newest: newest)
    do {
      try connection.run("BEGIN IMMEDIATE")
    } catch {
      // Whoever waits already would only wait for the same answer.
      refuse([first.fail] + queue.drain().map(\.fail), error)
      return nil
    }
    do {
      do {
        try gather(first, into: &batch)
      } catch is NeedsSavepoints {
        try connection.run("ROLLBACK")
        rows.forgetAll()
        try connection.run("BEGIN IMMEDIATE")
        batch = Batch(rows: rows, isCareful: true, jobs: batch.jobs, newest: newest)
        for job in batch.jobs { try run(job, in: &batch) }
      }
      let syncing = ContinuousClock.now
      try commit(rows)
      observe?(.commit, ContinuousClock.now - syncing)
    } catch {
      if connection.isInTransaction { try? connection.execute("ROLLBACK") }
      rows.forgetAll()
      refuse(batch.jobs.map(\.fail), error)
      return nil
    }
    if connection.totalChanges != changesBefore { counters.commits.add(1, ordering: .relaxed) }
    counters.writes.add(batch.finished.count, ordering: .relaxed)
    if let head = batch.head { headKeeper?.keep(head) }
    for body in batch.finished {
      failureKeys.settle(body.failureChanges)
      for action in body.actions { action() }
    }
    for body in batch.finished { body.answer() }
    return batch.newest
  }

  private func commit(_ rows: WriterRows) throws {
    guard rows.hasNewCompanies else { return try connection.run("COMMIT") }
    rows.hasNewCompanies = false
    shelf.beginChange()
    defer { shelf.endChange() }
    try connection.run("COMMIT")
  }

  /// Runs the first body, and those that wait behind it while there is room.
  private func gather(_ first: StoreJob, into batch: inout Batch) throws {
    let start = ContinuousClock.now
    var next: StoreJob? = first
    while let job = next {
      batch.jobs.append(job)
      try run(job, in: &batch)
      let isFull =
        batch.finished.count >= limits.bodies || ContinuousClock.now - start >= limits.gathering
      next = isFull ? nil : queue.nextWaiting()
    }
  }

  /// Runs one body.
  ///
  /// What a body decides rests on what it saw, which stands only once the batch is committed: its own
  /// error too is told after that.
  /// - Throws: what makes the whole transaction void, or `NeedsSavepoints`.
  private func run(_ job: StoreJob, in batch: inout Batch) throws {
    let transaction = SQLiteTransaction(
      connection, headBefore: batch.newest, failureKeys: failureKeys, rows: batch.rows)
    if batch.isCareful { try connection.run("SAVEPOINT body") }
    let changesBefore = connection.totalChanges
    do {
      defer { transaction.end() }
      let answer = try job.run(transaction)
      batch.finished.append(
        Finished(
          answer: answer, actions: transaction.actions,
          failureChanges: transaction.failureChanges))
    } catch {
      // SQLite rolls the whole transaction back by itself after some errors, such as a full disk.
      guard connection.isInTransaction else { throw error }
      if batch.isCareful {
        try connection.run("ROLLBACK TO body")
        batch.rows.forgetAll()
      } else if connection.totalChanges != changesBefore {
        throw NeedsSavepoints()
      }
      batch.finished.append(Finished(answer: { job.fail(error) }))
      if batch.isCareful { try connection.run("RELEASE body") }
      return
    }
    if batch.isCareful { try connection.run("RELEASE body") }
    if let appended = transaction.appended {
      batch.head = appended
      batch.newest = appended
    }
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
