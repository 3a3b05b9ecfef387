import Glibc
import Threads

/// What a copy of a store is, as far as can be told without a key.
public struct StoreSummary: Sendable, Equatable {
  public let schemaVersion: Int
  public let sealedValues: Int
  public let employees: Int
  /// The newest line of the audit log, or `nil` when it is empty.
  public let auditSequence: Int64?
}

extension SQLiteStore {
  /// Writes a consistent copy of the running store to `target`: one file, mode 0600, the state of one
  /// moment, while reading and writing go on. An older file of that name is replaced at the very end.
  ///
  /// The copy holds secrets sealed only: without the sealing key it cannot be used.
  /// - Parameter spared: files besides the store's own that must not be replaced, such as the head file.
  /// - Throws: `StorageError`; `cannotOpen` also when `target` is a file of this store, however spelled.
  public func backup(to target: String, sparing spared: [String] = []) async throws {
    guard PrivateFile.isFolder(PrivateFile.folder(of: target)) else {
      throw StorageError(.cannotOpen, "there is no folder \(PrivateFile.folder(of: target))")
    }
    let own = Self.suffixes.map { path + $0 } + spared
    guard
      Set(own.compactMap(FileIdentity.init)).isDisjoint(
        with: SQLiteCopy.written(for: target).compactMap(FileIdentity.init))
    else { throw StorageError(.cannotOpen, "a store is no copy of itself") }
    let opening = StoreOpening(path: path, options: Options(), migrations: Schema.migrations)
    try await OwnThread.run(named: "store-backup") {
      let source = try opening.openReader()
      defer { source.close() }
      try SQLiteCopy.copy(source, to: target)
    }
  }

  /// What the files of a store end in.
  private static let suffixes = ["", "-wal", "-shm", "-journal", ".lock"]

  /// Compares every page, row and index of the running store.
  /// - Returns: what does not agree, at most 100 findings; empty for a sound store.
  /// - Throws: `StorageError`.
  public func checkIntegrity() async throws -> [String] {
    let opening = StoreOpening(path: path, options: Options(), migrations: Schema.migrations)
    return try await OwnThread.run(named: "store-check") {
      let connection = try opening.openReader()
      defer { connection.close() }
      var findings: [String] = []
      do {
        try connection.run("PRAGMA integrity_check(100)") { findings.append($0.text(0)) }
      } catch let failure as SQLiteFailure {
        throw failure.storageError("checking")
      }
      return findings == ["ok"] ? [] : findings
    }
  }

  /// Looks through a copy made by `backup` before it takes the place of a store. Blocks.
  /// - Throws: `StorageError`: `missing`, `damaged`, `foreign`, `newerSchema`, `cannotOpen`.
  @discardableResult
  public static func validateBackup(_ path: String) throws -> StoreSummary {
    guard PrivateFile.mode(of: path) != nil else {
      throw StorageError(.missing, "there is no file \(path)")
    }
    // A store that was copied by hand has its newest commits in the log beside it.
    guard (PrivateFile.size(of: path + "-wal") ?? 0) == 0 else {
      throw StorageError(
        .cannotOpen, "\(path) has a log beside it: it is an open store, or was one")
    }
    let opening = StoreOpening(path: path, options: Options(), migrations: Schema.migrations)
    do {
      let connection = try SQLiteConnection(path: path, access: .immutable)
      defer { connection.close() }
      let version = try connection.integer("PRAGMA user_version")
      guard version > 0 else { throw StorageError(.damaged, "\(path) holds no store") }
      try opening.checkIdentity(connection)
      try StoreOpening.checkPages(connection)
      var sequence: Int64?
      try connection.run("SELECT max(sequence) FROM audit") {
        sequence = $0.isNull(0) ? nil : $0.integer(0)
      }
      return StoreSummary(
        schemaVersion: Int(version),
        sealedValues: Int(try connection.integer("SELECT count(*) FROM sealed")),
        employees: Int(try connection.integer("SELECT count(*) FROM employees")),
        auditSequence: sequence)
    } catch let failure as SQLiteFailure {
      throw failure.storageError("reading \(path)")
    }
  }

  /// Puts a copy in the place of a closed store. The store that was there stays as `<path>.replaced`,
  /// the copy where it is. Blocks.
  ///
  /// A crash on the way leaves the old store or the new one under `path`, never a mixture.
  /// - Parameter owner: whom the new store and its lock are to belong to, when root does this.
  /// - Throws: `StorageError`: those of `validateBackup`; `alreadyOpen` when a process has the store;
  ///   `unmerged` when the old store's log holds commits that cannot be kept.
  public static func replaceFile(
    at path: String, with backup: String, owner: FileOwner? = nil
  ) throws {
    try validateBackup(backup)
    let opening = StoreOpening(path: path, options: Options(), migrations: Schema.migrations)
    let lock = try opening.lock()
    defer { lock.release() }
    if let owner { try lock.give(to: owner) }
    let incoming = path + ".incoming"
    let source: SQLiteConnection
    do {
      source = try SQLiteConnection(path: backup, access: .immutable)
    } catch {
      throw error.storageError("reading \(backup)")
    }
    defer { source.close() }
    try SQLiteCopy.copy(source, to: incoming)
    do {
      // Before it has the store's name: from then on the service may open it.
      try owner?.give(incoming)
      if PrivateFile.mode(of: path) != nil { try setAside(path) }
      try PrivateFile.move(incoming, to: path)
    } catch {
      _ = try? PrivateFile.remove(incoming)
      throw error
    }
  }

  /// Gives the old store a second name, with its log merged. A log that stayed would be played into the
  /// new file, and one moved away would, after a crash, be missing from the old: so a log that holds
  /// commits and cannot be merged ends this before anything is changed.
  private static func setAside(_ path: String) throws {
    if let connection = try? SQLiteConnection(path: path, access: .readWrite) {
      // Closing the last connection merges and removes the log; reading makes SQLite look at it.
      _ = try? connection.integer("SELECT count(*) FROM sqlite_schema")
      connection.close()
    }
    guard !holdsCommits(path + "-wal") else {
      throw StorageError(.unmerged, "\(path)-wal holds commits that cannot be merged")
    }
    let old = path + ".replaced"
    for suffix in ["", "-wal", "-shm"] { try PrivateFile.remove(old + suffix) }
    guard link(path, old) == 0 else { throw StorageError.system("keeping \(path)", errno) }
    for suffix in ["-wal", "-shm"] where PrivateFile.mode(of: path + suffix) != nil {
      try PrivateFile.move(path + suffix, to: old + suffix)
    }
  }

  /// Whether SQLite would read a write-ahead log: by the first bytes, without which it takes none of it
  /// (https://www.sqlite.org/fileformat.html, 4.1). A log that cannot be read is believed to hold some.
  private static func holdsCommits(_ log: String) -> Bool {
    guard (PrivateFile.size(of: log) ?? 0) > 0 else { return false }
    let fd = open(log, O_RDONLY | O_CLOEXEC)
    guard fd >= 0 else { return true }
    defer { _ = Glibc.close(fd) }
    var first = [UInt8](repeating: 0, count: 4)
    let count = pread(fd, &first, 4, 0)
    guard count == 4 else { return count < 0 }
    return first == [0x37, 0x7f, 0x06, 0x82] || first == [0x37, 0x7f, 0x06, 0x83]
  }
}
