import Glibc

/// Brings a store to the newest schema.
///
/// Each migration is one transaction that also moves `user_version`, so that a crash leaves either the
/// old or the new schema. Before the first one the whole file is copied to `<path>.before-N`, N being
/// that migration's number; the last two copies are kept.
struct Migrator {
  static let keptCopies = 2

  let path: String
  let migrations: [String]

  func run(on connection: SQLiteConnection) throws {
    let version = Int(try connection.integer("PRAGMA user_version"))
    guard version < migrations.count else { return }
    if version > 0 {
      try SQLiteCopy.copy(connection, to: "\(path).before-\(version + 1)")
      try removeOldCopies()
    }
    for number in (version + 1)...migrations.count {
      do {
        try connection.execute("BEGIN IMMEDIATE")
        try connection.execute(migrations[number - 1])
        try connection.execute("PRAGMA user_version = \(number)")
        if number == 1 {
          try connection.execute("PRAGMA application_id = \(Schema.applicationID)")
        }
        try connection.execute("COMMIT")
      } catch {
        if connection.isInTransaction { try? connection.execute("ROLLBACK") }
        throw StorageError(
          .migrationFailed,
          "migration \(number): SQLite \(error.code): \(error.message)")
      }
    }
  }

  private func removeOldCopies() throws(StorageError) {
    let folder = PrivateFile.folder(of: path)
    let prefix = PrivateFile.name(of: path) + ".before-"
    let numbers = try Self.names(in: folder).compactMap { name in
      name.hasPrefix(prefix) ? Int(name.dropFirst(prefix.count)) : nil
    }
    for number in numbers.sorted().dropLast(Self.keptCopies) {
      try PrivateFile.remove("\(path).before-\(number)")
    }
  }

  private static func names(in folder: String) throws(StorageError) -> [String] {
    guard let stream = opendir(folder) else {
      throw StorageError.system("reading \(folder)", errno)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names
  }
}
