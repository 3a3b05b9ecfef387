import Foundation
import Identity
import Testing

@testable import Secrets

@Suite struct SealingKeyFileTests {
  let folder: TemporaryFolder
  let random = SystemRandom()
  /// 32 bytes 0x00 … 0x1f.
  let base64 = Data((0..<32).map { UInt8($0) }).base64EncodedString()

  init() throws { folder = try TemporaryFolder() }

  @Test("A new key file has one key, mode 0600, and is never overwritten")
  func create() throws {
    let file = SealingKeyFile(path: folder.file("key"))
    let made = try file.create(random: random)
    var status = stat()
    #expect(stat(file.path, &status) == 0)
    #expect(status.st_mode & 0o7777 == 0o600)
    let read = try file.load()
    #expect(read.current.id == made.current.id)
    #expect(read.current.secret.matches(made.current.secret))
    #expect(read.older.isEmpty)
    #expect(throws: SealingKeyError.alreadyExists(path: file.path)) {
      try file.create(random: random)
    }
    #expect(try file.load().current.id == made.current.id)
  }

  @Test("A file that does not exist is called missing, with its configured name")
  func missing() {
    let file = SealingKeyFile(path: folder.file("none"))
    #expect(throws: SealingKeyError.missing(path: file.path)) { try file.load() }
  }

  @Test(
    "A key that group or others may read is refused, with its mode",
    arguments: [0o640, 0o604, 0o644, 0o660, 0o620, 0o601])
  func readable(mode: Int) throws {
    let path = try folder.write("brama-key-1 00ff10a0 \(base64)\n", to: "key", mode: mode_t(mode))
    #expect(throws: SealingKeyError.readableByOthers(path: path, mode: mode)) {
      try SealingKeyFile(path: path).load()
    }
  }

  @Test("A credential of systemd may be readable by group root, but not by everyone")
  func credential() throws {
    // Only root may give a file to group root.
    try #require(getuid() == 0)
    let path = try folder.write("brama-key-1 00ff10a0 \(base64)\n", to: "key", mode: 0o440)
    #expect(chown(path, 0, 0) == 0)
    let credential = SealingKeyFile(path: path, credentialsDirectory: folder.path)
    #expect(try credential.load().current.id == "00ff10a0")
    #expect(throws: SealingKeyError.readableByOthers(path: path, mode: 0o440)) {
      try SealingKeyFile(path: path, credentialsDirectory: folder.path + "/..").load()
    }
    chmod(path, 0o444)
    #expect(throws: SealingKeyError.readableByOthers(path: path, mode: 0o444)) {
      try credential.load()
    }
  }

  @Test(
    "A malformed file is refused with the line at fault",
    arguments: [
      ("", 1), ("# only a comment\n", 1), ("brama-key-1 00ff10a0\n", 1),
      ("brama-key-2 00ff10a0 BASE64\n", 1), ("brama-key-1 00ff10a BASE64\n", 1),
      ("brama-key-1 00FF10A0 BASE64\n", 1), ("brama-key-1 00ff10a0 AAAA\n", 1),
      ("brama-key-1 00ff10a0 ***\n", 1), ("brama-key-1 00ff10a0 BASE64 more\n", 1),
      ("# comment\nbrama-key-1 00ff10a0 BASE64\ngarbage\n", 3),
      ("brama-key-1 00ff10a0 BASE64\nbrama-key-1 00ff10a0 BASE64\n", 2),
    ])
  func malformed(text: String, line: Int) throws {
    let path = try folder.write(text.replacing("BASE64", with: base64), to: "key")
    let error = #expect(throws: SealingKeyError.self) { try SealingKeyFile(path: path).load() }
    guard case .malformed(path, line, _) = error else {
      Issue.record("not malformed at line \(line): \(String(describing: error))")
      return
    }
    #expect(error?.description.contains(base64) == false)
  }

  @Test("Bytes that are not text, a folder and a file past 64 KiB are refused")
  func unreadable() throws {
    let path = folder.file("bytes")
    try Data([0xff, 0xfe]).write(to: URL(fileURLWithPath: path))
    chmod(path, 0o600)
    #expect(throws: SealingKeyError.malformed(path: path, line: 1, reason: "not text")) {
      try SealingKeyFile(path: path).load()
    }
    let directory = SealingKeyFile(path: folder.path)
    #expect(
      throws: SealingKeyError.unreadable(path: folder.path, reason: "not a regular file")
    ) { try directory.load() }
    let large = try folder.write(String(repeating: "#", count: 65 * 1024), to: "large")
    #expect(
      throws: SealingKeyError.unreadable(path: large, reason: "larger than 65536 bytes")
    ) { try SealingKeyFile(path: large).load() }
  }

  @Test("Comments, empty lines and line ends of Windows are passed over")
  func tolerance() throws {
    let path = try folder.write(
      "# made by hand\r\n\r\n brama-key-1\t00ff10a0  \(base64) \r\n", to: "key")
    #expect(try SealingKeyFile(path: path).load().current.id == "00ff10a0")
  }

  @Test("Rotation: the new key comes first, older ones stay for opening until they are dropped")
  func rotation() throws {
    let file = SealingKeyFile(path: folder.file("key"))
    let first = try file.create(random: random).current
    // What a killed rotation leaves behind is no hindrance.
    try folder.write("half a k", to: "key.new")
    let second = try file.addKey(random: random).current
    #expect(first.id != second.id)
    let both = try file.load()
    #expect(both.all.map(\.id) == [second.id, first.id])
    let sealed = SodiumSealing(keys: SealingKeyRing(current: first)).seal(Secret("s"), as: "n")
    #expect(try SodiumSealing(keys: both).open(sealed, as: "n").matches(Secret("s")))
    #expect(try file.dropOlderKeys().all.map(\.id) == [second.id])
    #expect(try file.load().all.map(\.id) == [second.id])
    var status = stat()
    #expect(stat(file.path, &status) == 0)
    #expect(status.st_mode & 0o7777 == 0o600)
  }

  @Test("A file that holds sixteen keys takes no more, and keeps them")
  func limit() throws {
    let file = SealingKeyFile(path: folder.file("key"))
    try file.create(random: random)
    for _ in 1..<SealingKeyFile.keyLimit { try file.addKey(random: random) }
    #expect(throws: SealingKeyError.self) { try file.addKey(random: random) }
    #expect(try file.load().all.count == SealingKeyFile.keyLimit)
  }
}
