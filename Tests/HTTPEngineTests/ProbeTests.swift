import Foundation
import HTTPEngine
import TestKit
import Testing

@Suite("Probes", .ownThread)
struct ProbeTests {
  @Test(
    "each probe gets its status and its connection stays open or is closed", arguments: Probe.all)
  func wholeProbe(_ probe: Probe) throws {
    let engine = try ServedEngine(threads: 1)
    try check(probe, engine) { try $0.send(probe.bytes) }
  }

  @Test("each probe has the same fate when its bytes come one by one", arguments: Probe.all)
  func probeByteByByte(_ probe: Probe) throws {
    let engine = try ServedEngine(threads: 1)
    try check(probe, engine) { client in
      // A few kilobytes one by one would only be slow: the tail is what can be cut in a new way.
      let cut = max(0, probe.bytes.count - 400)
      if cut > 0 { try client.send(Array(probe.bytes[..<cut])) }
      for byte in probe.bytes[cut...] {
        // The engine may have answered and closed already.
        do { try client.send([byte]) } catch HTTPRawClient.Failure.cannotSend { return }
      }
    }
  }

  @Test("a refusal is the small problem document, byte for byte")
  func refusalBytes() throws {
    let engine = try ServedEngine(threads: 1)
    let client = try engine.client()
    try client.send("GET /x HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n")
    let (bytes, end) = client.rest()
    let lines = String(decoding: bytes, as: UTF8.self).split(
      separator: "\r\n", omittingEmptySubsequences: false)
    #expect(end == .end)
    #expect(
      lines.filter { !$0.hasPrefix("Date: ") } == [
        "HTTP/1.1 413 Content Too Large", "Content-Type: application/problem+json",
        "Content-Length: 63", "Connection: close", "",
        #"{"type":"about:blank","title":"Content Too Large","status":413}"#,
      ])
  }

  @Test(
    "what stands behind a refused request is never answered",
    arguments: Probe.all.filter { $0.fate == .closed })
  func behindRefusal(_ probe: Probe) throws {
    let engine = try ServedEngine(threads: 1)
    let client = try engine.client()
    let smuggled = "GET /held HTTP/1.1\r\nHost: h\r\n\r\nGET /next HTTP/1.1\r\nHost: h\r\n\r\n"
    try client.send(probe.bytes + Array(smuggled.utf8))
    let (bytes, end) = client.rest()
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(end == .end)
    #expect(text.hasPrefix("HTTP/1.1 \(probe.status) "))
    #expect(text.components(separatedBy: "HTTP/1.1 ").count == 2)
    #expect(engine.held.count == 0)
  }

  private func check(
    _ probe: Probe, _ engine: ServedEngine, _ send: (HTTPRawClient) throws -> Void
  ) throws {
    let client = try engine.client()
    try send(client)
    let answer = try client.response()
    #expect(answer.status == probe.status)
    #expect((answer.field("Connection") == "close") == (probe.fate == .closed))
    switch probe.fate {
    case .closed: #expect(client.receive() == .end)
    case .open:
      // The next request is understood from its first byte on.
      #expect(client.buffer.isEmpty)
      let next = try client.exchange("GET /next HTTP/1.1\r\nHost: h\r\n\r\n")
      #expect(next.text == "GET /next -")
    }
  }
}
