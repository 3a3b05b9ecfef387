import CSQLite
import Glibc

/// A consistent copy of an open database in one file, by SQLite's online backup
/// (https://www.sqlite.org/backup.html).
enum SQLiteCopy {
  /// The names that a copy to `path` writes under.
  static func written(for path: String) -> [String] { [path, path + ".partial"] }

  /// Writes beside `path` and renames at the end: there is never half a copy under the wanted name.
  /// The copy has mode 0600 and needs no `-wal` beside it.
  static func copy(_ source: SQLiteConnection, to path: String) throws {
    let partial = path + ".partial"
    try PrivateFile.remove(partial)
    try PrivateFile.create(partial)
    do {
      try write(source, to: partial)
      try PrivateFile.move(partial, to: path)
    } catch {
      _ = try? PrivateFile.remove(partial)
      if let failure = error as? SQLiteFailure { throw failure.storageError("copying to \(path)") }
      throw error
    }
  }

  private static func write(_ source: SQLiteConnection, to path: String) throws {
    let target = try SQLiteConnection(path: path, access: .readWrite)
    defer { target.close() }
    try target.execute("PRAGMA synchronous = FULL")
    try source.withHandle { source in
      try target.withHandle { target in
        guard let backup = sqlite3_backup_init(target, "main", source, "main") else {
          throw SQLiteConnection.failure(of: target, sqlite3_errcode(target))
        }
        // All pages in one step: one read transaction, one moment in time.
        let code = sqlite3_backup_step(backup, -1)
        let finished = sqlite3_backup_finish(backup)
        guard code == SQLITE_DONE else { throw SQLiteConnection.failure(of: target, code) }
        guard finished == SQLITE_OK else { throw SQLiteConnection.failure(of: target, finished) }
      }
    }
    // The header was copied with the mark of the write-ahead log; a copy is one file.
    try target.execute("PRAGMA journal_mode = DELETE")
  }
}
