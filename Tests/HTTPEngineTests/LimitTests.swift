import Foundation
import HTTPEngine
import TestKit
import Testing

@Suite("Limits", .ownThread)
struct LimitTests {
  private static let request = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n"

  private func limits(_ change: (inout Limits) -> Void) -> Limits {
    var limits = Limits()
    change(&limits)
    return limits
  }

  @Test("a head that trickles in is cut off with 408 at the limit, while others are served")
  func slowHead() throws {
    let engine = try ServedEngine(limits: limits { $0.head = .milliseconds(300) })
    let start = ContinuousClock.now
    let slow = try engine.client()
    try slow.send("GET /x HTTP/1.1\r\nHost: h\r\nA: ")
    while case let received = slow.receive(within: .milliseconds(20)), received == .nothing {
      try slow.send("a")
      #expect(try engine.client().exchange(Self.request).status == 200)
      try #require(ContinuousClock.now - start < .seconds(5))
    }
    #expect(ContinuousClock.now - start >= .milliseconds(300))
  }

  @Test("half a head is answered 408 and closed at the limit")
  func halfHead() throws {
    let engine = try ServedEngine(limits: limits { $0.head = .milliseconds(200) })
    let start = ContinuousClock.now
    let client = try engine.client()
    let answer = try client.exchange("GET /x HTTP/1.1\r\nHo")
    let took = ContinuousClock.now - start
    #expect(answer.status == 408)
    #expect(.milliseconds(150)..<(.seconds(5)) ~= took)
    #expect(client.receive() == .end)
  }

  @Test("a client that says nothing is closed without a word", arguments: Wire.allCases)
  func silent(_ wire: Wire) throws {
    let engine = try wire.engine(limits { $0.head = .milliseconds(200) })
    let client = try HTTPRawClient(port: engine.port)
    let (bytes, end) = client.rest(within: .seconds(5))
    #expect(bytes.isEmpty && end == .end)
    #expect(eventually { engine.server.connections == 0 })
  }

  @Test(
    "a body that does not come is answered 408 and closed at the limit", arguments: Wire.allCases)
  func slowBody(_ wire: Wire) throws {
    let engine = try wire.engine(limits { $0.body = .milliseconds(200) })
    for framing in ["Content-Length: 9\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n9\r\nabc"] {
      let client = try engine.client()
      let answer = try client.exchange("POST /echo HTTP/1.1\r\nHost: h\r\n\(framing)")
      #expect(answer.status == 408)
      #expect(client.receive() == .end)
    }
  }

  @Test("an idle connection is closed at the limit")
  func idle() throws {
    let engine = try ServedEngine(limits: limits { $0.idle = .milliseconds(200) })
    let client = try engine.client()
    let start = ContinuousClock.now
    #expect(try client.exchange(Self.request).status == 200)
    #expect(client.receive(within: .seconds(5)) == .end)
    #expect(ContinuousClock.now - start >= .milliseconds(150))
  }

