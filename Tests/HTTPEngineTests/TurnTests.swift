import Foundation
import HTTPEngine
import Synchronization
import TestKit
import Testing

/// One loop, and clients that send more than their share.
@Suite("Turns", .ownThread)
struct TurnTests {
  /// An engine of one thread that notes the paths in the order they were handled. `/gate` holds the
  /// loop until the test opens it, so that what comes meanwhile waits together.
  private final class OneLoop: Sendable {
    let server: Server
    let paths: Paths
    let tls: HTTPClientTLS?
    private let authority: TestAuthority?

    init(_ wire: Wire, limits: Limits = Limits(), pause: UInt32 = 0) throws {
      let paths = Paths()
      self.paths = paths
      var identity: TLSIdentity?
      switch wire {
      case .plain: (authority, tls) = (nil, nil)
      case .tls:
        let authority = try TestAuthority()
        let certificate = try authority.issue()
        identity = try TLSIdentity(
          certificateFile: certificate.certificateFile, keyFile: certificate.keyFile)
        tls = HTTPClientTLS(authorityFile: authority.certificateFile)
        self.authority = authority
      }
      server = Server(
        endpoints: [(.tcp(host: "127.0.0.1", port: 0), tls: identity)],
        handler: { request, _ in
          if pause > 0 { usleep(pause) }
          paths.handle(request.path)
          return .now(Response(status: 200))
        }, limits: limits, threads: 1)
      try server.start()
    }

    deinit {
      paths.gate.signal()
      server.stop()
    }

    func client() throws -> HTTPRawClient {
      try HTTPRawClient(port: server.boundPorts[0], tls: tls)
    }
  }

  private final class Paths: Sendable {
    let gate = DispatchSemaphore(value: 0)
    let reached = DispatchSemaphore(value: 0)
    private let kept = Mutex<[String]>([])

    var all: [String] { kept.withLock { $0 } }

    func handle(_ path: String) {
      if path == "/gate" {
        reached.signal()
        gate.wait()
      }
      kept.withLock { $0.append(path) }
    }
  }

  private static func get(_ path: String, _ fields: String = "") -> String {
    "GET \(path) HTTP/1.1\r\nHost: h\r\n\(fields)\r\n"
  }

  @Test(
    "a client with hundreds of requests at once gets its turns, not the whole loop",
    arguments: Wire.allCases)
  func turns(_ wire: Wire) throws {
    let engine = try OneLoop(wire)
    let greedy = try engine.client()
    let modest = try engine.client()
    for client in [greedy, modest] {
      #expect(try client.exchange(Self.get("/first")).status == 200)
    }
    let many = 400
    try greedy.send(
      Self.get("/gate") + String(repeating: Self.get("/more"), count: many)
        + Self.get("/last", "Connection: close\r\n"))
    #expect(engine.paths.reached.wait(timeout: .now() + 10) == .success)
    try modest.send(Self.get("/modest"))
    engine.paths.gate.signal()
    #expect(try modest.response().status == 200)
    // All of them are answered all the same, in order.
    let (bytes, end) = greedy.rest()
    #expect(end == .end)
    let answers = String(decoding: bytes, as: UTF8.self).components(separatedBy: "HTTP/1.1 200")
    #expect(answers.count - 1 == many + 2)
    let order = engine.paths.all.dropFirst(3)
    #expect(order.filter { $0 == "/more" }.count == many && order.last == "/last")
    let turn = try #require(order.firstIndex(of: "/modest")) - order.startIndex
    #expect(turn < 150, "it waited for \(turn) requests of one other client")
  }

  @Test("while one client floods the loop, others are answered and deadlines fire")
  func flood() throws {
    var limits = Limits()
    limits.head = .seconds(2)
    // The handler is slower than the client, so that input always waits.
    let engine = try OneLoop(.tls, limits: limits, pause: 300)
    let half = try engine.client()
    try half.send("GET /x HTTP/1.1\r\nHo")
    let flooding = Flooding()
    defer { flooding.end() }
    Thread { flooding.run { try engine.client() } }.start()
    #expect(eventually { engine.paths.all.count > 200 })
    let modest = try engine.client()
    for _ in 0..<5 {
      let start = ContinuousClock.now
      #expect(try modest.exchange(Self.get("/modest")).status == 200)
      #expect(ContinuousClock.now - start < .seconds(3))
    }
    #expect(try half.response().status == 408)
    #expect(flooding.isUnderWay)
  }

  /// A client that never stops sending requests and takes in their answers.
  private final class Flooding: Sendable {
    private let isDone = Atomic(false)
    private let ended = DispatchSemaphore(value: 0)
    private let batches = Atomic(0)

    var isUnderWay: Bool {
      let before = batches.load(ordering: .relaxed)
      return eventually { batches.load(ordering: .relaxed) > before }
    }

    func run(_ connect: () throws -> HTTPRawClient) {
      defer { ended.signal() }
      guard let client = try? connect() else { return }
      let fields = "A: \(String(repeating: "a", count: 700))\r\n"
      let batch = String(repeating: TurnTests.get("/more", fields), count: 90)
      while !isDone.load(ordering: .relaxed), (try? client.send(batch)) != nil {
        // Only what is there: waiting for more would let the loop catch up.
        var watched = pollfd(fd: client.descriptor, events: Int16(POLLIN), revents: 0)
        while poll(&watched, 1, 0) > 0, case .bytes = client.receive() {}
        batches.wrappingAdd(1, ordering: .relaxed)
      }
    }

    func end() {
      isDone.store(true, ordering: .relaxed)
      ended.wait()
    }
  }
}
