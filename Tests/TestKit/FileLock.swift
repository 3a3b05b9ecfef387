import Foundation
import Glibc

/// A lock among test processes, on a file below `TestCache`; held until the last reference goes.
final class FileLock: Sendable {
  private let descriptor: Int32

  /// - Returns: nil while another process, or another part of this one, holds it.
  init?(_ name: String) throws {
    let path = try TestCache.path() + "/\(name).lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw SlapdProgram.Failure(description: "\(path): \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      return nil
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Waits for it, two minutes at most: another process may be making what it guards.
  static func acquire(_ name: String) async throws -> FileLock {
    let end = ContinuousClock.now + .seconds(120)
    while true {
      if let lock = try FileLock(name) { return lock }
      guard ContinuousClock.now < end else {
        throw SlapdProgram.Failure(description: "waited in vain for the lock \(name)")
      }
      try await Task.sleep(for: .milliseconds(50))
    }
  }
}

/// What is dear to make is made once for all test processes of one user: servers set up, but not started.
enum TestCache {
  static func path() throws -> String {
    let path = FileManager.default.temporaryDirectory.path + "/brama-testkit-\(getuid())"
    if mkdir(path, 0o700) != 0, errno != EEXIST {
      throw SlapdProgram.Failure(description: "\(path): \(String(cString: strerror(errno)))")
    }
    // Servers run as root on what lies in it: nobody else may have put it there.
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
      status.st_uid == getuid(), status.st_mode & 0o022 == 0
    else {
      throw SlapdProgram.Failure(description: "\(path) is no folder of this user alone")
    }
    return path
  }

  /// The folder of that name, made by `make` (which fills an empty folder) unless it is there.
  /// - Parameter name: says by a version what is in it.
  static func folder(
    _ name: String, make: (_ folder: String) async throws -> Void
  ) async throws -> String {
    let path = try path() + "/" + name
    if FileManager.default.fileExists(atPath: path) { return path }
    let lock = try await FileLock.acquire(name)
    defer { withExtendedLifetime(lock) {} }
    if FileManager.default.fileExists(atPath: path) { return path }
    let draft = path + ".draft"
    try? FileManager.default.removeItem(atPath: draft)
    try FileManager.default.createDirectory(
      atPath: draft, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    try await make(draft)
    // Whole or not at all.
    try FileManager.default.moveItem(atPath: draft, toPath: path)
    return path
  }

  /// The installed version of a Debian package.
  static func version(of package: String) async throws -> String {
    try await SlapdProgram.run("/usr/bin/dpkg-query", ["-W", "-f", "${Version}", package])
  }

  /// A short name for a text, the same in every process.
  static func digest(_ text: String) -> String {
    // FNV-1a, 64 bits; Swift's own hash differs from process to process.
    let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    return String(hash, radix: 16)
  }
}
