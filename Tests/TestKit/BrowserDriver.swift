import Foundation
import Glibc

/// A chromedriver of its own on a port that the kernel chose, and the HTTP of WebDriver to it.
final class BrowserDriver {
  private let process = Process()
  private let output = Pipe()
  private let port: UInt16

  init() throws {
    process.executableURL = URL(fileURLWithPath: "/usr/bin/chromedriver")
    process.arguments = ["--port=0"]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.runUnmasked()
    do {
      port = try Self.port(
        from: output.fileHandleForReading.fileDescriptor, within: .seconds(20))
    } catch {
      process.terminate()
      throw error
    }
  }

  /// Ends chromedriver, which ends its browser.
  func stop() {
    guard process.isRunning else { return }
    process.terminate()
    process.waitUntilExit()
  }

  /// - Returns: `value` of the answer (WebDriver, section 6.3).
  func send(_ method: String, _ path: String, _ body: [String: Any]?) throws -> Any? {
    let client = try HTTPRawClient(port: port)
    defer { client.close() }
    let bytes = try body.map { Array(try JSONSerialization.data(withJSONObject: $0)) } ?? []
    let head = [
      "\(method) \(path) HTTP/1.1", "Host: 127.0.0.1:\(port)",
      "Content-Type: application/json; charset=utf-8", "Content-Length: \(bytes.count)", "", "",
    ].joined(separator: "\r\n")
    try client.send(Array(head.utf8) + bytes)
    let response = try client.response(within: .seconds(60))
    let json =
      try JSONSerialization.jsonObject(with: Data(response.body), options: .fragmentsAllowed)
    let value = (json as? [String: Any])?["value"]
    guard response.status == 200 else {
      let message = (value as? [String: Any])?["message"] as? String ?? response.text
      throw Browser.Failure.refused(command: "\(method) \(path)", message: message)
    }
    return value is NSNull ? nil : value
  }

  /// Reads until chromedriver has said where it listens.
  private static func port(from descriptor: Int32, within time: Duration) throws -> UInt16 {
    let deadline = ContinuousClock.now + time
    var said = ""
    while ContinuousClock.now < deadline {
      var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&watched, 1, 250) > 0 else { continue }
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { break }
      said += String(decoding: buffer[..<count], as: UTF8.self)
      if let match = said.firstMatch(of: /started successfully on port (\d+)\./),
        let port = UInt16(match.1)
      {
        return port
      }
    }
    throw Browser.Failure.cannotStart(said)
  }
}
