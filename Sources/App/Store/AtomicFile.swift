import Foundation
import Glibc

/// Replaces a file as a whole: written beside it with mode 0600, then renamed over it.
enum AtomicFile {
  struct Failure: Error, CustomStringConvertible {
    let path: String
    let code: Int32

    var description: String { "\(path): \(String(cString: strerror(code)))" }
  }

  /// - Parameter isDurable: the bytes and the name are on disk before this returns.
  static func write(_ bytes: [UInt8], to path: String, isDurable: Bool) throws {
    let draft = path + ".new"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw Failure(path: path, code: errno) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw abandon(draft, descriptor, path) }
      rest = rest.dropFirst(count)
    }
    if isDurable, fsync(descriptor) != 0 { throw abandon(draft, descriptor, path) }
    close(descriptor)
    guard rename(draft, path) == 0 else { throw Failure(path: path, code: errno) }
    if isDurable { try syncFolder(of: path) }
  }

  /// Makes a rename or a new name in the folder of `path` durable.
  static func syncFolder(of path: String) throws {
    let folder = (path as NSString).deletingLastPathComponent
    let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(path: path, code: errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw Failure(path: path, code: errno) }
  }

  private static func abandon(_ draft: String, _ descriptor: Int32, _ path: String) -> Failure {
    let code = errno
    close(descriptor)
    unlink(draft)
    return Failure(path: path, code: code)
  }
}
