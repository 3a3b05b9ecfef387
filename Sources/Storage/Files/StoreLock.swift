import Glibc

/// The sole right to a store: an flock on a file beside it, let go by the kernel when the process ends,
/// however it ends.
///
/// SQLite's own locks would let a second process in; two servers on one file would each believe in their
/// own cache of sessions.
final class StoreLock: Sendable {
  private let descriptor: OwnedDescriptor

  /// A child process holds a copy of the descriptor between its fork and its exec, so a lock that was
  /// just let go may look held for a moment: it is tried again this many times, 10 ms apart.
  private static let tries = 50

  /// - Throws: `StorageError.alreadyOpen` after half a second when another open store holds it.
  init(path: String) throws(StorageError) {
    let fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard fd >= 0 else { throw StorageError.system("opening \(path)", errno) }
    let descriptor = OwnedDescriptor(fd)
    var code = EWOULDBLOCK
    for attempt in 0..<Self.tries where code == EWOULDBLOCK {
      if attempt > 0 { usleep(10_000) }
      code = flock(fd, LOCK_EX | LOCK_NB) == 0 ? 0 : errno
    }
    guard code == 0 else {
      throw code == EWOULDBLOCK
        ? StorageError(.alreadyOpen, "\(path) is locked")
        : StorageError.system("locking \(path)", code)
    }
    self.descriptor = descriptor
  }

  /// - Throws: `StorageError`.
  func give(to owner: FileOwner) throws {
    let result = descriptor.use { fd in
      Result { () throws(StorageError) in try owner.give(descriptor: fd, named: "the lock") }
    }
    try result.get()
  }

  /// The file stays: removing it would let two processes lock two different files of one name.
  func release() { descriptor.close() }
}
