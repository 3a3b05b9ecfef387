import Foundation
import HTTPEngine
import Identity
import TestKit
import Testing

@testable import Portal

@Suite("What the engine refuses, in Brama's words")
struct EngineRefusalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let status: Int
    let kind: String
    /// `pl` where the engine had read the language before it refused.
    let language: String
    let request: String

    init(_ status: Int, _ kind: String, _ language: String, _ request: String) {
      self.status = status
      self.kind = kind
      self.language = language
      self.request = request
    }

    var testDescription: String { "\(status) \(request.prefix(60).debugDescription)" }
  }

  private static let polish = "Accept-Language: pl\r\n"
  private static let cases = [
    Case(400, "malformed-request", "pl", "GET /x HTTP/1.1\r\n\(polish)\r\n"),
    Case(400, "malformed-request", "en", "GET /x HTTP/1.1\r\nHost: h\r\nbroken\r\n\(polish)\r\n"),
    Case(400, "malformed-request", "en", "\u{16}\u{3}\u{1}"),
    Case(
      400, "malformed-request", "pl",
      "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\(polish)\r\nzz\r\n"),
    Case(408, "request-timed-out", "en", "GET /x HTTP/1.1\r\nHost: h\r\n\(polish)"),
    Case(
      408, "request-timed-out", "pl",
      "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\(polish)\r\nhalf"),
    Case(
      413, "too-large", "pl",
      "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\(polish)\r\n"),
    Case(417, "not-supported", "pl", "GET /x HTTP/1.1\r\nHost: h\r\n\(polish)Expect: tea\r\n\r\n"),
    Case(
      431, "head-too-large", "en",
      "GET /x HTTP/1.1\r\n\(polish)X: " + String(repeating: "a", count: 20_000)),
    Case(
      501, "not-supported", "pl",
      "POST /x HTTP/1.1\r\nHost: h\r\nAccept-Language: de\r\n\(polish)Transfer-Encoding: gzip\r\n\r\n"
    ),
    Case(505, "not-supported", "en", "GET /x HTTP/2.0\r\nHost: h\r\n\(polish)\r\n"),
  ]

  @Test("GEN-06: an engine's refusal has a stable type and the reader's language", arguments: cases)
  func refusal(_ example: Case) async throws {
    var limits = Limits()
    limits.head = .milliseconds(300)
    limits.body = .milliseconds(300)
    let server = try PortalServer(try await PortalHouse(), limits: limits)
    try await onOwnThread {
      for before in ["", "GET /healthz HTTP/1.1\r\nHost: h\r\n\(Self.polish)\r\n"] {
        let client = try HTTPRawClient(port: server.port)
        // What an earlier request on the connection said does not count for this one.
        if !before.isEmpty { #expect(try client.exchange(before).status == 200) }
        try client.send(example.request)
        let answer = try client.response()
        #expect(answer.status == example.status)
        #expect(answer.field("content-type") == "application/problem+json")
        #expect(answer.field("content-language") == example.language)
        #expect(answer.field("x-content-type-options") == "nosniff")
        #expect(answer.text.contains(#""type":"/problems/\#(example.kind)""#))
        #expect(answer.text.contains(#""status":\#(example.status),"#))
        client.close()
      }
    }
    await server.stop()
  }

  @Test("A request that nobody answers in time is 503 with the time of the next try")
  func late() async throws {
    let house = try await PortalHouse()
    var limits = Limits()
    limits.waiting = .milliseconds(300)
    let server = Server(
      endpoints: [(.tcp(host: "127.0.0.1", port: 0), tls: nil)], handler: { _, _ in .later },
      limits: limits, refusal: house.portal.refusal(status:acceptLanguage:))
    try server.start()
    try await onOwnThread {
      let client = try HTTPRawClient(port: server.boundPorts[0])
      let answer = try client.exchange("GET /x HTTP/1.1\r\nHost: h\r\n\r\n")
      #expect(answer.status == 503)
      #expect(answer.field("retry-after") == "5")
      #expect(answer.text.contains(#""type":"/problems/overloaded""#))
    }
    server.stop()
  }

  @Test("A status that the engine learns later keeps its number", arguments: [414, 499, 500, 599])
  func unknownStatus(status: Int) async throws {
    let response = try await PortalHouse().portal.refusal(status: status, acceptLanguage: nil)
    #expect(response.status == status)
    let word = status < 500 ? "malformed-request" : "internal-fault"
    #expect(
      String(decoding: response.body, as: UTF8.self).contains(#""type":"/problems/\#(word)""#))
  }
}
