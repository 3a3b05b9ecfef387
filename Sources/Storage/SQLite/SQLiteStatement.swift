import CSQLite
import Identity

/// One prepared statement: the only owner of its handle, finalised when the last reference goes.
final class SQLiteStatement {
  private let handle: OpaquePointer
  private let database: OpaquePointer

  /// - Parameter database: must stay open longer than the statement; the connection sees to it.
  init(_ sql: String, in database: OpaquePointer) throws(SQLiteFailure) {
    var handle: OpaquePointer?
    var sql = sql
    let code = sql.withUTF8 { text in
      text.withMemoryRebound(to: CChar.self) {
        sqlite3_prepare_v3(
          database, $0.baseAddress, Int32($0.count), UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil
        )
      }
    }
    guard code == SQLITE_OK, let handle else {
      sqlite3_finalize(handle)
      throw SQLiteConnection.failure(of: database, code)
    }
    self.handle = handle
    self.database = database
  }

  deinit { sqlite3_finalize(handle) }

  /// Runs to the end, giving each row to `row`. The statement is reset in every case, so that it holds
  /// no lock and no pointer to a value afterwards.
  func run(_ values: [SQLiteValue], row: (SQLiteRow) throws -> Void) throws {
    defer {
      // Its result repeats the error of `step`, which was thrown already.
      sqlite3_reset(handle)
      sqlite3_clear_bindings(handle)
    }
    for (index, value) in values.enumerated() { try bind(value, at: Int32(index + 1)) }
    while true {
      switch sqlite3_step(handle) {
      case SQLITE_ROW: try row(SQLiteRow(handle: handle))
      case SQLITE_DONE: return
      case let code: throw SQLiteConnection.failure(of: database, code)
      }
    }
  }

  private func bind(_ value: SQLiteValue, at index: Int32) throws(SQLiteFailure) {
    let code =
      switch value {
      case .null: sqlite3_bind_null(handle, index)
      case .integer(let number): sqlite3_bind_int64(handle, index, number)
      // A nil pointer would bind NULL, and an empty string may have one.
      case .text(let text) where text.isEmpty:
        sqlite3_bind_text(handle, index, "", 0, transient)
      case .text(var text):
        text.withUTF8 { bytes in
          bytes.withMemoryRebound(to: CChar.self) {
            sqlite3_bind_text64(
              handle, index, $0.baseAddress, UInt64($0.count), transient, UInt8(SQLITE_UTF8))
          }
        }
      case .blob(let bytes) where bytes.isEmpty: sqlite3_bind_zeroblob(handle, index, 0)
      case .blob(let bytes):
        sqlite3_bind_blob64(handle, index, bytes, UInt64(bytes.count), transient)
      }
    guard code == SQLITE_OK else { throw SQLiteConnection.failure(of: database, code) }
  }
}

/// `SQLITE_TRANSIENT`, a cast in a macro: SQLite copies the bytes before the call returns.
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

/// The row that a statement stands on. Valid inside the closure it is given to; values are copied out.
///
/// A column of the wrong shape is damage: the schema is strict and every row was written by this code.
struct SQLiteRow {
  fileprivate let handle: OpaquePointer

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
  func flag(_ column: Int32) -> Bool { integer(column) != 0 }

  func text(_ column: Int32) -> String {
    guard let bytes = sqlite3_column_text(handle, column) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, column))
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  func blob(_ column: Int32) -> [UInt8] {
    guard let bytes = sqlite3_column_blob(handle, column) else { return [] }
    return Array(
      UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(handle, column))))
  }

  func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }
}
