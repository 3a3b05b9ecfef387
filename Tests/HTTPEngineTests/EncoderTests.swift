import Testing

@testable import HTTPEngine

@Suite("Response encoder")
struct EncoderTests {
  private func encode(
    _ response: Response, _ frame: ResponseEncoder.Frame = .init(), adding: Headers = Headers()
  ) -> String {
    var output: [UInt8] = []
    var encoder = ResponseEncoder(adding: adding)
    encoder.encode(
      response, frame, date: Array("Date: D\r\n".utf8), into: &output)
    return String(decoding: output, as: UTF8.self)
  }

  @Test("an answer is status line, date, fields, length and body")
  func whole() {
    let response = Response(
      status: 201, headers: Headers([.init(name: "Location", value: "/x")]), body: [104, 105])
    #expect(
      encode(response)
        == "HTTP/1.1 201 Created\r\nDate: D\r\nLocation: /x\r\nContent-Length: 2\r\n\r\nhi")
  }

  @Test("the engine alone writes date, length and connection")
  func ownFields() {
    let response = Response(
      status: 200,
      headers: Headers([
        .init(name: "content-length", value: "9"),
        .init(name: "Transfer-Encoding", value: "chunked"),
        .init(name: "DATE", value: "never"), .init(name: "Connection", value: "upgrade"),
      ]))
    #expect(
      encode(response, .init(closes: true))
        == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
  }

  @Test("204 and 304 carry neither body nor length, an answer to HEAD only the length")
  func bodiless() {
    for status in [204, 304] {
      let text = encode(Response(status: status, body: [104, 105]))
      #expect(text.hasSuffix("Date: D\r\n\r\n"))
    }
    let head = encode(Response(status: 200, body: [104, 105]), .init(isHead: true))
    #expect(head == "HTTP/1.1 200 OK\r\nDate: D\r\nContent-Length: 2\r\n\r\n")
  }

  @Test(
    "a field that cannot be sent makes a bare 500",
    arguments: [
      ("X", "a\r\nb"), ("X", "a\nb"), ("X", "a\rb"), ("X", "a\0b"), ("X", "a\u{7F}"), ("", "a"),
      ("X Y", "a"), ("X:", "a"), ("X\r\nY", "a"), ("ż", "a"),
    ])
  func badField(name: String, value: String) {
    let headers = Headers([
      .init(name: "Secret", value: "s"), .init(name: name, value: value),
    ])
    let text = encode(Response(status: 200, headers: headers, body: [104, 105]))
    #expect(text.hasPrefix("HTTP/1.1 500 Internal Server Error\r\n"))
    #expect(!text.contains("Secret"))
    #expect(text.hasSuffix(#"{"type":"about:blank","title":"Internal Server Error","status":500}"#))
  }

  @Test("a status that is no final status makes a bare 500", arguments: [0, 99, 100, 199, 600, -1])
  func badStatus(status: Int) {
    #expect(encode(Response(status: status)).hasPrefix("HTTP/1.1 500 "))
  }

  @Test("an added field gives way to one of the answer's own, whatever its case")
  func addedFields() {
    let added = Headers([.init(name: "A", value: "1"), .init(name: "B", value: "2")])
    #expect(
      encode(Response(status: 200), adding: added)
        == "HTTP/1.1 200 OK\r\nDate: D\r\nA: 1\r\nB: 2\r\nContent-Length: 0\r\n\r\n")
    #expect(
      encode(
        Response(status: 200, headers: Headers([.init(name: "a", value: "3")])), adding: added)
        == "HTTP/1.1 200 OK\r\nDate: D\r\na: 3\r\nB: 2\r\nContent-Length: 0\r\n\r\n")
  }

  @Test("what was kept of an answer with a media type alone changes no other answer")
  func keptLines() {
    let added = Headers([.init(name: "X-Added", value: "1")])
    let date = Array("Date: D\r\n".utf8)
    func answer(_ fields: [(String, String)]) -> Response {
      Response(
        status: 200, headers: Headers(fields.map { .init(name: $0.0, value: $0.1) }), body: [120])
    }
    let answers = [
      answer([("Content-Type", "a/b")]), answer([("Content-Type", "a/b")]),
      answer([("Content-Type", "a/c")]), answer([("content-type", "a/c")]),
      answer([("Content-Type", "a/c"), ("Set-Cookie", "x")]), answer([("Set-Cookie", "x")]),
      answer([("X-Added", "2")]), answer([]), answer([("Content-Type", "a/b")]),
      answer([("Content-Type", "a\nb")]),
    ]
    var one = ResponseEncoder(adding: added)
    for response in answers {
      var fresh = ResponseEncoder(adding: added)
      var (kept, anew): ([UInt8], [UInt8]) = ([], [])
      one.encode(response, .init(), date: date, into: &kept)
      fresh.encode(response, .init(), date: date, into: &anew)
      #expect(kept == anew)
    }
  }
}
