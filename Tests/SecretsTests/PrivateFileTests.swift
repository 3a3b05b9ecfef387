import Foundation
import Testing

@testable import Secrets

@Suite struct PrivateFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("A file is read to its end, also where it has more than its size says")
  func whole() throws {
    try Data("secret".utf8).write(to: URL(fileURLWithPath: folder.file("short")))
    #expect(try PrivateFile(path: folder.file("short")).bytes == Array("secret".utf8))
    try Data().write(to: URL(fileURLWithPath: folder.file("empty")))
    #expect(try PrivateFile(path: folder.file("empty")).bytes.isEmpty)
    // A regular file of size 0, as stat(2) has it.
    let status = try PrivateFile(path: "/proc/self/status").bytes
    #expect(status.count > 500 && status.starts(with: Array("Name:".utf8)) && status.last == 10)
  }

  @Test("A file of as many bytes as are allowed is read, one of more is refused")
  func limit() throws {
    let path = folder.file("file")
    for count in [1, 63, 64] {
      try Data(repeating: 7, count: count).write(to: URL(fileURLWithPath: path))
      #expect(try PrivateFile(path: path, limit: 64).bytes == Array(repeating: 7, count: count))
    }
    try Data(repeating: 7, count: 65).write(to: URL(fileURLWithPath: path))
    for path in [path, "/proc/self/status"] {
      #expect(
        throws: PrivateFileError.unreadable(path: path, reason: "larger than 64 bytes")
      ) { try PrivateFile(path: path, limit: 64) }
    }
  }
}
