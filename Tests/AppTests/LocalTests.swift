import Foundation
import Testing

@testable import App

/// The small pieces that speak to the machine and to the running server.
@Suite struct LocalTests {
  @Test("an answer is taken apart into status, ETag and body")
  func answer() throws {
    let text = "HTTP/1.1 200 OK\r\nETag: \"3\"\r\nContent-Length: 2\r\n\r\n{}"
    let answer = try HTTPAnswer.parse(Array(text.utf8))
    #expect(answer == APIAnswer(status: 200, etag: "\"3\"", body: Array("{}".utf8)))
    let empty = try HTTPAnswer.parse(Array("HTTP/1.1 204 No Content\r\n\r\n".utf8))
    #expect(empty.status == 204 && empty.body.isEmpty)
  }

  @Test(
    "an answer that was cut off, or is none, is an error and not half a document",
    arguments: [
      "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}",
      "SSH-2.0-x\r\n\r\n", "HTTP/1.1 abc\r\n\r\n",
    ])
  func brokenAnswer(text: String) {
    #expect(throws: APIUnavailable.self) { try HTTPAnswer.parse(Array(text.utf8)) }
  }

  @Test("an answer is whole when as much is there as its head tells")
  func answerLength() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
    #expect(HTTPAnswer.length(Array(head.utf8)) == head.utf8.count + 2)
    #expect(HTTPAnswer.length(Array(head.dropLast().utf8)) == nil)
    #expect(HTTPAnswer.length(Array("HTTP/1.1 204 No Content\r\n\r\n".utf8)) == nil)
    let endless = "HTTP/1.1 200 OK\r\nContent-Length: \(Int.max)\r\n\r\n"
    #expect(HTTPAnswer.length(Array(endless.utf8)) == nil)
  }

  @Test("the variables are those that getenv(3) finds")
  func environment() {
    let variables = ProcessEnvironment.variables
    #expect(!variables.isEmpty)
    for (name, value) in variables {
      #expect(getenv(name).map { String(cString: $0) } == value)
    }
  }

  @Test("a socket path has room for 107 bytes and no NUL")
  func socketPath() {
    #expect(UnixSocketAddress.make(String(repeating: "a", count: 107)) != nil)
    #expect(UnixSocketAddress.make(String(repeating: "a", count: 108)) == nil)
    #expect(UnixSocketAddress.make("") == nil)
    #expect(UnixSocketAddress.make("a\u{0}b") == nil)
    let (address, length) = UnixSocketAddress.make("@name")!
    #expect(address.sun_path.0 == 0 && length == 2 + 5)
  }

  @Test("nobody listening is no server")
  func nobody() {
    #expect(!SocketClient.answers("/nonexistent/socket"))
  }

  @Test("root is called root, and a number without an account is the number")
  func users() async {
    #expect(await MachineUser.name(of: 0) == "root")
    #expect(await MachineUser.name(of: 3_999_999_999) == "3999999999")
  }

  @Test("a backup is collected once, private, and never over a file")
  func collect() throws {
    let house = House()
    let draft = house.file("draft")
    try Data("copy".utf8).write(to: URL(fileURLWithPath: draft))
    try BramaApp.collectBackup(draft, to: house.file("copy"))
    #expect(!FileManager.default.fileExists(atPath: draft))
    #expect(try String(contentsOfFile: house.file("copy"), encoding: .utf8) == "copy")
    let attributes = try FileManager.default.attributesOfItem(atPath: house.file("copy"))
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    try Data("other".utf8).write(to: URL(fileURLWithPath: draft))
    #expect(throws: BackupProblem.self) {
      try BramaApp.collectBackup(draft, to: house.file("copy"))
    }
    #expect(try String(contentsOfFile: house.file("copy"), encoding: .utf8) == "copy")
  }
}
