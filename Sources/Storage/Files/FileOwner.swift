import Glibc

/// Whose a file is: what root has to hand over when it writes in the place of a service's user.
public struct FileOwner: Sendable, Equatable {
  public let user: UInt32
  public let group: UInt32

  /// - Returns: `nil` when there is no such file.
  public init?(of path: String) {
    var found = stat()
    guard stat(path, &found) == 0 else { return nil }
    user = found.st_uid
    group = found.st_gid
  }

  /// The owner of the store at `path`, or of its folder while there is no store.
  public init?(ofStoreAt path: String) {
    if let owner = Self(of: path) ?? Self(of: PrivateFile.folder(of: path)) {
      self = owner
    } else {
      return nil
    }
  }

  /// Hands a file over. Only root may; for others it is theirs already and nothing happens.
  ///
  /// The folder is the other user's, who may put anything under the name meanwhile: only what was opened
  /// is handed over, and only a regular file with no second name, so that no link leads elsewhere.
  /// - Throws: `StorageError`.
  public func give(_ path: String) throws {
    guard geteuid() == 0 else { return }
    let fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard fd >= 0 else { throw StorageError.system("opening \(path)", errno) }
    defer { close(fd) }
    try give(descriptor: fd, named: path)
  }

  func give(descriptor fd: Int32, named path: String) throws(StorageError) {
    guard geteuid() == 0 else { return }
    var found = stat()
    guard fstat(fd, &found) == 0 else { throw StorageError.system("reading \(path)", errno) }
    guard found.st_mode & S_IFMT == S_IFREG, found.st_nlink == 1 else {
      throw StorageError(.cannotOpen, "\(path) is a link, or no file")
    }
    guard fchown(fd, user, group) == 0 else { throw StorageError.system("giving \(path)", errno) }
  }
}
