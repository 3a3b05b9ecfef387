import Identity
import Synchronization

/// One reading thread with a connection of its own: each body sees one snapshot, the writer goes on
/// meanwhile.
final class SnapshotReader: Sendable {
  private let connection: SQLiteConnection
  private let queue: JobQueue
  private let counters: StoreCounters

  init(connection: SQLiteConnection, queue: JobQueue, counters: StoreCounters) {
    self.connection = connection
    self.queue = queue
    self.counters = counters
  }

  /// The thread's whole life: until the queue is closed and empty.
  func work() {
    while let job = queue.next() { run(job) }
    connection.close()
  }

  private func run(_ job: StoreJob) {
    let transaction = SQLiteTransaction(connection)
    do {
      try connection.run("BEGIN")
      defer { if connection.isInTransaction { try? connection.run("ROLLBACK") } }
      let answer: @Sendable () -> Void
      do {
        defer { transaction.end() }
        answer = try job.run(transaction)
      }
      try connection.run("COMMIT")
      counters.reads.add(1, ordering: .relaxed)
      for action in transaction.actions { action() }
      answer()
    } catch {
      job.fail((error as? SQLiteFailure)?.storeError ?? error)
    }
  }
}
