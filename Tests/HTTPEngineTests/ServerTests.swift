import Foundation
import HTTPEngine
import TestKit
import Testing

@Suite("Server", .ownThread)
struct ServerTests {
  @Test("a request is answered at once, with date and length, and the connection stays open")
  func answersAtOnce() throws {
    let engine = try ServedEngine()
    let client = try engine.client()
    for _ in 0..<3 {
      let answer = try client.exchange("GET /a%20b?x=%00 HTTP/1.1\r\nHost: h\r\n\r\n")
      #expect(answer.status == 200)
      #expect(answer.text == "GET /a%20b x=%00")
      #expect(answer.field("Content-Type") == "text/plain")
      #expect(answer.field("Connection") == nil)
      let date = try #require(answer.field("Date"))
      #expect(date.wholeMatch(of: /\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/) != nil)
    }
  }

  @Test("a request is answered from another thread; a second answer is dropped")
  func answersLater() throws {
    let engine = try ServedEngine()
    let client = try engine.client()
    for _ in 0..<20 {
      #expect(try client.exchange("GET /later HTTP/1.1\r\nHost: h\r\n\r\n").text == "later")
    }
    #expect(try client.exchange("GET /x HTTP/1.1\r\nHost: h\r\n\r\n").text == "GET /x -")
  }

  @Test("a body comes whole, given by its length or in chunks, up to the limit exactly")
  func bodies() throws {
    let engine = try ServedEngine()
    let client = try engine.client()
    for size in [0, 1, 40_000, 65_536] {
      let body = String(repeating: "x", count: size)
      let answer = try client.exchange(
        "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: \(size)\r\n\r\n\(body)")
      #expect(answer.text == body)
      let half = size / 2
      var chunks = ""
      for part in [half, size - half] where part > 0 {
        chunks +=
          String(part, radix: 16) + ";a=b\r\n" + String(repeating: "x", count: part) + "\r\n"
      }
      let chunked = try client.exchange(
        "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)0\r\nT: x\r\n\r\n"
      )
      #expect(chunked.text == body)
    }
  }

  @Test("HEAD gets the length of the body and no body; 204 has neither")
  func head() throws {
    let engine = try ServedEngine()
    let client = try engine.client()
    let answer = try client.exchange("HEAD /big HTTP/1.1\r\nHost: h\r\n\r\n", isHead: true)
    #expect(answer.field("Content-Length") == "8388608")
    let empty = try client.exchange("GET /empty HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(empty.status == 204 && empty.field("Content-Length") == nil)
    #expect(try client.exchange("GET /x HTTP/1.1\r\nHost: h\r\n\r\n").text == "GET /x -")
  }

  @Test("a response header with a line break becomes a bare 500")
  func badHeader() throws {
    let engine = try ServedEngine()
    let answer = try engine.client().exchange("GET /bad-header HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(answer.status == 500)
    #expect(!answer.head.contains("Set-Cookie"))
  }

  @Test("added headers are on every answer, refusals too, unless the answer has its own")
  func addedHeaders() throws {
    let engine = try ServedEngine(
      headers: Headers([
        .init(name: "X-Frame-Options", value: "DENY"),
        .init(name: "content-type", value: "never/used"),
      ]))
    let answer = try engine.client().exchange("GET /x HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(answer.field("X-Frame-Options") == "DENY")
    #expect(answer.field("Content-Type") == "text/plain")
    let refusal = try engine.client().exchange("GET /x HTTP/1.1\r\n\r\n")
    #expect(refusal.status == 400)
    #expect(refusal.field("X-Frame-Options") == "DENY")
    #expect(refusal.field("Content-Type") == "application/problem+json")
    #expect(refusal.text == #"{"type":"about:blank","title":"Bad Request","status":400}"#)
  }

  @Test("pipelined requests are answered in order, those behind a waiting one too")
  func pipelining() throws {
    let engine = try ServedEngine()
    let client = try engine.client()
    try client.send(
      "GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /held HTTP/1.1\r\nHost: h\r\n\r\n"
        + "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
        + "GET /later HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(try client.response().text == "GET /1 -")
    #expect(eventually { engine.held.count == 1 })
    #expect(client.receive(within: .milliseconds(30)) == .nothing)
    engine.held.answerAll()
    #expect(try client.response().text == "held")
    #expect(try client.response().text == "abc")
    #expect(try client.response().text == "later")
    #expect(try client.response().text == "GET /2 -")
  }

  @Test("the connection closes when either side asks for it, and is kept for HTTP/1.0 on request")
  func closing() throws {
    let engine = try ServedEngine()
    for request in [
      "GET /x HTTP/1.1\r\nHost: h\r\nConnection: foo, Close\r\n\r\n", "GET /x HTTP/1.0\r\n\r\n",
      "GET /closes HTTP/1.1\r\nHost: h\r\n\r\n",
    ] {
      let client = try engine.client()
      let answer = try client.exchange(request)
      #expect(answer.status == 200 && answer.field("Connection") == "close")
      #expect(client.receive() == .end)
    }
    let client = try engine.client()
    let answer = try client.exchange("GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    #expect(answer.field("Connection") == "keep-alive")
    #expect(try client.exchange("GET /x HTTP/1.1\r\nHost: h\r\n\r\n").status == 200)
  }

  @Test("100 Continue comes only when the body is awaited and allowed")
  func expectation() throws {
    let engine = try ServedEngine()
    let client = try engine.client()
    try client.send(
      "POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n")
    #expect(try client.response().status == 100)
    #expect(try client.exchange("ok").text == "ok")
    let atOnce = try client.exchange(
      "POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok")
    #expect(atOnce.status == 200 && atOnce.text == "ok")
    let tooMuch = try client.exchange(
      "POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 65537\r\n\r\n")
    #expect(tooMuch.status == 413)
  }
}
