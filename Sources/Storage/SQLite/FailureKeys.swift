import Identity
import Synchronization

/// Which keys have failures counted, in memory: nearly every attempt asks for, and clears, keys that have none.
///
/// It may name a key that has no row (one whose transaction was rolled back, say), which costs a look; it
/// never lacks one that has. A key is added before its row is committed and taken out after its row is gone
/// for good, so that a reader of an older state learns of a newer one at the most.
final class FailureKeys: Sendable {
  /// A key as the table's columns hold it.
  struct Row: Hashable {
    let kind: String
    let subject: [UInt8]
  }

  private let rows: Mutex<Set<Row>>

  init(_ rows: Set<Row> = []) { self.rows = Mutex(rows) }

  /// Those of a store that is being opened.
  convenience init(reading connection: SQLiteConnection) throws {
    var rows: Set<Row> = []
    try connection.run("SELECT kind, subject FROM failures") {
      rows.insert(Row(kind: $0.text(0), subject: $0.blob(1)))
    }
    self.init(rows)
  }

  /// Whether the table has to be asked. The row is only made where there are any at all.
  func mayHold(_ row: @autoclosure () -> Row) -> Bool {
    rows.withLock { !$0.isEmpty && $0.contains(row()) }
  }

  func add(_ row: Row) { _ = rows.withLock { $0.insert(row) } }

  /// Takes over what a committed transaction did, in its order.
  func settle(_ changes: [(row: Row, isThere: Bool)]) {
    guard !changes.isEmpty else { return }
    rows.withLock { rows in
      for (row, isThere) in changes {
        if isThere { rows.insert(row) } else { rows.remove(row) }
      }
    }
  }
}
