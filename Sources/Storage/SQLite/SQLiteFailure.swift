import CSQLite
import Identity

/// What SQLite answered when it was not success.
struct SQLiteFailure: Error {
  /// The extended result code (https://www.sqlite.org/rescode.html).
  let code: Int32
  /// SQLite's own words: names of tables and columns, never values.
  let message: String

  var primaryCode: Int32 { code & 0xff }

  // Extended codes are expressions in macros, which Swift does not import: SQLITE_CONSTRAINT_PRIMARYKEY,
  // _UNIQUE, _ROWID and _TRIGGER.
  private static let uniquenessCodes: Set<Int32> = [
    SQLITE_CONSTRAINT | 6 << 8, SQLITE_CONSTRAINT | 8 << 8, SQLITE_CONSTRAINT | 10 << 8,
  ]
  private static let constraintTrigger = SQLITE_CONSTRAINT | 7 << 8

  /// Codes that only say "not now": the disk is full or failing, or the file is held by somebody.
  private var sentence: String {
    switch primaryCode {
    case SQLITE_FULL: "the disk is full"
    case SQLITE_READONLY: "the store may only be read"
    case SQLITE_IOERR: "the disk of the store fails"
    case SQLITE_CANTOPEN: "the store's files cannot be opened"
    case SQLITE_BUSY, SQLITE_LOCKED: "another program holds the store"
    case SQLITE_CORRUPT, SQLITE_NOTADB: "the store is damaged"
    case SQLITE_NOMEM: "out of memory"
    default: "the store failed"
    }
  }

  /// What the port promises its callers.
  var storeError: StoreError {
    if Self.uniquenessCodes.contains(code)
      || code == Self.constraintTrigger && message.hasPrefix("constraint failed: ")
    {
      return .duplicate(Schema.constraintName(of: message))
    }
    return .unavailable("\(sentence) (SQLite \(code): \(message))")
  }

  /// What opening, migrating and copying promise.
  func storageError(_ doing: String) -> StorageError {
    let reason = "\(doing): SQLite \(code): \(message)"
    switch primaryCode {
    case SQLITE_CORRUPT, SQLITE_NOTADB: return StorageError(.damaged, reason)
    case SQLITE_READONLY: return StorageError(.readOnly, reason)
    case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: return StorageError(.cannotOpen, reason)
    case SQLITE_BUSY, SQLITE_LOCKED: return StorageError(.alreadyOpen, reason)
    default: return StorageError(.unavailable, reason)
    }
  }
}
