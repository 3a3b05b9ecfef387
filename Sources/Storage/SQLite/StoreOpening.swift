import Glibc

/// The steps from a path to connections that may be used.
struct StoreOpening {
  let path: String
  let options: SQLiteStore.Options
  let migrations: [String]

  func lock() throws(StorageError) -> StoreLock {
    let folder = PrivateFile.folder(of: path)
    guard PrivateFile.isFolder(folder) else {
      throw StorageError(.cannotOpen, "there is no folder \(folder)")
    }
    return try StoreLock(path: path + ".lock")
  }

  func openWriter() throws -> SQLiteConnection {
    // Before SQLite has the file open: closing any descriptor of it would drop SQLite's locks.
    try PrivateFile.create(path)
    try PrivateFile.tighten(path)
    do {
      let connection = try SQLiteConnection(path: path, access: .readWrite)
      try checkIdentity(connection)
      guard !connection.isReadOnly else {
        throw StorageError(.readOnly, "\(path) could be opened for reading only")
      }
      if PrivateFile.size(of: path) ?? 0 <= options.checkedSize { try Self.checkPages(connection) }
      try configureWriter(connection)
      try Migrator(path: path, migrations: migrations).run(on: connection)
      return connection
    } catch let failure as SQLiteFailure {
      throw failure.storageError("opening \(path)")
    }
  }

  func openReader() throws(StorageError) -> SQLiteConnection {
    do {
      let connection = try SQLiteConnection(path: path, access: .readOnly)
      try connection.execute(
        "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -500")
      return connection
    } catch {
      throw error.storageError("opening \(path)")
    }
  }

  /// What merges the log; it changes nothing else. It waits for the readers of an old state, but hardly:
  /// meanwhile nobody writes.
  func openMerger() throws(StorageError) -> SQLiteConnection {
    do {
      let connection = try SQLiteConnection(path: path, access: .readWrite)
      try connection.execute(
        "PRAGMA synchronous = FULL; PRAGMA cache_size = 0; PRAGMA busy_timeout = 20")
      return connection
    } catch {
      throw error.storageError("opening \(path)")
    }
  }

  func readFailureKeys(_ connection: SQLiteConnection) throws -> FailureKeys {
    do {
      return try FailureKeys(reading: connection)
    } catch let failure as SQLiteFailure {
      throw failure.storageError("reading \(path)")
    }
  }

  /// Ours, and not from the future. An empty file is a store that is still to be made.
  func checkIdentity(_ connection: SQLiteConnection) throws {
    let version = try connection.integer("PRAGMA user_version")
    let application = try connection.integer("PRAGMA application_id")
    let tables = try connection.integer("SELECT count(*) FROM sqlite_schema")
    if version == 0, application == 0, tables == 0 { return }
    guard application == Schema.applicationID else {
      throw StorageError(.foreign, "\(path) has the application id \(application)")
    }
    guard version <= migrations.count else {
      throw StorageError(
        .newerSchema, "\(path) has schema \(version), the newest known is \(migrations.count)")
    }
  }

  /// - Throws: `StorageError.damaged` with the first finding.
  static func checkPages(_ connection: SQLiteConnection) throws {
    var finding = "ok"
    try connection.run("PRAGMA quick_check(1)") { finding = $0.text(0) }
    guard finding == "ok" else { throw StorageError(.damaged, finding) }
  }

  private func configureWriter(_ connection: SQLiteConnection) throws {
    var mode = ""
    try connection.run("PRAGMA journal_mode = WAL") { mode = $0.text(0) }
    guard mode == "wal" else {
      throw StorageError(.cannotOpen, "\(path): the folder allows no write-ahead log")
    }
    // FULL syncs the log at every commit: "WAL mode does lose durability" with less
    // (https://www.sqlite.org/pragma.html#pragma_synchronous).
    // FAST overwrites what is deleted as far as it costs no further page.
    // The cache holds the upper pages of every index; the system has the rest in its own cache.
    // The log is cut back after it grew past 64 MiB under a long reader.
    try connection.execute(
      """
      PRAGMA synchronous = FULL;
      PRAGMA secure_delete = FAST;
      PRAGMA recursive_triggers = ON;
      PRAGMA temp_store = MEMORY;
      PRAGMA cache_size = -2000;
      PRAGMA journal_size_limit = 67108864;
      """)
    if let limit = options.pageLimit { try connection.execute("PRAGMA max_page_count = \(limit)") }
  }
}
