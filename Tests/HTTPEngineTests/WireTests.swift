import Foundation
import HTTPEngine
import TestKit
import Testing

@Suite("Plain and TLS alike", .ownThread)
struct WireTests {
  @Test("100 KB pipelined behind a waiting request are all answered", arguments: Wire.allCases)
  func pipelineBehindWaiting(_ wire: Wire) throws {
    let engine = try wire.engine()
    let client = try engine.client()
    let padding = String(repeating: "p", count: 2_000)
    try client.send("GET /held HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(eventually { engine.held.count == 1 })
    for number in 0..<50 {
      try client.send("GET /\(number) HTTP/1.1\r\nHost: h\r\nP: \(padding)\r\n\r\n")
    }
    engine.held.answerAll()
    #expect(try client.response().text == "held")
    for number in 0..<50 { #expect(try client.response().text == "GET /\(number) -") }
  }

  @Test("two requests in two records of one segment are both answered", arguments: Wire.allCases)
  func twoRecords(_ wire: Wire) throws {
    let engine = try wire.engine()
    let client = try engine.client()
    for _ in 0..<5 {
      client.holdSegments(true)
      try client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n")
      try client.send("body")
      try client.send("GET /2 HTTP/1.1\r\nHost: h\r\n\r\n")
      client.holdSegments(false)
      #expect(try client.response(within: .seconds(5)).text == "body")
      #expect(try client.response(within: .seconds(5)).text == "GET /2 -")
    }
  }

  @Test("a client that asked nothing for a while is answered as before, its buffers gone")
  func rested() throws {
    let engine = try Wire.tls.engine()
    let client = try engine.client()
    for _ in 0..<2 {
      #expect(try client.exchange("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n").text == "GET /1 -")
      // Longer than the loop waits before it takes the buffers back.
      Thread.sleep(forTimeInterval: 1.4)
    }
    client.holdSegments(true)
    try client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n")
    try client.send("body")
    client.holdSegments(false)
    #expect(try client.response(within: .seconds(5)).text == "body")
  }

  @Test(
    "a client that has finished sending is answered, at once and later", arguments: Wire.allCases)
  func halfClosed(_ wire: Wire) throws {
    let engine = try wire.engine()
    for path in ["x", "later", "held"] {
      let client = try engine.client()
      try client.send("GET /\(path) HTTP/1.1\r\nHost: h\r\n\r\n")
      client.finishSending()
      if path == "held" {
        #expect(eventually { engine.held.count == 1 })
        engine.held.answerAll()
      }
      #expect(try client.response().status == 200)
      #expect(client.receive() == .end)
    }
    #expect(eventually { engine.server.connections == 0 })
  }

  @Test("a request with close_notify right behind it is answered")
  func closeNotify() throws {
    let engine = try Wire.tls.engine()
    let client = try engine.client()
    client.holdSegments(true)
    try client.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n")
    client.sendCloseNotify()
    client.holdSegments(false)
    #expect(try client.response().text == "GET /x -")
    #expect(client.receive() == .end)
  }

  @Test(
    "8 MiB reach a slow reader intact, and the request behind them is answered",
    arguments: Wire.allCases)
  func slowReader(_ wire: Wire) throws {
    let engine = try wire.engine()
    let client = try HTTPRawClient(port: engine.port, tls: engine.tls, receiveBuffer: 16_384)
    try client.send("GET /big HTTP/1.1\r\nHost: h\r\n\r\nGET /x HTTP/1.1\r\nHost: h\r\n\r\n")
    usleep(50_000)
    // Others are served meanwhile.
    #expect(try engine.client().exchange("GET /y HTTP/1.1\r\nHost: h\r\n\r\n").text == "GET /y -")
    let answer = try client.response()
    #expect(answer.body == ServedEngine.bigBody)
    #expect(try client.response().text == "GET /x -")
  }

  @Test("a body at the limit comes through in one piece and in many", arguments: Wire.allCases)
  func largestBody(_ wire: Wire) throws {
    let engine = try wire.engine()
    let client = try engine.client()
    let body = String(repeating: "0123456789abcdef", count: 4_096)
    let head = "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 65536\r\n\r\n"
    #expect(try client.exchange(head + body).text == body)
    try client.send(head)
    for piece in stride(from: 0, to: body.utf8.count, by: 4_000) {
      try client.send(Array(body.utf8.dropFirst(piece).prefix(4_000)))
    }
    #expect(try client.response().text == body)
  }
}
