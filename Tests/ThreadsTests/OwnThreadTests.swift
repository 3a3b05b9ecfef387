import Glibc
import Testing
import Threads

@Suite struct OwnThreadTests {
  @Test(
    "a call has a thread of its own, with a name of which Linux keeps 15 bytes",
    arguments: [("restore", "restore"), ("a-name-of-18-bytes", "a-name-of-18-by")])
  func names(name: String, kept: String) async throws {
    let text = try await OwnThread.run(named: name) { try #require(Self.ownName()) }
    #expect(text == kept)
  }

  @Test("what the call throws arrives")
  func failure() async {
    await #expect(throws: NoThread.self) {
      try await OwnThread.run(named: "fails") { throw NoThread(code: EAGAIN) }
    }
  }

  /// What the kernel calls the thread that asks.
  private static func ownName() -> String? {
    guard let file = fopen("/proc/thread-self/comm", "r") else { return nil }
    defer { fclose(file) }
    var line = [UInt8](repeating: 0, count: 32)
    let count = fread(&line, 1, line.count, file)
    return String(decoding: line[..<max(0, count - 1)], as: UTF8.self)
  }
}
