import Foundation
import Glibc

/// A chromedriver of its own on a port that the kernel chose, and the HTTP of WebDriver to it.
final class BrowserDriver {
  private let process: ChildProcess
  private let port: UInt16

  /// chromedriver takes a free IPv6 port and then wants the same one for IPv4, which may be taken: it
  /// then ends, and is started again.
  init() throws {
    var reason = ""
    for _ in 0..<5 {
      let process = ChildProcess()
      let output = Pipe()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/chromedriver")
      process.arguments = ["--port=0"]
      process.standardOutput = output
      process.standardError = FileHandle.nullDevice
      try process.run()
      do {
        port = try Self.port(
          from: output.fileHandleForReading.fileDescriptor, within: .seconds(20))
        self.process = process
        return
      } catch {
        process.terminate()
        process.waitUntilExit()
        reason = "\(error)"
      }
    }
    throw Browser.Failure.cannotStart(reason)
  }

  /// Asks chromedriver to end with every browser that it started: SIGTERM alone would leave them.
  func stop() {
    guard process.isRunning else { return }
    _ = try? send("GET", "/shutdown", nil)
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
    let answer = try Self.answer(client, within: .seconds(60))
    let json = try JSONSerialization.jsonObject(with: answer.body, options: .fragmentsAllowed)
    let value = (json as? [String: Any])?["value"]
    guard answer.status == 200 else {
      let message = (value as? [String: Any])?["message"] as? String ?? "\(answer.status)"
      throw Browser.Failure.refused(command: "\(method) \(path)", message: message)
    }
    return value is NSNull ? nil : value
  }

  /// chromedriver writes no blank after the colon of a field, which `HTTPRawClient.response` asks of
  /// our own engine.
  private static func answer(_ client: HTTPRawClient, within time: Duration) throws -> (
    status: Int, body: Data
  ) {
    let deadline = ContinuousClock.now + time
    var bytes = Data()
    while ContinuousClock.now < deadline {
      if let end = bytes.firstRange(of: Data("\r\n\r\n".utf8)) {
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
          .split(separator: "\r\n")
        let length = lines.lazy.compactMap { line -> Int? in
          let pair = line.split(separator: ":", maxSplits: 1)
          guard pair.count == 2, pair[0].lowercased() == "content-length" else { return nil }
          return Int(pair[1].trimmingCharacters(in: .whitespaces))
        }.first
        guard let length, let status = Int(lines[0].split(separator: " ")[1]) else { break }
        let body = bytes[end.upperBound...]
        if body.count >= length { return (status, Data(body.prefix(length))) }
      }
      guard case .bytes(let more) = client.receive(within: .seconds(60)) else { break }
      bytes.append(contentsOf: more)
    }
    throw Browser.Failure.refused(
      command: "chromedriver", message: "no answer: \(String(decoding: bytes, as: UTF8.self))")
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
