import CSQLite
import Synchronization
import Threads

/// Merges the write-ahead log into the store, on a thread and a connection of its own: the merge syncs the
/// store's file, for which no sign-in is to wait.
///
/// The most of it is done while others write. The rest, the few pages that were written meanwhile, while
/// nobody does: only a log that is merged as a whole, and that no reader needs, begins anew
/// (https://www.sqlite.org/wal.html, 2.3 and 6). Where that fails, for a full disk or a long reader, it is
/// tried again after a second, and on a full disk with the first commit that there is room for: the log would take
/// that room, and the store's file would never get it.
// @unchecked Sendable: `connection` is the thread's, `nextMerge` and `before` the leader's, `isRung` the monitor's.
final class LogMerger: @unchecked Sendable {
  /// Pages in the log before it is merged.
  private static let pages = 1_000

  private let connection: SQLiteConnection
  private let queue: JobQueue
  private let monitor = Monitor()
  private var isRung = false
  private let isEnding = Atomic(false)
  /// The disk did not take the last merge.
  private let isOwed = Atomic(false)
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
    ring()
  }

  private func ring() {
    monitor.withLock {
      isRung = true
      monitor.signal()
    }
  }

  /// Until it is rung for, or a second has passed.
  private func sleep(aSecondAtMost: Bool) {
    let end = Monitor.Moment(secondsFromNow: 1)
    monitor.withLock {
      while !isRung {
        guard aSecondAtMost else {
          monitor.wait()
          continue
        }
        if !monitor.wait(until: end) { break }
      }
      isRung = false
    }
  }

  /// So many pages are in the log after a commit.
  private func note(pages: Int) {
    if pages < before { nextMerge = Self.pages }
    before = pages
    guard pages >= nextMerge || isOwed.load(ordering: .relaxed) else { return }
    isOwed.store(false, ordering: .relaxed)
    // Until the log begins anew, only after as many pages again.
    nextMerge = pages + Self.pages
    ring()
  }

  private func work() {
    // At first there is what an earlier process has left.
    var beginsAnew = false
    while true {
      sleep(aSecondAtMost: !beginsAnew)
      if isEnding.load(ordering: .sequentiallyConsistent) { return }
      // As much as can be merged without making anybody wait.
      var code = merge(SQLITE_CHECKPOINT_PASSIVE)
      if code == SQLITE_OK { code = mergeRest() }
      beginsAnew = code == SQLITE_OK
      isOwed.store(!beginsAnew && code & 0xff != SQLITE_BUSY, ordering: .relaxed)
    }
  }

  private func merge(_ mode: Int32) -> Int32 {
    (try? connection.withHandle { sqlite3_wal_checkpoint_v2($0, nil, mode, nil, nil) })
      ?? SQLITE_MISUSE
  }

  /// - Returns: SQLITE_OK where the next commit begins the log anew, SQLITE_BUSY where it was not the time.
  private func mergeRest() -> Int32 {
    let turn = Bell()
    let job = StoreJob { _ in }
    job.caller = .keeper(turn)
    switch queue.enter(job) {
    case .lead: break
    case nil: turn.wait()
    case .done, .full, .closed: return SQLITE_BUSY
    }
    let code = merge(SQLITE_CHECKPOINT_RESTART)
    if queue.passOn() { end() }
    return code
  }
}
