import Foundation
import Glibc
import Identity
import TestKit
import Testing

@testable import Storage

@Suite struct AuditHeadFileTests {
  /// A keyed checksum: enough to tell keys and changes apart.
  private static func mac(_ key: UInt8) -> AuditHeadFile.MAC {
    { bytes in
      (0..<32).map { place in
        bytes.enumerated().reduce(key &+ UInt8(place)) { sum, next in
          (sum &* 31) &+ (next.element ^ UInt8(truncatingIfNeeded: next.offset))
        }
      }
    }
  }

  private static func make(_ path: String) throws -> AuditHeadFile {
    try AuditHeadFile(path: path, mac: mac(1)) { Issue.record("\($0.debugDescription)") }
  }

  private static let heads = [
    AuditHead(sequence: 1, hash: Sample.digest(1)),
    AuditHead(sequence: Int64.max, hash: Sample.digest(0)),
    AuditHead(sequence: 0x0102_0304_0506_0708, hash: Sample.digest()),
  ]

  @Test("a head is read back as kept, from a file of mode 0600 that never grows")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/head"
    let file = try Self.make(path)
    #expect(try AuditHeadFile.read(path: path, mac: Self.mac(1)) == nil)
    for head in Self.heads {
      file.keep(head)
      #expect(try AuditHeadFile.read(path: path, mac: Self.mac(1)) == head)
      #expect(PrivateFile.size(of: path) == 80)
    }
    #expect(PrivateFile.mode(of: path) == 0o600)
    _ = try Self.make(path)
    #expect(try AuditHeadFile.read(path: path, mac: Self.mac(1)) == Self.heads.last)
  }

  @Test("the first head of a new file is synced before the call returns, and no later one")
  func firstIsSynced() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/head"
    let sizes = Record<[Int64?]>([])
    func opened(failing: Bool = false) throws -> AuditHeadFile {
      try AuditHeadFile(path: path, mac: Self.mac(1)) { _ in
        sizes.withLock { $0.append(PrivateFile.size(of: path)) }
        guard failing else { return 0 }
        errno = EIO
        return -1
      } onFailure: {
        #expect(failing, "\($0.debugDescription)")
      }
    }
    // A sync that failed is made up for by the next head.
    let refused = try opened(failing: true)
    refused.keep(Self.heads[0])
    refused.keep(Self.heads[0])
    #expect(sizes.withLock { $0 } == [80, 80])
    try Data().write(to: URL(fileURLWithPath: path))
    let file = try opened()
    for head in Self.heads { file.keep(head) }
    #expect(sizes.withLock { $0 } == [80, 80, 80])
    try opened().keep(Self.heads[0])
    #expect(sizes.withLock { $0 }.count == 3)
  }

  @Test("a missing file is missing; one of another key, cut, longer or changed anywhere is damaged")
  func damage() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/head"
    let read = { try AuditHeadFile.read(path: path, mac: Self.mac(1)) }
    #expect(OpeningTests.code { _ = try read() } == .missing)
    try Self.make(path).keep(Self.heads[2])
    #expect(
      OpeningTests.code { _ = try AuditHeadFile.read(path: path, mac: Self.mac(2)) } == .damaged)
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    var forgeries = (0..<80).map { place in
      var bytes = whole
      bytes[place] ^= 1
      return bytes
    }
    forgeries += [Array(whole.dropLast()), whole + [0], Array(whole.prefix(1))]
    for forgery in forgeries {
      try Data(forgery).write(to: URL(fileURLWithPath: path))
      #expect(OpeningTests.code { _ = try read() } == .damaged)
    }
    try Data(whole).write(to: URL(fileURLWithPath: path))
    #expect(try read() == Self.heads[2])
  }

  @Test("a head that cannot be written is told, not swallowed")
  func failure() throws {
    let told = Record<[StorageError.Code]>([])
    let file = try AuditHeadFile(path: "/dev/full", mac: Self.mac(1)) { error in
      told.withLock { $0.append(error.code) }
    }
    file.keep(Self.heads[0])
    #expect(told.withLock { $0 } == [.unavailable])
    let folder = try TemporaryFolder()
    #expect(OpeningTests.code { _ = try Self.make(folder.path + "/none/head") } == .missing)
  }

  @Test("the file follows the store commit by commit")
  func follows() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/head"
    let store = try SQLiteStore(path: folder.path + "/store", headKeeper: try Self.make(path))
    for number in Int64(1)...5 {
      try await store.write { try $0.audit.append(Sample.line(number)) }
      let head = try await store.read { try $0.audit.head() }
      #expect(try AuditHeadFile.read(path: path, mac: Self.mac(1)) == head)
    }
    await store.close()
  }
}
