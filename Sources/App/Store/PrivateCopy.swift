import Glibc

/// A whole file as a new file of mode 0600, on the disk before it is called done.
enum PrivateCopy {
  /// - Throws: `BackupProblem`, also when `path` exists: a copy never overwrites.
  static func copy(_ original: String, to path: String) throws {
    let source = open(original, O_RDONLY | O_CLOEXEC)
    guard source >= 0 else { throw BackupProblem(original) }
    defer { close(source) }
    let target = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard target >= 0 else { throw BackupProblem(path) }
    defer { close(target) }
    do {
      try copy(source, target, path)
      guard fsync(target) == 0 else { throw BackupProblem(path) }
      try FolderSync.sync(folderOf: path)
    } catch {
      unlink(path)
      throw error
    }
  }

  private static func copy(_ source: Int32, _ target: Int32, _ path: String) throws {
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(source, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw BackupProblem(path) }
      if count == 0 { return }
      var written = 0
      while written < count {
        let now = buffer.withUnsafeBytes { raw in
          write(target, raw.baseAddress.map { $0 + written }, count - written)
        }
        if now < 0, errno == EINTR { continue }
        guard now > 0 else { throw BackupProblem(path) }
        written += now
      }
    }
  }
}

public struct BackupProblem: Error, Sendable, CustomStringConvertible {
  public let description: String

  init(_ path: String) { description = "\(path): \(String(cString: strerror(errno)))" }
}
