import Foundation
import HTTPEngine
import TestKit
import Testing

@Suite("Stress and drain", .ownThread, .serialized)
struct DrainTests {
  private static let held = "GET /held HTTP/1.1\r\nHost: h\r\n\r\n"

  @Test("1,000 wait, 250 leave by FIN and 250 by RST; the other 500 are answered and nothing stays")
  func thousandWaiting() throws {
    let engine = try ServedEngine()
    var clients: [HTTPRawClient] = []
    for _ in 0..<1_000 {
      let client = try engine.client()
      try client.send(Self.held)
      clients.append(client)
    }
    #expect(eventually { engine.held.count == 1_000 })
    #expect(engine.server.connections == 1_000)
    // Others are served meanwhile.
    #expect(try engine.client().exchange("GET /x HTTP/1.1\r\nHost: h\r\n\r\n").status == 200)
    for index in 0..<500 {
      if index % 2 == 0 { clients[index].close() } else { clients[index].reset() }
    }
    engine.held.answerAll()
    for client in clients[500...] { #expect(try client.response().text == "held") }
    for client in clients[500...] { client.close() }
    #expect(eventually { engine.server.connections == 0 })
  }

  @Test("draining answers all that wait, closes idle connections and refuses new ones")
  func drain() async throws {
    let engine = try ServedEngine()
    let idle = try engine.client()
    #expect(try idle.exchange("GET /x HTTP/1.1\r\nHost: h\r\n\r\n").status == 200)
    let waiting = try (0..<100).map { _ in
      let client = try engine.client()
      try client.send(Self.held)
      return client
    }
    #expect(eventually { engine.held.count == 100 })
    async let drained: Void = engine.server.drain()
    #expect(idle.receive() == .end)
    #expect(
      eventually {
        guard let late = try? engine.client() else { return true }
        return late.receive(within: .milliseconds(1)) != .nothing
      })
    #expect(eventually { engine.server.connections == 100 })
    engine.held.answerAll()
    for client in waiting {
      let answer = try client.response()
      #expect(answer.text == "held" && answer.field("Connection") == "close")
      client.close()
    }
    await drained
    #expect(engine.server.connections == 0)
  }

  @Test("who waits at the listener when the drain begins is answered, however many they are")
  func drainQueued() async throws {
    let gate = DispatchSemaphore(value: 0)
    let reached = DispatchSemaphore(value: 0)
    let server = Server(
      endpoints: [(.tcp(host: "127.0.0.1", port: 0), tls: nil)],
      handler: { request, _ in
        if request.pathEquals("/gate") {
          reached.signal()
          gate.wait()
        }
        return .now(Response(status: 200))
      }, threads: 1)
    try server.start()
    let holder = try HTTPRawClient(port: server.boundPorts[0])
    try holder.send("GET /gate HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(Self.wait(reached))
    let queued = try (0..<150).map { _ in
      let client = try HTTPRawClient(port: server.boundPorts[0])
      try client.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n")
      return client
    }
    let posted = Task { await server.drain() }
    // The loop is held; the drain's mail is there before it is let go.
    await Task.yield()
    Thread {
      usleep(100_000)
      gate.signal()
    }.start()
    await posted.value
    #expect(try holder.response().status == 200)
    for client in queued { #expect(try client.response().status == 200) }
  }

  private static func wait(_ semaphore: DispatchSemaphore) -> Bool {
    semaphore.wait(timeout: .now() + 10) == .success
  }

  @Test("draining ends at its limit, answered or not")
  func hardEnd() async throws {
    var limits = Limits()
    limits.drain = .milliseconds(300)
    let engine = try ServedEngine(limits: limits)
    let client = try engine.client()
    try client.send(Self.held)
    #expect(eventually { engine.held.count == 1 })
    let took = await ContinuousClock().measure { await engine.server.drain() }
    #expect(.milliseconds(250)..<(.seconds(5)) ~= took)
    #expect(engine.server.connections == 0)
    #expect([.end, .reset].contains(client.receive()))
    // Too late, and harmless.
    engine.held.answerAll()
  }

  @Test("stop cuts off a drain under way; both may be called again")
  func stopDuringDrain() async throws {
    let engine = try ServedEngine()
    let client = try engine.client()
    try client.send(Self.held)
    #expect(eventually { engine.held.count == 1 })
    async let drained: Void = engine.server.drain()
    engine.server.stop()
    await drained
    #expect(engine.server.connections == 0)
    engine.server.stop()
    await engine.server.drain()
  }

  @Test("a server that nobody holds any more ends")
  func forgotten() throws {
    var engine: Server? = Server(
      endpoints: [(.tcp(host: "127.0.0.1", port: 0), tls: nil)],
      handler: { _, _ in .now(Response(status: 200)) })
    try engine?.start()
    let port = try #require(engine?.boundPorts[0])
    let client = try HTTPRawClient(port: port)
    #expect(try client.exchange("GET /x HTTP/1.1\r\nHost: h\r\n\r\n").status == 200)
    engine = nil
    #expect([.end, .reset].contains(client.receive()))
    #expect(eventually { (try? HTTPRawClient(port: port)) == nil })
  }
}
