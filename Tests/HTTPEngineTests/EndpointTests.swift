import Diagnostics
import Foundation
import HTTPEngine
import TestKit
import Testing

@Suite("Endpoints", .ownThread)
struct EndpointTests {
  private static let request = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n"

  /// A directory of its own, removed at the end.
  private func withDirectory(_ body: (String) throws -> Void) throws {
    let directory = NSTemporaryDirectory() + "engine-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try body(directory)
  }

  private func mode(_ path: String) -> Int? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.posixPermissions] as? Int
  }

  @Test("a Unix socket has mode 0600, tells who its peer is, and its file goes with the server")
  func unixSocket() throws {
    try withDirectory { directory in
      let path = directory + "/s"
      let engine = try ServedEngine(endpoints: [.unix(path: path)])
      #expect(mode(path) == 0o600)
      #expect(engine.server.boundPorts == [0])
      let client = try HTTPRawClient(unixPath: path)
      #expect(try client.exchange("GET /detached HTTP/1.1\r\nHost: h\r\n\r\n").status == 200)
      #expect(engine.held.lastRequest?.peer == .local(user: getuid(), process: getpid()))
      #expect(engine.held.lastRequest?.isSecure == false)
      engine.server.stop()
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test("a socket file on which nobody answers is replaced; one with a server is not")
  func staleSocket() throws {
    try withDirectory { directory in
      let path = directory + "/s"
      // A listener that dies without cleaning up: bound, and closed without being removed.
      let stale = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
      let result = withUnsafePointer(to: address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(stale, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      try #require(result == 0)
      close(stale)
      let engine = try ServedEngine(endpoints: [.unix(path: path)])
      #expect(throws: EngineError.alreadyInUse(path: path)) {
        try ServedEngine(endpoints: [.unix(path: path)])
      }
      #expect(try HTTPRawClient(unixPath: path).exchange(Self.request).status == 200)
      withExtendedLifetime(engine) {}
    }
  }

  @Test("a file that is no socket is never replaced, and a path too long is refused")
  func otherFile() throws {
    try withDirectory { directory in
      let path = directory + "/s"
      try Data("keep".utf8).write(to: URL(fileURLWithPath: path))
      #expect(throws: EngineError.self) { try ServedEngine(endpoints: [.unix(path: path)]) }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "keep")
      let long = directory + "/" + String(repeating: "s", count: 108)
      #expect(throws: EngineError.self) { try ServedEngine(endpoints: [.unix(path: long)]) }
    }
  }

  @Test("the file of another server that took the path over is left alone")
  func takenOver() throws {
    try withDirectory { directory in
      let path = directory + "/s"
      let first = try ServedEngine(endpoints: [.unix(path: path)])
      unlink(path)
      let second = try ServedEngine(endpoints: [.unix(path: path)])
      first.server.stop()
      #expect(try HTTPRawClient(unixPath: path).exchange(Self.request).status == 200)
      withExtendedLifetime(second) {}
    }
  }

  @Test("one server listens on IPv4, IPv6 and a Unix socket; the peer's address is told")
  func severalEndpoints() throws {
    try withDirectory { directory in
      let path = directory + "/s"
      let engine = try ServedEngine(endpoints: [
        .tcp(host: "127.0.0.1", port: 0), .tcp(host: "::1", port: 0), .unix(path: path),
      ])
      let ports = engine.server.boundPorts
      #expect(ports.count == 3 && ports[0] != 0 && ports[1] != 0 && ports[2] == 0)
      let request = "GET /detached HTTP/1.1\r\nHost: h\r\n\r\n"
      _ = try HTTPRawClient(port: ports[0]).exchange(request)
      #expect(engine.held.lastRequest?.peer == .internet(address: "127.0.0.1"))
      _ = try HTTPRawClient(port: ports[1], host: "::1").exchange(request)
      #expect(engine.held.lastRequest?.peer == .internet(address: "::1"))
      #expect(try HTTPRawClient(unixPath: path).exchange(request).status == 200)
    }
  }

  @Test("a port in use and an address of elsewhere are told with their reason; nothing stays open")
  func cannotListen() throws {
    try withDirectory { directory in
      let engine = try ServedEngine()
      let path = directory + "/s"
      let taken = Endpoint.tcp(host: "127.0.0.1", port: engine.port)
      #expect(throws: EngineError.cannotListen(taken, reason: "Address already in use")) {
        try ServedEngine(endpoints: [.unix(path: path), taken])
      }
      #expect(!FileManager.default.fileExists(atPath: path))
      #expect(throws: EngineError.self) {
        try ServedEngine(endpoints: [.tcp(host: "192.0.2.1", port: 0)])
      }
      #expect(throws: EngineError.alreadyStarted) { try engine.server.start() }
    }
  }

  @Test("a detached request holds all that was sent")
  func detached() throws {
    let engine = try ServedEngine()
    let client = try engine.client()
    _ = try client.exchange(
      "PUT /detached?a=%20&b HTTP/1.1\r\nHost: h\r\nX-One:  1\r\nx-one: ż\r\n"
        + "Transfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n")
    #expect(
      engine.held.lastRequest
        == DetachedRequest(
          method: "PUT", target: "/detached?a=%20&b",
          headers: Headers([
            .init(name: "Host", value: "h"), .init(name: "X-One", value: "1"),
            .init(name: "x-one", value: "ż"),
            .init(name: "Transfer-Encoding", value: "chunked"),
          ]),
          body: Array("body".utf8), peer: .internet(address: "127.0.0.1"), isSecure: false))
  }

  @Test("a field that is absent or repeated has no value")
  func headerAccess() throws {
    let engine = try ServedEngine()
    let client = try engine.client()
    for (fields, value) in [
      ("", "nil"), ("X-ONE: a b\r\n", "a b"), ("X-One:\r\n", ""),
      ("X-One: a\r\nx-one: a\r\n", "nil"), ("X-Onee: a\r\n", "nil"),
    ] {
      let answer = try client.exchange("GET /header HTTP/1.1\r\nHost: h\r\n\(fields)\r\n")
      #expect(answer.text == value)
    }
  }

  @Test("answers, refusals and connections are counted")
  func metrics() throws {
    let metrics = Metrics()
    let engine = try ServedEngine(metrics: metrics)
    let client = try engine.client()
    #expect(try client.exchange(Self.request).status == 200)
    #expect(try engine.client().exchange("GET /x HTTP/1.1\r\n\r\n").status == 400)
    let text = metrics.exposition()
    #expect(text.contains("brama_http_responses_total{class=\"2xx\"} 1\n"))
    #expect(text.contains("brama_http_responses_total{class=\"4xx\"} 1\n"))
    #expect(text.contains("brama_http_requests_refused_total{status=\"400\"} 1\n"))
    #expect(text.contains("brama_http_connections "))
  }
}
