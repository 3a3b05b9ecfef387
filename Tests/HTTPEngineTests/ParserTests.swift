import Testing

@testable import HTTPEngine

/// Reads one request by the engine's parsers from bytes that come in pieces.
struct PiecewiseReader {
  struct Reading: Equatable {
    var verdict: Verdict
    var head: RequestHead?
    var body: [UInt8] = []
    /// The bytes after the request.
    var left: [UInt8] = []
  }

  let limits = Limits()

  /// - Parameter cuts: where the pieces begin, ascending.
  func read(_ bytes: [UInt8], cuts: [Int]) -> Reading {
    var parser = HeadParser(longestHead: limits.headBytes, mostFields: limits.fields)
    var buffer: [UInt8] = []
    var chunks: ChunkedBody?
    var position = 0
    for (start, end) in zip([0] + cuts, cuts + [bytes.count]) {
      buffer += bytes[start..<end]
      if chunks == nil {
        switch parser.parse(buffer.span, from: 0) {
        case .needsMore: continue
        case .refused(let status): return Reading(verdict: .refused(status))
        case .complete: break
        }
        position = parser.head.end
        guard parser.head.isChunked else {
          return Reading(
            verdict: .complete, head: parser.head, left: Array(buffer[position...] + bytes[end...]))
        }
        chunks = ChunkedBody(longestBody: limits.bodyBytes)
      }
      switch chunks?.read(buffer.span, &position) {
      case .refused(let status): return Reading(verdict: .refused(status))
      case .complete:
        return Reading(
          verdict: .complete, head: parser.head,
          body: chunks?.withBytes { $0.withUnsafeBufferPointer { Array($0) } } ?? [],
          left: Array(buffer[position...] + bytes[end...]))
      case .needsMore, nil:
        buffer.removeSubrange(parser.head.end..<position)
        position = parser.head.end
      }
    }
    return Reading(verdict: .needsMore)
  }
}

@Suite("Parser")
struct ParserTests {
  private let reader = PiecewiseReader()

  @Test("a request cut in two at any byte is understood as the whole one", arguments: Probe.all)
  func everySplit(_ probe: Probe) {
    let whole = reader.read(probe.bytes, cuts: [])
    // Of very long probes the middle is all the same.
    let count = probe.bytes.count
    let cuts = count < 2_000 ? Array(0...count) : Array(0..<300) + Array((count - 300)...count)
    for cut in cuts {
      let reading = reader.read(probe.bytes, cuts: [cut])
      guard reading == whole else {
        Issue.record("cut at \(cut): \(reading) instead of \(whole)")
        return
      }
    }
    #expect(reader.read(probe.bytes, cuts: Array(1..<min(count, 3_000))) == whole)
  }

  @Test("a head is read into its parts")
  func parts() throws {
    let sent = "POST /a/b?c=d?e HTTP/1.1\r\nHost: h\r\nX-One:  1 \t\r\nx-one: 2\r\n\r\n"
    let bytes = Array(sent.utf8)
    let head = try #require(reader.read(bytes, cuts: []).head)
    func text(_ range: ByteRange) -> String { bytes.span.text(range) }
    #expect(text(head.method) == "POST")
    #expect(text(head.path) == "/a/b")
    #expect(head.query.map(text) == "c=d?e")
    #expect(head.fields.map { text($0.name) } == ["Host", "X-One", "x-one"])
    #expect(head.fields.map { text($0.value) } == ["h", "1", "2"])
    #expect(head.keepsAlive && head.contentLength == nil && !head.isChunked)
    #expect(head.end == bytes.count)
  }

  @Test(
    "the path of an absolute target is what follows the authority",
    arguments: [
      ("http://h", "/", nil), ("http://h?q", "/", "q"), ("HTTPS://h:1/a?b", "/a", "b"),
      ("http://[::1]/", "/", nil), ("/http://h", "/http://h", nil), ("/?", "/", ""),
    ] as [(String, String, String?)])
  func absoluteTarget(target: String, path: String, query: String?) throws {
    let bytes = Array("GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
    let head = try #require(reader.read(bytes, cuts: []).head)
    #expect(bytes.span.text(head.path) == path)
    #expect(head.query.map { bytes.span.text($0) } == query)
  }

  @Test("chunks are joined and what follows them is left alone")
  func chunkJoin() {
    let text =
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      + "3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: u\r\n\r\nGET /next"
    let reading = reader.read(Array(text.utf8), cuts: [])
    #expect(reading.body == Array("abc0123456789".utf8))
    #expect(reading.left == Array("GET /next".utf8))
  }
}
