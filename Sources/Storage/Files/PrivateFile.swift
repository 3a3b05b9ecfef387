import Glibc

/// Files that only their owner may read.
enum PrivateFile {
  /// Makes an empty file of mode 0600, whatever the umask; an existing one is left as it is.
  ///
  /// SQLite gives `-wal` and `-shm` the mode of the database file, so that they follow.
  static func create(_ path: String) throws(StorageError) {
    let fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard fd >= 0 else {
      if errno == EEXIST { return }
      throw StorageError.system("making \(path)", errno)
    }
    defer { close(fd) }
    guard fchmod(fd, 0o600) == 0 else { throw StorageError.system("protecting \(path)", errno) }
    try syncFolder(of: path)
  }

  /// Takes away what group and others may do; the owner's own rights stay, so that a file made
  /// read-only on purpose is not made writable.
  static func tighten(_ path: String) throws(StorageError) {
    guard let mode = mode(of: path) else { throw StorageError.system("reading \(path)", errno) }
    guard mode & 0o077 != 0 else { return }
    guard chmod(path, mode & 0o700) == 0 else {
      throw StorageError.system("protecting \(path)", errno)
    }
  }

  /// The permission bits, or `nil` when there is no such file.
  static func mode(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
  }

  static func size(of path: String) -> Int64? {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : nil
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Makes new names in a folder survive a power cut.
  static func syncFolder(of path: String) throws(StorageError) {
    let folder = Self.folder(of: path)
    let fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard fd >= 0 else { throw StorageError.system("opening \(folder)", errno) }
    defer { close(fd) }
    guard fsync(fd) == 0 else { throw StorageError.system("syncing \(folder)", errno) }
  }

  static func move(_ from: String, to: String) throws(StorageError) {
    guard rename(from, to) == 0 else { throw StorageError.system("renaming \(from)", errno) }
    try syncFolder(of: to)
  }

  /// - Returns: `false` when there was nothing to remove.
  @discardableResult
  static func remove(_ path: String) throws(StorageError) -> Bool {
    if unlink(path) == 0 { return true }
    if errno == ENOENT { return false }
    throw StorageError.system("removing \(path)", errno)
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func name(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }
}

extension StorageError {
  /// A failed system call.
  static func system(_ doing: String, _ code: Int32) -> StorageError {
    let reason = "\(doing): \(String(cString: strerror(code)))"
    switch code {
    case ENOENT: return StorageError(.missing, reason)
    case ENOSPC, EDQUOT, EIO: return StorageError(.unavailable, reason)
    case EROFS: return StorageError(.readOnly, reason)
    default: return StorageError(.cannotOpen, reason)
    }
  }
}
