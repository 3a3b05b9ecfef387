import Identity
import Synchronization

/// The one way to write: bodies are made durable many at a time.
///
/// Who comes while nobody writes leads a commit, on its own thread; while that is synced to the disk others
/// gather in the queue, the first of whom leads the next one for all of them. So the cost of a sync is shared
/// by as many bodies as come in the meantime, and nobody is made to wait for company.
///
/// A body that throws takes nothing but its own changes back. Most that throw have changed nothing yet; where
/// one has, the batch is rolled back and its bodies run once more, now with a savepoint for each: hardly ever,
/// while a savepoint for everybody would cost a copy of each page that is changed.
// @unchecked Sendable: `rows` and `newest` are the leader's.
final class GroupCommit: @unchecked Sendable {
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
  private let rows = WriterRows()
  /// The newest audit line, from the last commit on: nobody else writes.
  private var newest: AuditHead?

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

  /// Leads one commit, which begins with this job, and passes the lead on. On a thread that may block.
  /// - Returns: whether this was the last leader of a closed queue.
  func lead(_ first: StoreJob) -> Bool {
    let others = commit(first)
    let isOver = queue.passOn()
    for job in others { job.tell(.done) }
    return isOver
  }

  /// A body that ran, and what is to be done once its commit stands.
  private struct Finished {
    var actions: [@Sendable () -> Void] = []
    var failureChanges: [(row: FailureKeys.Row, isThere: Bool)] = []
  }

  /// The bodies of one transaction so far.
  private struct Batch {
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

  /// Runs the first body and those that gather behind it.
  /// - Returns: the jobs of the others; each, like the first, knows how it went.
  private func commit(_ first: StoreJob) -> ArraySlice<StoreJob> {
    let changesBefore = connection.totalChanges
    var batch = Batch(newest: newest)
    do {
      try connection.run("BEGIN IMMEDIATE")
    } catch {
      // Whoever waits already would only wait for the same answer.
      return refuse([first] + queue.drain(), error)
    }
    do {
      do {
        try gather(first, into: &batch)
      } catch is NeedsSavepoints {
        try connection.run("ROLLBACK")
        rows.forgetAll()
        try connection.run("BEGIN IMMEDIATE")
        batch = Batch(isCareful: true, jobs: batch.jobs, newest: newest)
        for job in batch.jobs { try run(job, in: &batch) }
      }
      let syncing = ContinuousClock.now
      try commitChanges()
      observe?(.commit, ContinuousClock.now - syncing)
    } catch {
      if connection.isInTransaction { try? connection.execute("ROLLBACK") }
      rows.forgetAll()
      return refuse(batch.jobs, error)
    }
    if connection.totalChanges != changesBefore { counters.commits.add(1, ordering: .relaxed) }
    counters.writes.add(batch.finished.count, ordering: .relaxed)
    if let head = batch.head { headKeeper?.keep(head) }
    for body in batch.finished {
      failureKeys.settle(body.failureChanges)
      for action in body.actions { action() }
    }
    newest = batch.newest
    return batch.jobs.dropFirst()
  }

  private func commitChanges() throws {
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
      connection, headBefore: batch.newest, failureKeys: failureKeys, rows: rows)
    job.error = nil
    if batch.isCareful { try connection.run("SAVEPOINT body") }
    let changesBefore = connection.totalChanges
    do {
      defer { transaction.end() }
      try job.body(transaction)
      batch.finished.append(
        Finished(actions: transaction.actions, failureChanges: transaction.failureChanges))
    } catch {
      // SQLite rolls the whole transaction back by itself after some errors, such as a full disk.
      guard connection.isInTransaction else { throw error }
      if batch.isCareful {
        try connection.run("ROLLBACK TO body")
        rows.forgetAll()
      } else if connection.totalChanges != changesBefore {
        throw NeedsSavepoints()
      }
      job.error = error
      batch.finished.append(Finished())
      if batch.isCareful { try connection.run("RELEASE body") }
      return
    }
    if batch.isCareful { try connection.run("RELEASE body") }
    if let appended = transaction.appended {
      batch.head = appended
      batch.newest = appended
    }
  }

  private func refuse(_ jobs: [StoreJob], _ error: any Error) -> ArraySlice<StoreJob> {
    counters.failedCommits.add(1, ordering: .relaxed)
    newest = nil
    let error = Self.storeError(error)
    for job in jobs { job.error = error }
    return jobs.dropFirst()
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
