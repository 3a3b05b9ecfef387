/// As much of the basic encoding rules (X.690) as LDAP messages are made of (RFC 4511, 5.1).
enum BER {
  static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    let count = content.count
    if count < 0x80 { return [tag, UInt8(count)] + content }
    return [tag, 0x84] + (0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * $0)) } + content
  }

  static func sequence(_ parts: [UInt8]..., tag: UInt8 = 0x30) -> [UInt8] {
    element(tag, parts.flatMap { $0 })
  }

  static func octets(_ value: some Sequence<UInt8>, tag: UInt8 = 0x04) -> [UInt8] {
    element(tag, Array(value))
  }

  static func text(_ value: String, tag: UInt8 = 0x04) -> [UInt8] { octets(value.utf8, tag: tag) }

  /// A number that is not negative.
  static func number(_ value: Int, tag: UInt8 = 0x02) -> [UInt8] {
    var bytes = [UInt8(truncatingIfNeeded: value)]
    var rest = value >> 8
    while rest > 0 {
      bytes.insert(UInt8(truncatingIfNeeded: rest), at: 0)
      rest >>= 8
    }
    return element(tag, bytes[0] & 0x80 == 0 ? bytes : [0] + bytes)
  }

  /// One element after the other of what was received.
  struct Reader {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }
    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// - Returns: nil at the end, and where something is cut off or longer than 16 MiB.
    mutating func next() -> (tag: UInt8, content: ArraySlice<UInt8>)? {
      guard let (tag, header, count) = Self.header(rest), rest.count >= header + count else {
        return nil
      }
      let start = rest.startIndex + header
      let content = rest[start..<start + count]
      rest = rest[(start + count)...]
      return (tag, content)
    }

    mutating func number() -> Int? {
      guard let (_, content) = next(), content.count <= 4 else { return nil }
      return content.reduce(0) { $0 << 8 | Int($1) }
    }

    mutating func text() -> String? {
      next().map { String(decoding: $0.content, as: UTF8.self) }
    }

    private static func header(_ bytes: ArraySlice<UInt8>) -> (UInt8, Int, Int)? {
      guard bytes.count >= 2, let tag = bytes.first else { return nil }
      let first = bytes[bytes.startIndex + 1]
      guard first >= 0x80 else { return (tag, 2, Int(first)) }
      let size = Int(first & 0x7f)
      guard (1...4).contains(size), bytes.count >= 2 + size else { return nil }
      let count = bytes.dropFirst(2).prefix(size).reduce(0) { $0 << 8 | Int($1) }
      return count <= 16 << 20 ? (tag, 2 + size, count) : nil
    }
  }
}
