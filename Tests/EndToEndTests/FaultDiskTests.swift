import Foundation
import Glibc
import TestKit
import Testing

/// A store on a disk that is full.
@Suite struct FaultDiskTests {
  @Test(
    "a full disk is a clear 503 that loses no session, and with room again sign-in works",
    .enabled(if: SmallDisk.canMount, "mounting a small disk takes root"))
  func full() async throws {
    let disk = try SmallDisk()
    defer { disk.unmount() }
    let environment = ["BRAMA_STORE_PATH": disk.file("brama.db")]
    let house = try await FaultHouse.start(environment: environment)
    try disk.fill()
    // The last page of the log may still have room.
    var tokens = [house.token]
    var refused: HTTPRawResponse?
    for _ in 0..<20 where refused == nil {
      let answer = try await house.ask {
        try $0.signIn(FaultHouse.administrator, FaultHouse.password)
      }
      if let token = answer.token { tokens.append(token) } else { refused = answer }
      try disk.fill()
    }
    let answer = try #require(refused)
    #expect(answer.status == 503, "\(answer.text)")
    #expect(try answer.json()["type"].string == "/problems/store-unavailable")
    #expect(answer.field("retry-after") != nil)
    #expect(try await house.status(house.token) == 200)

    try disk.empty()
    let signedIn = try await house.ask {
      try $0.signIn(FaultHouse.administrator, FaultHouse.password)
    }
    #expect(signedIn.status == 200, "\(signedIn.text)")
    tokens.append(try #require(signedIn.token))
    #expect(try await house.service.stop() == 0)
    let again = try await house.installation.serve(environment: environment)
    try await onOwnThread { [tokens] in
      let client = try FaultClient(again)
      for token in tokens { #expect(try client.status(of: token) == 200) }
    }
    try await again.stop()
  }
}

/// A file system of a few megabytes in memory.
private final class SmallDisk: Sendable {
  private let folder: TemporaryFolder

  /// Found out by doing it: root in a container may not.
  static let canMount = geteuid() == 0 && (try? SmallDisk())?.unmount() == 0

  init() throws {
    folder = try TemporaryFolder()
    let code = Self.run("/bin/mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", folder.path])
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
