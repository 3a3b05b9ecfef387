import Foundation
import Glibc
import TestKit
import Testing

/// A file system of a few megabytes in memory.
final class SmallDisk: Sendable {
  private let folder: TemporaryFolder

  /// Found out by doing it: root in a container may not.
  static let canMount = geteuid() == 0 && (try? SmallDisk())?.unmount() == 0

  init() throws {
    folder = try TemporaryFolder()
    let code = Self.run("/bin/mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", folder.path])
    guard code == 0 else {
      throw CommandProgram.Failure(description: "mount ended with \(code)")
    }
  }

  func file(_ name: String) -> String { "\(folder.path)/\(name)" }

  /// Takes all the room there is.
  func fill() throws {
    let descriptor = open(file("filler"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    for size in [65_536, 4_096, 1] {
      let bytes = [UInt8](repeating: 7, count: size)
      while write(descriptor, bytes, size) == size {}
    }
  }

  func empty() throws { try #require(unlink(file("filler")) == 0) }

  @discardableResult
  func unmount() -> Int32 { Self.run("/bin/umount", ["-l", folder.path]) }

  private static func run(_ program: String, _ arguments: [String]) -> Int32 {
    let process = ChildProcess()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return -1 }
    process.waitUntilExit()
    return process.terminationStatus
  }
}
