/// Turns answers into bytes. Fields that are added to every answer are encoded once, at the start.
struct ResponseEncoder: Sendable {
  /// How an answer is framed, which the request and the connection decide.
  struct Frame {
    /// An answer to HEAD: the length of the body, not the body (RFC 9110 section 9.3.2).
    var isHead = false
    var closes = false
    /// A client of HTTP/1.0 must be told that the connection stays.
    var saysKeepAlive = false
  }

  private struct Added: Sendable {
    let name: String
    let line: [UInt8]
  }

  private let added: [Added]
  private let addedLines: [UInt8]
  /// The lines of the last answer that had a media type and no other field, as most have; a media type is
  /// no secret that may not be kept.
  private var typed: (field: Headers.Field, lines: [UInt8])?

  /// - Parameter added: for every answer that has no field of the same name itself.
  init(adding added: Headers = Headers()) {
    // The embedder's constants: a wrong one must stop the first test that starts a server.
    precondition(added.fields.allSatisfy(Self.isAllowed), "an added header cannot be sent")
    self.added = added.fields.map {
      Added(name: $0.name, line: Array("\($0.name): \($0.value)\r\n".utf8))
    }
    addedLines = self.added.flatMap(\.line)
  }

  /// Appends an answer. One that cannot be sent (a field with CR, LF or another control in it, a status
  /// outside of 200 to 599) is a programming error and becomes a bare 500.
  /// - Returns: the status that was sent.
  @discardableResult
  mutating func encode(
    _ response: Response, _ frame: Frame, date: [UInt8], into output: inout [UInt8]
  ) -> Int {
    let fields = response.headers.fields
    let isKnown = fields.count == 1 && fields[0] == typed?.field
    guard 200...599 ~= response.status, isKnown || fields.allSatisfy(Self.isAllowed) else {
      return encode(Problem.response(500), frame, date: date, into: &output)
    }
    output.reserveCapacity(1024 + response.body.count)
    output.append("HTTP/1.1 ")
    output.append(decimal: response.status)
    output.append(" ")
    output.append(StatusPhrase.of(response.status))
    output.append("\r\n")
    output.append(contentsOf: date)
    if isKnown, let typed {
      output.append(contentsOf: typed.lines)
    } else {
      appendFields(response.headers, &output)
    }
    // 204 and 304 have no body; a length of 0 would be wrong for both (RFC 9110 section 8.6).
    let mayHaveBody = response.status != 204 && response.status != 304
    if mayHaveBody {
      output.append("Content-Length: ")
      output.append(decimal: response.body.count)
      output.append("\r\n")
    }
    if frame.closes {
      output.append("Connection: close\r\n")
    } else if frame.saysKeepAlive {
      output.append("Connection: keep-alive\r\n")
    }
    output.append("\r\n")
    if mayHaveBody, !frame.isHead { output.append(contentsOf: response.body) }
    return response.status
  }

  private mutating func appendFields(_ headers: Headers, _ output: inout [UInt8]) {
    let start = output.count
    for field in headers.fields where !Self.isEngines(field.name) {
      output.append(contentsOf: field.name.utf8)
      output.append(": ")
      output.append(contentsOf: field.value.utf8)
      output.append("\r\n")
    }
    appendAdded(headers, &output)
    if headers.fields.count == 1, Headers.same(headers.fields[0].name, "content-type") {
      typed = (headers.fields[0], Array(output[start...]))
    }
  }

  private func appendAdded(_ own: Headers, _ output: inout [UInt8]) {
    let isRepeated = { (name: String) in own.has(name) }
    guard added.contains(where: { isRepeated($0.name) }) else {
      output.append(contentsOf: addedLines)
      return
    }
    for field in added where !isRepeated(field.name) { output.append(contentsOf: field.line) }
  }

  /// Fields that only the engine may write.
  private static func isEngines(_ name: String) -> Bool {
    switch name.utf8.count {
    case 4: Headers.same(name, "date")
    case 10: Headers.same(name, "connection")
    case 14: Headers.same(name, "content-length")
    case 17: Headers.same(name, "transfer-encoding")
    default: false
    }
  }

  private static func isAllowed(_ field: Headers.Field) -> Bool {
    !field.name.isEmpty && field.name.utf8.allSatisfy(Byte.isToken)
      && field.value.utf8.allSatisfy(Byte.isFieldContent)
  }
}

extension [UInt8] {
  mutating func append(_ text: StaticString) {
    append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func append(decimal number: Int) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var start = digits.count
      var rest = number
      repeat {
        start -= 1
        digits[start] = UInt8(48 + rest % 10)
        rest /= 10
      } while rest > 0
      append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
    }
  }
}
