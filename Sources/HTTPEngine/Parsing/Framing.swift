/// What the fields of a head say about where the message ends and what follows it (RFC 9112 sections 6
/// and 9), gathered while the fields are read.
struct Framing {
  var hosts = 0
  var length: Int?
  var isChunked = false

  /// Takes a field in; gives the status to refuse with, or `nil`.
  mutating func take(
    _ field: RequestHead.Field, _ bytes: Span<UInt8>, _ head: inout RequestHead
  ) -> Int? {
    // The length decides quickly for most fields.
    switch field.name.count {
    case 4 where bytes.holds(lowercase: "host", at: field.name):
      hosts += 1
      let isAuthority = (field.value.start..<field.value.end).allSatisfy {
        Byte.isAuthority(bytes[$0])
      }
      return isAuthority ? nil : 400
    case 6 where bytes.holds(lowercase: "expect", at: field.name):
      guard bytes.holds(lowercase: "100-continue", at: field.value) else { return 417 }
      // A client of HTTP/1.0 does not know the interim answer (RFC 9110 section 10.1.1).
      head.expectsContinue = head.minorVersion == 1
      return nil
    case 10 where bytes.holds(lowercase: "connection", at: field.name):
      takeConnection(field.value, bytes, &head)
      return nil
    case 14 where bytes.holds(lowercase: "content-length", at: field.name):
      return takeLength(field.value, bytes)
    case 17 where bytes.holds(lowercase: "transfer-encoding", at: field.name):
      guard !isChunked, head.minorVersion == 1 else { return 400 }
      guard bytes.holds(lowercase: "chunked", at: field.value) else { return 501 }
      isChunked = true
      return nil
    default:
      return nil
    }
  }

  private mutating func takeLength(_ value: ByteRange, _ bytes: Span<UInt8>) -> Int? {
    // Fifteen digits fit an `Int`; a longer or second number is no honest length.
    guard length == nil, 1...15 ~= value.count else { return 400 }
    var number = 0
    for index in value.start..<value.end {
      guard Byte.isDigit(bytes[index]) else { return 400 }
      number = number * 10 + Int(bytes[index]) - 48
    }
    length = number
    return nil
  }

  private func takeConnection(
    _ value: ByteRange, _ bytes: Span<UInt8>, _ head: inout RequestHead
  ) {
    var start = value.start
    while start < value.end {
      var end = start
      while end < value.end, bytes[end] != UInt8(ascii: ",") { end += 1 }
      let option = bytes.trimmed(ByteRange(start: start, end: end))
      if bytes.holds(lowercase: "close", at: option) {
        head.asksToClose = true
      } else if bytes.holds(lowercase: "keep-alive", at: option) {
        head.asksToKeep = true
      }
      start = end + 1
    }
  }
}
