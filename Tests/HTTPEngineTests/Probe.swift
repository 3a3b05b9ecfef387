import Testing

/// One hostile or unusual request and what must come of it.
struct Probe: Sendable, CustomTestStringConvertible {
  enum Fate: Sendable { case open, closed }

  let name: String
  let bytes: [UInt8]
  let status: Int
  let fate: Fate

  init(_ name: String, _ text: String, _ status: Int, _ fate: Fate) {
    self.name = name
    bytes = Array(text.utf8)
    self.status = status
    self.fate = fate
  }

  var testDescription: String { name }

  private static let host = "Host: h\r\n"

  private static func get(_ fields: String) -> String { "GET /x HTTP/1.1\r\n\(fields)\r\n" }

  private static func post(_ fields: String, _ body: String) -> String {
    "POST /echo HTTP/1.1\r\n\(host)\(fields)\r\n\(body)"
  }

  private static func chunked(_ body: String) -> String {
    post("Transfer-Encoding: chunked\r\n", body)
  }

  static let all = requestLines + fields + framing + chunks + sizes

  private static let requestLines = [
    Probe("plain", get(host), 200, .open),
    Probe("empty line before the request", "\r\n" + get(host), 200, .open),
    Probe("two empty lines before the request", "\r\n\r\n" + get(host), 400, .closed),
    Probe("HTTP/1.0 without Host", "GET /x HTTP/1.0\r\n\r\n", 200, .closed),
    Probe("HTTP/1.0, kept", "GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200, .open),
    Probe("HTTP/1.1, closed", get(host + "Connection: close\r\n"), 200, .closed),
    Probe("HTTP/1.2", "GET /x HTTP/1.2\r\n\(host)\r\n", 505, .closed),
    Probe("HTTP/2.0", "GET /x HTTP/2.0\r\n\(host)\r\n", 505, .closed),
    Probe("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, .closed),
    Probe("HTTP/0.9", "GET /x\r\n\r\n", 400, .closed),
    Probe("http/1.1 in lower case", "GET /x http/1.1\r\n\(host)\r\n", 400, .closed),
    Probe("HTTP/1.10", "GET /x HTTP/1.10\r\n\(host)\r\n", 400, .closed),
    Probe("blank after the version", "GET /x HTTP/1.1 \r\n\(host)\r\n", 400, .closed),
    Probe("two blanks", "GET  /x HTTP/1.1\r\n\(host)\r\n", 400, .closed),
    Probe("tab for a blank", "GET\t/x HTTP/1.1\r\n\(host)\r\n", 400, .closed),
    Probe("blank first", " GET /x HTTP/1.1\r\n\(host)\r\n", 400, .closed),
    Probe("no token for a method", "G@T /x HTTP/1.1\r\n\(host)\r\n", 400, .closed),
    Probe("method of 17 letters", "ABCDEFGHIJKLMNOPQ /x HTTP/1.1\r\n\(host)\r\n", 400, .closed),
    Probe("unknown method", "BREW /x HTTP/1.1\r\n\(host)\r\n", 200, .open),
    Probe("CONNECT", "CONNECT h:443 HTTP/1.1\r\n\(host)\r\n", 501, .closed),
    Probe("OPTIONS *", "OPTIONS * HTTP/1.1\r\n\(host)\r\n", 200, .open),
    Probe("GET *", "GET * HTTP/1.1\r\n\(host)\r\n", 400, .closed),
    Probe("relative target", "GET x HTTP/1.1\r\n\(host)\r\n", 400, .closed),
    Probe("absolute target", "GET http://h/x?y HTTP/1.1\r\n\(host)\r\n", 200, .open),
    Probe("absolute target, user", "GET http://u@h/x HTTP/1.1\r\n\(host)\r\n", 400, .closed),
    Probe("absolute target, no host", "GET http:///x HTTP/1.1\r\n\(host)\r\n", 400, .closed),
    Probe("absolute target, ftp", "GET ftp://h/x HTTP/1.1\r\n\(host)\r\n", 400, .closed),
    Probe("raw UTF-8 in the target", "GET /ż HTTP/1.1\r\n\(host)\r\n", 400, .closed),
    Probe("NUL in the target", "GET /\u{0} HTTP/1.1\r\n\(host)\r\n", 400, .closed),
    Probe("%00 in the target", "GET /x%00y HTTP/1.1\r\n\(host)\r\n", 200, .open),
    Probe("bare CR in the request line", "GET /x HTTP/1.1\rX\n\(host)\r\n", 400, .closed),
    Probe("TLS greeting", "\u{16}\u{3}\u{1}", 400, .closed),
  ]

  private static let fields = [
    Probe("no Host", get(""), 400, .closed),
    Probe("two Hosts", get(host + host), 400, .closed),
    Probe("empty Host", get("Host:\r\n"), 200, .open),
    Probe("Host with a path", get("Host: h/x\r\n"), 400, .closed),
    Probe("Host list", get("Host: a, b\r\n"), 400, .closed),
    Probe("blank before the colon", get(host + "A : b\r\n"), 400, .closed),
    Probe("no colon", get(host + "A\r\n"), 400, .closed),
    Probe("no name", get(host + ": b\r\n"), 400, .closed),
    Probe("no value", get(host + "A:\r\n"), 200, .open),
    Probe("blanks around the value", get(host + "A: \t b\t \r\n"), 200, .open),
    Probe("folded line", get(host + "A: b\r\n c\r\n"), 400, .closed),
    Probe("folded line with a tab", get(host + "A: b\r\n\tc\r\n"), 400, .closed),
    Probe("first line folded", get(" \(host)"), 400, .closed),
    Probe("NUL in a value", get(host + "A: b\u{0}c\r\n"), 400, .closed),
    Probe("0x01 in a value", get(host + "A: b\u{1}c\r\n"), 400, .closed),
    Probe("0x7f in a value", get(host + "A: b\u{7F}c\r\n"), 400, .closed),
    Probe("bare CR in a value", get(host + "A: b\rc\r\n"), 400, .closed),
    Probe("bare LF in a value", get(host + "A: b\nc\r\n"), 400, .closed),
    Probe("bytes over 0x7f in a value", get(host + "A: żółw\r\n"), 200, .open),
    Probe("bytes over 0x7f in a name", get(host + "ż: b\r\n"), 400, .closed),
    Probe("heads of bare LF, early", "GET /x HTTP/1.1\n", 400, .closed),
    Probe("heads of bare LF, whole", "GET /x HTTP/1.1\nHost: h\n\n", 400, .closed),
    Probe("head ends CRLF LF", "GET /x HTTP/1.1\r\nHost: h\r\n\n", 400, .closed),
    Probe("other expectation", get(host + "Expect: tea\r\n"), 417, .closed),
  ]

  private static let framing = [
    Probe("Content-Length", post("Content-Length: 2\r\n", "ok"), 200, .open),
    Probe(
      "Content-Length twice, different",
      post("Content-Length: 2\r\nContent-Length: 3\r\n", "ok!"), 400, .closed),
    Probe(
      "Content-Length twice, same",
      post("Content-Length: 2\r\nContent-Length: 2\r\n", "ok"), 400, .closed),
    Probe("Content-Length list", post("Content-Length: 2, 2\r\n", "ok"), 400, .closed),
    Probe("Content-Length +2", post("Content-Length: +2\r\n", "ok"), 400, .closed),
    Probe("Content-Length -2", post("Content-Length: -2\r\n", "ok"), 400, .closed),
    Probe("Content-Length 0x2", post("Content-Length: 0x2\r\n", "ok"), 400, .closed),
    Probe("Content-Length empty", post("Content-Length:\r\n", "ok"), 400, .closed),
    Probe(
      "Content-Length huge",
      post("Content-Length: 18446744073709551618\r\n", "ok"), 400, .closed),
    Probe("Content-Length over the limit", post("Content-Length: 65537\r\n", ""), 413, .closed),
    Probe(
      "Content-Length and Transfer-Encoding",
      post("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400, .closed),
    Probe(
      "Transfer-Encoding and Content-Length",
      post("Transfer-Encoding: chunked\r\nContent-Length: 2\r\n", "0\r\n\r\n"), 400, .closed),
    Probe(
      "Transfer-Encoding, blank before the colon",
      post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"), 400, .closed),
    Probe(
      "Transfer-Encoding twice, chunked and identity",
      post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n"), 400,
      .closed),
    Probe(
      "Transfer-Encoding twice, chunked",
      post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400,
      .closed),
    Probe(
      "Transfer-Encoding xchunked",
      post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 501, .closed),
    Probe(
      "Transfer-Encoding identity",
      post("Transfer-Encoding: identity\r\n", ""), 501, .closed),
    Probe(
      "Transfer-Encoding chunked, identity",
      post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"), 501, .closed),
    Probe(
      "Transfer-Encoding gzip, chunked",
      post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501, .closed),
    Probe(
      "Transfer-Encoding with a vertical tab",
      post("Transfer-Encoding: \u{B}chunked\r\n", "0\r\n\r\n"), 400, .closed),
    Probe(
      "Transfer-Encoding in HTTP/1.0",
      "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, .closed),
    Probe(
      "Transfer-Encoding in capitals",
      post("TRANSFER-ENCODING: CHUNKED\r\n", "2\r\nok\r\n0\r\n\r\n"), 200, .open),
  ]

  private static let chunks = [
    Probe("chunks", chunked("2\r\nok\r\n0\r\n\r\n"), 200, .open),
    Probe("extensions", chunked("2;a=\"b\";c\r\nok\r\n0;d\r\n\r\n"), 200, .open),
    Probe("trailers", chunked("2\r\nok\r\n0\r\nA: b\r\nC: d\r\n\r\n"), 200, .open),
    Probe("zeros before the size", chunked("0002\r\nok\r\n0000\r\n\r\n"), 200, .open),
    Probe("data not followed by CRLF", chunked("2\r\nokXX0\r\n\r\n"), 400, .closed),
    Probe("data followed by LF", chunked("2\r\nok\n0\r\n\r\n"), 400, .closed),
    Probe("data longer than the size", chunked("1\r\nok\r\n0\r\n\r\n"), 400, .closed),
    Probe("size 0x5", chunked("0x5\r\nhello\r\n0\r\n\r\n"), 400, .closed),
    Probe("size -1", chunked("-1\r\nhello\r\n0\r\n\r\n"), 400, .closed),
    Probe("size with a blank", chunked("2 \r\nok\r\n0\r\n\r\n"), 400, .closed),
    Probe("size missing", chunked("\r\nok\r\n0\r\n\r\n"), 400, .closed),
    Probe("size ;a", chunked(";a\r\nok\r\n0\r\n\r\n"), 400, .closed),
    Probe("size of nine digits", chunked("000000002\r\nok\r\n0\r\n\r\n"), 413, .closed),
    Probe("size over the limit", chunked("10001\r\n"), 413, .closed),
    Probe("sum over the limit", chunked("1\r\nx\r\n10000\r\n"), 413, .closed),
    Probe("bare LF after the size", chunked("2\nok\n0\n\n"), 400, .closed),
    Probe("bare LF as the last byte", chunked("2\n"), 400, .closed),
    Probe("bare CR in an extension", chunked("2;a\rb\r\nok\r\n0\r\n\r\n"), 400, .closed),
    Probe("NUL in an extension", chunked("2;\u{0}\r\nok\r\n0\r\n\r\n"), 400, .closed),
    Probe("bare LF in the trailers", chunked("0\r\nA: b\n\r\n"), 400, .closed),
    Probe(
      "extension without end", chunked("2;" + String(repeating: "a", count: 300)), 400, .closed),
    Probe(
      "trailers over 4 KiB",
      chunked(
        "0\r\n" + String(repeating: "A: " + String(repeating: "b", count: 200) + "\r\n", count: 21)),
      431, .closed),
  ]

  private static let sizes = [
    Probe(
      "100 fields",
      get(host + (1..<100).map { "A\($0): b\r\n" }.joined()), 200, .open),
    Probe(
      "101 fields",
      get(host + (1...100).map { "A\($0): b\r\n" }.joined()), 431, .closed),
    Probe("head of 16 KiB", head(16_384), 200, .open),
    Probe("head of 16 KiB and a byte", head(16_385), 431, .closed),
    Probe("head without end", "GET /" + String(repeating: "x", count: 20_000), 431, .closed),
  ]

  private static func head(_ size: Int) -> String {
    let rest = get(host + "A: \r\n")
    return get(host + "A: " + String(repeating: "b", count: size - rest.utf8.count) + "\r\n")
  }
}
