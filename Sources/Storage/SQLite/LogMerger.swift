import CSQLite
import Synchronization
import Threads

/// Merges the write-ahead log into the store, on a thread and a connection of its own: the merge syncs the
/// store's file, for which no sign-in is to wait.
///
/// The most of it is done while others write. The rest, the few pages that were written meanwhile, while
/// nobody does: only a log that is merged as a whole begins anew (https://www.sqlite.org/wal.html, 2.3 and 6).
/// A merge that fails, on a full disk say, leaves the log as it is; the next one comes with the next pages.
// @unchecked Sendable: `connection` is the thread's, `nextMerge` and `before` the leader's.
final class LogMerger: @unchecked Sendable {
  /// Pages in the log before it is merged.
  private static let pages = 1_000

  private let connection: SQLiteConnection
  private let queue: JobQueue
  private let bell = Bell()
  private let isEnding = Atomic(false)
  private var nextMerge = LogMerger.pages
  private var before = 0

  init(connection: SQLiteConnection, queue: JobQueue) {
    self.connection = connection
    self.queue = queue
  }

  /// Starts the thread, which keeps itself alive until `end`.
  /// - Parameter last: run on it when it is over, after its connection was closed.
  /// - Throws: `unavailable` where the system gives no more threads.
  func start(last: @escaping @Sendable () -> Void) throws(StorageError) {
    let code = DetachedThread.start(named: "store-merge", stackBytes: 1 << 20) { [self] in
      work()
      connection.close()
      last()
    }
    guard code == 0 else { throw StorageError.system("starting a thread", code) }
  }

  /// From now on the commits of this connection tell how long the log is. SQLite merges nothing by itself then.
  func watch(_ writer: SQLiteConnection) throws {
    try writer.withHandle {
      _ = sqlite3_wal_hook(
        $0,
        { context, _, _, pages in
          // The pointer is the merger below, which the owner of the connection holds.
          if let context {
            Unmanaged<LogMerger>.fromOpaque(context).takeUnretainedValue().note(pages: Int(pages))
          }
          return SQLITE_OK
        }, Unmanaged.passUnretained(self).toOpaque())
    }
  }

  /// Ends the thread after the merge under way.
  func end() {
    isEnding.store(true, ordering: .sequentiallyConsistent)
    bell.ring()
  }

  /// So many pages are in the log after a commit.
  private func note(pages: Int) {
    if pages < before { nextMerge = Self.pages }
    before = pages
    guard pages >= nextMerge else { return }
    // Until the log begins anew, only after as many pages again.
    nextMerge = pages + Self.pages
    bell.ring()
  }

  private func work() {
    while true {
      bell.wait()
      if isEnding.load(ordering: .sequentiallyConsistent) { return }
      merge()
      mergeRest()
    }
  }

  /// As much as can be merged without making anybody wait.
  private func merge() {
    try? connection.withHandle {
      _ = sqlite3_wal_checkpoint_v2($0, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    }
  }

  private func mergeRest() {
    let turn = Bell()
    let job = StoreJob { _ in }
    job.caller = .keeper(turn)
    switch queue.enter(job) {
    case .lead: break
    case nil: turn.wait()
    case .done, .full, .closed: return
    }
    merge()
    if queue.passOn() { end() }
  }
}
