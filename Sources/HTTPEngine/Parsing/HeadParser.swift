/// A strict parser of request heads (RFC 9112), resumable at any byte.
///
/// What two readers could understand in two ways is refused, never repaired: that is what request
/// smuggling lives on. The verdict does not depend on how the bytes were cut into segments.
struct HeadParser: Sendable {
  private(set) var head = RequestHead()
  private let longestHead: Int
  private let mostFields: Int
  /// How far the end of the head was already looked for.
  private var searched = 0

  /// Whether `head` tells of the request under way: its request line, and its fields as far as they were
  /// read before a refusal.
  private(set) var hasReadLines = false

  init(longestHead: Int, mostFields: Int) {
    self.longestHead = longestHead
    self.mostFields = mostFields
  }

  /// Forgets a search; call it when another request begins.
  mutating func restart() { searched = 0 }

  /// Call it when the input was moved: the offsets in `head` are then good for nothing.
  mutating func forgetLines() {
    searched = 0
    hasReadLines = false
  }

  /// - Parameter bytes: the whole input; `start` is where this request begins.
  mutating func parse(_ bytes: Span<UInt8>, from start: Int) -> Verdict {
    hasReadLines = false
    var start = start
    // One empty line before the request line is allowed (RFC 9112 section 2.2).
    if start < bytes.count, bytes[start] == Byte.carriageReturn {
      guard start + 1 < bytes.count else { return .needsMore }
      guard bytes[start + 1] == Byte.lineFeed else { return .refused(400) }
      start += 2
    }
    guard start < bytes.count else { return .needsMore }
    // Not HTTP (a TLS greeting, a second empty line): no need to wait for an end.
    guard Byte.isToken(bytes[start]) else { return .refused(400) }
    switch findEnd(bytes, from: start) {
    case .complete: return parseLines(bytes, from: start)
    case let other: return other
    }
  }

  /// Looks for the empty line; on `.complete`, `head.end` is set.
  private mutating func findEnd(_ bytes: Span<UInt8>, from start: Int) -> Verdict {
    let stop = min(bytes.count, start + longestHead)
    var index = max(searched, start)
    while index < stop, let feed = bytes.lineFeed(in: index..<stop) {
      guard feed > start, bytes[feed - 1] == Byte.carriageReturn else { return .refused(400) }
      if feed >= start + 3, bytes[feed - 2] == Byte.lineFeed {
        head.end = feed + 1
        return .complete
      }
      index = feed + 1
    }
    searched = max(stop, searched)
    return stop == start + longestHead ? .refused(431) : .needsMore
  }

  private mutating func parseLines(_ bytes: Span<UInt8>, from start: Int) -> Verdict {
    let end = head.end
    head.clear(endingAt: end)
    hasReadLines = true
    // The last two bytes are the empty line: reading up to a CR never runs past them.
    var index = start
    if let status = parseRequestLine(bytes, &index) { return .refused(status) }
    var framing = Framing()
    while index < end - 2 {
      if let status = parseField(bytes, &index, &framing) { return .refused(status) }
    }
    guard framing.hosts == 1 || framing.hosts == 0 && head.minorVersion == 0 else {
      return .refused(400)
    }
    if framing.isChunked, framing.length != nil { return .refused(400) }
    head.contentLength = framing.length
    head.isChunked = framing.isChunked
    return .complete
  }

