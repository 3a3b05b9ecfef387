import Glibc

/// The two messages that are written without libldap, to find out what a port speaks, and the beginning
/// of what comes back (RFC 4511, BER by hand). Blocks; the caller's watch ends it.
enum RawLDAP {
  /// Extended request 1 with the name of StartTLS (RFC 4511, 4.14.1).
  static let startTLS: [UInt8] =
    [0x30, 0x1d, 2, 1, 1, 0x77, 0x18, 0x80, 0x16] + Array("1.3.6.1.4.1.1466.20037".utf8)

  /// Search request 1 for the root DSE, no attributes: `(objectClass=*)`, base, `1.1`.
  static let rootDSE: [UInt8] = {
    let filter: [UInt8] = [0x87, 11] + Array("objectClass".utf8)
    let body: [UInt8] =
      [4, 0, 0x0a, 1, 0, 0x0a, 1, 0, 2, 1, 0, 2, 1, 0, 1, 1, 0] + filter + [0x30, 5, 4, 3]
      + Array("1.1".utf8)
    return [0x30, UInt8(body.count + 5), 2, 1, 1, 0x63, UInt8(body.count)] + body
  }()

  enum Reply: Equatable {
    /// The tag of the operation; the result code and the text where it is one that has them.
    case message(tag: UInt8, result: Int32?, text: String)
    /// A TLS record (RFC 8446, 5.1).
    case tls
    case otherBytes
    case closed
  }

  static func ask(_ request: [UInt8], over descriptor: Int32) -> Reply {
    guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
      return .closed
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while bytes.count < 64 << 10 {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return bytes.isEmpty ? .closed : .otherBytes }
      bytes += buffer[..<count]
      if [0x15, 0x16].contains(bytes[0]), bytes.count >= 2 {
        return bytes[1] == 3 ? .tls : .otherBytes
      }
      guard bytes[0] == 0x30 else { return .otherBytes }
      if let reply = parse(bytes) { return reply }
    }
    return .otherBytes
  }

  /// `nil`: more bytes are needed.
  static func parse(_ bytes: [UInt8]) -> Reply? {
    var at = 0
    guard let outer = element(bytes, &at), outer.tag == 0x30 else { return nil }
    at = outer.start
    guard let id = element(bytes, &at), id.tag == 2 else { return .otherBytes }
    at = id.end
    guard let operation = element(bytes, &at) else { return .otherBytes }
    at = operation.start
    guard let code = element(bytes, &at), code.tag == 0x0a, code.end - code.start == 1 else {
      return .message(tag: operation.tag, result: nil, text: "")
    }
    let result = Int32(bytes[code.start])
    at = code.end
    var text = ""
    if let matched = element(bytes, &at) {
      at = matched.end
      if let message = element(bytes, &at), message.tag == 4 {
        text = String(decoding: bytes[message.start..<message.end].prefix(200), as: UTF8.self)
      }
    }
    return .message(tag: operation.tag, result: result, text: text)
  }

  /// Tag and place of the contents of the element at `at`; `nil` where it is not all there.
  private static func element(_ bytes: [UInt8], _ at: inout Int) -> (
    tag: UInt8, start: Int, end: Int
  )? {
    guard at + 2 <= bytes.count else { return nil }
    var length = Int(bytes[at + 1])
    var start = at + 2
    if length >= 0x80 {
      let count = length & 0x7f
      guard (1...4).contains(count), start + count <= bytes.count else { return nil }
      length = bytes[start..<start + count].reduce(0) { $0 << 8 | Int($1) }
      start += count
    }
    guard start + length <= bytes.count else { return nil }
    return (bytes[at], start, start + length)
  }
}