  @Test("a request that waits too long is answered 503; its own answer then finds nobody")
  func waiting() throws {
    let engine = try ServedEngine(limits: limits { $0.waiting = .milliseconds(200) })
    let client = try engine.client()
    #expect(try client.exchange("GET /held HTTP/1.1\r\nHost: h\r\n\r\n").status == 503)
    try client.send("GET /held HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(eventually { engine.held.count == 2 })
    engine.held.answerAll()
    #expect(try client.response().text == "held")
    #expect(try client.exchange(Self.request).text == "GET /x -")
  }

  @Test("a client that does not read its answer is cut off at the limit", arguments: Wire.allCases)
  func noReader(_ wire: Wire) throws {
    let engine = try wire.engine(limits { $0.write = .milliseconds(300) })
    let client = try HTTPRawClient(port: engine.port, tls: engine.tls, receiveBuffer: 16_384)
    try client.send("GET /big HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(eventually { engine.server.connections == 1 })
    #expect(eventually(within: .seconds(8)) { engine.server.connections == 0 })
    #expect(client.rest().bytes.count < ServedEngine.bigBody.count)
  }

  @Test(
    "when nobody is idle, connections over the limit are closed as they come; room made is used again"
  )
  func connections() throws {
    let engine = try ServedEngine(limits: limits { $0.connections = 20 })
    var clients = try (0..<20).map { _ in try engine.client() }
    for client in clients { try client.send("GET /held HTTP/1.1\r\nHost: h\r\n\r\n") }
    #expect(eventually { engine.held.count == 20 })
    for _ in 0..<10 {
      let surplus = try engine.client()
      try? surplus.send(Self.request)
      #expect(surplus.rest(within: .seconds(5)).bytes.isEmpty)
    }
    #expect(engine.server.connections == 20)
    for client in clients.suffix(5) { client.reset() }
    clients.removeLast(5)
    #expect(eventually { engine.server.connections == 15 })
    #expect(try engine.client().exchange(Self.request).status == 200)
  }

  @Test(
    "connections that ask nothing, only begin to, or have asked give way to new ones",
    arguments: Wire.allCases)
  func room(_ wire: Wire) throws {
    let engine = try wire.engine(limits { $0.connections = 20 })
    let busy = try engine.client()
    try busy.send("GET /held HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(eventually { engine.held.count == 1 })
    let good = try engine.client()
    #expect(try good.exchange(Self.request).status == 200)
    // Silent, or with half a head, or half a body: far more than there are places.
    var idle: [HTTPRawClient] = []
    for number in 0..<100 {
      idle.append(try HTTPRawClient(port: engine.port))
      if wire == .plain, number % 3 > 0 {
        try? idle[number].send(
          number % 3 == 1
            ? "GET /x HT" : "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\na")
      }
      if number % 10 == 0 {
        #expect(try engine.client().exchange(Self.request).status == 200)
      }
    }
    #expect(engine.server.connections <= 20)
    // Who had asked before was not the first to go, and who waits for an answer gets it.
    #expect(try good.exchange(Self.request).status == 200)
    engine.held.answerAll()
    #expect(try busy.response().text == "held")
    // Those who have asked give way in the end.
    let more = try (0..<30).map { _ in try engine.client() }
    for client in more.suffix(5) { #expect(try client.exchange(Self.request).status == 200) }
  }

  @Test("one address may not take every connection")
  func connectionsPerAddress() throws {
    let engine = try ServedEngine(limits: limits { $0.connectionsPerAddress = 3 })
    var clients = try (0..<3).map { _ in try engine.client() }
    for client in clients { #expect(try client.exchange(Self.request).status == 200) }
    let fourth = try engine.client()
    try? fourth.send(Self.request)
    #expect(fourth.rest(within: .seconds(5)).bytes.isEmpty)
    let other = try HTTPRawClient(port: engine.port, source: "127.0.0.2")
    #expect(try other.exchange(Self.request).status == 200)
    clients.removeLast()
    #expect(eventually { engine.server.connections == 3 })
    #expect(try engine.client().exchange(Self.request).status == 200)
  }

  @Test("who stands for many clients is bound by the limit of all connections only")
  func connectionsOfProxy() throws {
    let engine = try ServedEngine(
      limits: limits {
        $0.connectionsPerAddress = 3
        $0.connections = 8
        $0.standsForMany = { $0 == .internet(address: "127.0.0.1") }
      })
    var clients = try (0..<6).map { _ in try engine.client() }
    for client in clients { #expect(try client.exchange(Self.request).status == 200) }
    // Others still count one by one, and room made by the proxy is used again.
    for _ in 0..<2 {
      let other = try HTTPRawClient(port: engine.port, source: "127.0.0.2")
      #expect(try other.exchange(Self.request).status == 200)
      clients.append(other)
    }
    // The ninth is served in the place of one that is idle.
    #expect(try engine.client().exchange(Self.request).status == 200)
    #expect(engine.server.connections <= 8)
    clients.removeAll()
    #expect(eventually { engine.server.connections == 0 })
    let many = try (0..<4).map { _ in try HTTPRawClient(port: engine.port, source: "127.0.0.2") }
    for client in many[..<3] { #expect(try client.exchange(Self.request).status == 200) }
    try? many[3].send(Self.request)
    #expect(many[3].rest(within: .seconds(5)).bytes.isEmpty)
  }

  @Test("a refusal reaches a client that goes on sending", arguments: Wire.allCases)
  func lingeringClose(_ wire: Wire) throws {
    let engine = try wire.engine()
    for _ in 0..<10 {
      let client = try engine.client()
      try client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 400000\r\n\r\n")
      try client.send([UInt8](repeating: 120, count: 400_000))
      #expect(try client.response().status == 413)
      #expect(client.receive() == .end)
    }
  }

  @Test("a client that goes on sending after a refusal is cut off when lingering ends")
  func lingerEnds() throws {
    let engine = try ServedEngine(limits: limits { $0.linger = .milliseconds(200) })
    let client = try engine.client()
    try client.send("bad\r\n\r\n")
    #expect(try client.response().status == 400)
    #expect(client.receive() == .end)
    let start = ContinuousClock.now
    while (try? client.send([120])) != nil, engine.server.connections > 0 { usleep(5_000) }
    #expect(eventually { engine.server.connections == 0 })
    #expect(ContinuousClock.now - start < .seconds(5))
  }
}