  /// The first line; gives the status to refuse with, or `nil`.
  private mutating func parseRequestLine(_ bytes: Span<UInt8>, _ index: inout Int) -> Int? {
    head.method.start = index
    while Byte.isToken(bytes[index]) { index += 1 }
    head.method.end = index
    guard !head.method.isEmpty, head.method.count <= 16, bytes[index] == Byte.space else {
      return 400
    }
    index += 1
    let targetStart = index
    while bytes[index] > 32, bytes[index] < 127 { index += 1 }
    let target = ByteRange(start: targetStart, end: index)
    guard !target.isEmpty, bytes[index] == Byte.space else { return 400 }
    index += 1
    let versionStart = index
    while bytes[index] != Byte.carriageReturn { index += 1 }
    guard bytes[index + 1] == Byte.lineFeed else { return 400 }
    let version = ByteRange(start: versionStart, end: index)
    index += 2
    guard version.count == 8,
      bytes.holds("HTTP/", at: ByteRange(start: version.start, end: version.start + 5)),
      Byte.isDigit(bytes[version.start + 5]), bytes[version.start + 6] == UInt8(ascii: "."),
      Byte.isDigit(bytes[version.start + 7])
    else { return 400 }
    guard bytes[version.start + 5] == UInt8(ascii: "1"), bytes[version.start + 7] <= 49 else {
      return 505
    }
    head.minorVersion = Int(bytes[version.start + 7]) - 48
    return parseTarget(bytes, target)
  }

  /// The forms of RFC 9112 section 3.2; the path and the query stay raw.
  private mutating func parseTarget(_ bytes: Span<UInt8>, _ target: ByteRange) -> Int? {
    // A tunnel: this is no proxy.
    if bytes.holds("CONNECT", at: head.method) { return 501 }
    if bytes.holds("*", at: target), bytes.holds("OPTIONS", at: head.method) {
      head.path = target
      return nil
    }
    var path = target
    if bytes[target.start] != UInt8(ascii: "/") {
      guard let afterAuthority = endOfAuthority(bytes, target) else { return 400 }
      path.start = afterAuthority
    }
    if let mark = (path.start..<path.end).first(where: { bytes[$0] == UInt8(ascii: "?") }) {
      head.query = ByteRange(start: mark + 1, end: path.end)
      path.end = mark
    }
    // `http://host` and `http://host?query` mean the path `/`; one lies at hand in the scheme.
    if path.isEmpty {
      let slash = (target.start..<target.end).first { bytes[$0] == UInt8(ascii: "/") }
      path.start = slash ?? target.start
      path.end = path.start + 1
    }
    head.path = path
    return nil
  }

  /// The offset after `http://authority` of an absolute-form target. The authority itself is ignored:
  /// nothing here is decided by the name a client calls us.
  private func endOfAuthority(_ bytes: Span<UInt8>, _ target: ByteRange) -> Int? {
    func begins(_ scheme: StaticString) -> Int? {
      let end = target.start + scheme.utf8CodeUnitCount
      guard end <= target.end,
        bytes.holds(lowercase: scheme, at: ByteRange(start: target.start, end: end))
      else { return nil }
      return end
    }
    guard let start = begins("http://") ?? begins("https://") else { return nil }
    var index = start
    while index < target.end, Byte.isAuthority(bytes[index]) { index += 1 }
    guard index > start else { return nil }
    guard
      index == target.end || bytes[index] == UInt8(ascii: "/")
        || bytes[index] == UInt8(ascii: "?")
    else { return nil }
    return index
  }

  /// One field line; gives the status to refuse with, or `nil`.
  private mutating func parseField(
    _ bytes: Span<UInt8>, _ index: inout Int, _ framing: inout Framing
  ) -> Int? {
    var field = RequestHead.Field()
    field.name.start = index
    while Byte.isToken(bytes[index]) { index += 1 }
    field.name.end = index
    // No name also means: a folded line. No colon at once: a blank before it (RFC 9112 section 5.1).
    guard !field.name.isEmpty, bytes[index] == Byte.colon else { return 400 }
    index += 1
    field.value.start = index
    while Byte.isFieldContent(bytes[index]) { index += 1 }
    guard bytes[index] == Byte.carriageReturn, bytes[index + 1] == Byte.lineFeed else {
      return 400
    }
    field.value.end = index
    field.value = bytes.trimmed(field.value)
    index += 2
    guard head.fields.count < mostFields else { return 431 }
    head.fields.append(field)
    return framing.take(field, bytes, &head)
  }
}
