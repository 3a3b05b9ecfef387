import CSQLite

/// One connection to the database file: the only owner of its handle and of its prepared statements.
///
/// Opened without SQLite's own mutex (SQLITE_OPEN_NOMUTEX): the object moves between threads, but is
/// used by one at a time.
// @unchecked Sendable: made on the opening thread, then handed to exactly one worker thread, which is
// the only one to touch it until it closes it.
final class SQLiteConnection: @unchecked Sendable {
  enum Access {
    case readWrite
    case readOnly
    /// A file that nobody writes, such as a finished backup: no lock and no file beside it is made.
    case immutable
  }

  /// Statements kept prepared; past it the cache starts anew. Filters make the texts many, not endless.
  static let cachedStatements = 200

  private var handle: OpaquePointer?
  private var statements: [String: SQLiteStatement] = [:]
  /// The same by where the text lies: literals stay where they are, and comparing a text with itself costs
  /// nothing, unlike the hash of all of it.
  private var literals: [UInt: (sql: String, statement: SQLiteStatement)] = [:]

  /// Counting SQLite's memory takes a lock at each allocation, and nobody asks for the sums
  /// (https://www.sqlite.org/c3ref/c_config_covering_index_scan.html#sqliteconfigmemstatus).
  private static let withoutStatistics = brama_sqlite_without_statistics()

  /// Opens an existing file; never makes one.
  init(path: String, access: Access) throws(SQLiteFailure) {
    _ = Self.withoutStatistics
    var flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_PRIVATECACHE
    var name = path
    switch access {
    case .readWrite: flags |= SQLITE_OPEN_READWRITE
    case .readOnly: flags |= SQLITE_OPEN_READONLY
    case .immutable:
      flags |= SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
      name = "file:\(Self.uriEscaped(path))?immutable=1"
    }
    var handle: OpaquePointer?
    let code = sqlite3_open_v2(name, &handle, flags, nil)
    guard code == SQLITE_OK, let handle else {
      let failure = Self.failure(of: handle, code)
      // "Whether or not an error occurs when it is opened, resources [...] should be released".
      sqlite3_close_v2(handle)
      throw failure
    }
    self.handle = handle
    // A command that reads the file by hand may hold it for a moment.
    sqlite3_busy_timeout(handle, 2_000)
  }

  deinit { close() }

  /// Finalises the statements and closes the handle; later calls fail.
  func close() {
    statements.removeAll()
    literals.removeAll()
    sqlite3_close_v2(handle)
    handle = nil
  }

  /// The raw handle for the calls of the backup interface; not to be kept.
  func withHandle<Value>(_ body: (OpaquePointer) throws -> Value) throws -> Value {
    guard let handle else { throw Self.failure(of: nil, SQLITE_MISUSE) }
    return try body(handle)
  }

  /// Runs SQL that gives no rows, several statements if need be.
  func execute(_ sql: String) throws(SQLiteFailure) {
    guard let handle else { throw Self.failure(of: nil, SQLITE_MISUSE) }
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw Self.failure(of: handle, code) }
  }

  /// Runs one statement, kept prepared for the next time.
  func run(_ sql: String, _ values: [SQLiteValue] = [], row: (SQLiteRow) throws -> Void = { _ in })
    throws
  {
    try statement(sql).run(values, row: row)
  }

  func integer(_ sql: String) throws -> Int64 {
    var value: Int64 = 0
    try run(sql) { value = $0.integer(0) }
    return value
  }

  /// Inside BEGIN and COMMIT. SQLite ends a transaction by itself after some errors (a full disk).
  var isInTransaction: Bool { handle.map { sqlite3_get_autocommit($0) == 0 } ?? false }
  /// Rows changed by the newest statement.
  var changes: Int { handle.map { Int(sqlite3_changes64($0)) } ?? 0 }
  /// Rows changed since opening.
  var totalChanges: Int64 { handle.map { sqlite3_total_changes64($0) } ?? 0 }
  /// The file was opened for reading only, whatever was asked for.
  var isReadOnly: Bool { handle.map { sqlite3_db_readonly($0, "main") == 1 } ?? true }

  private func statement(_ sql: String) throws(SQLiteFailure) -> SQLiteStatement {
    let place = Self.place(of: sql)
    if let place, let known = literals[place], known.sql == sql { return known.statement }
    if let known = statements[sql] {
      if let place {
        // Texts made at run time leave places behind.
        if literals.count >= 4 * Self.cachedStatements { literals.removeAll() }
        literals[place] = (sql, known)
      }
      return known
    }
    guard let handle else { throw Self.failure(of: nil, SQLITE_MISUSE) }
    if statements.count >= Self.cachedStatements {
      statements.removeAll()
      literals.removeAll()
    }
    let statement = try SQLiteStatement(sql, in: handle)
    statements[sql] = statement
    return statement
  }

  /// Where a text lies that is a literal of the program, or was made at run time and may be gone soon.
  private static func place(of sql: String) -> UInt? {
    // Shorter ones lie in the value itself.
    guard sql.utf8.count > 15 else { return nil }
    return sql.utf8.withContiguousStorageIfAvailable { UInt(bitPattern: $0.baseAddress) }
  }

  static func failure(of handle: OpaquePointer?, _ code: Int32) -> SQLiteFailure {
    let extended = handle.map { sqlite3_extended_errcode($0) } ?? code
    let message =
      handle.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
      ?? String(cString: sqlite3_errstr(code))
    // The handle remembers its newest error only: trust it when it speaks of this one.
    return extended & 0xff == code & 0xff
      ? SQLiteFailure(code: extended, message: message)
      : SQLiteFailure(code: code, message: String(cString: sqlite3_errstr(code)))
  }

  /// https://www.sqlite.org/uri.html: `?`, `#` and `%` must be written as escapes.
  private static func uriEscaped(_ path: String) -> String {
    var out = ""
    for character in path {
      switch character {
      case "%": out += "%25"
      case "?": out += "%3f"
      case "#": out += "%23"
      default: out.append(character)
      }
    }
    return out
  }
}
