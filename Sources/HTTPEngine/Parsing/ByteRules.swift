import Glibc

/// Where something lies in a connection's input: offsets, never pointers.
struct ByteRange: Equatable, Sendable {
  var start = 0
  var end = 0

  var count: Int { end - start }
  var isEmpty: Bool { start == end }
}

/// The characters that the grammar of RFC 9110 and RFC 9112 names.
enum Byte {
  static let lineFeed: UInt8 = 10
  static let carriageReturn: UInt8 = 13
  static let tab: UInt8 = 9
  static let space: UInt8 = 32
  static let colon: UInt8 = 58

  /// `tchar` of RFC 9110 section 5.6.2, as one bit for each of the 128 ASCII characters.
  @inline(__always)
  static func isToken(_ byte: UInt8) -> Bool {
    let bits: UInt64 = byte < 64 ? 0x03FF_6CFA_0000_0000 : 0x57FF_FFFF_C7FF_FFFE
    return byte < 128 && bits >> UInt64(byte & 63) & 1 == 1
  }

  @inline(__always)
  static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

  /// `field-vchar`, blanks included: everything but controls (RFC 9110 section 5.5).
  @inline(__always)
  static func isFieldContent(_ byte: UInt8) -> Bool { byte >= 32 && byte != 127 || byte == tab }

  @inline(__always)
  static func lowercased(_ byte: UInt8) -> UInt8 { byte >= 65 && byte <= 90 ? byte | 32 : byte }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

  static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
  }

  /// `reg-name`, IP literals and the port of RFC 3986 section 3.2: what a Host field may hold.
  static func isAuthority(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"),
      UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "%"),
      UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "'"),
      UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"),
      UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "="):
      true
    default: false
    }
  }
}

extension Span<UInt8> {
  /// Whether a range holds this text, byte for byte.
  func holds(_ text: StaticString, at range: ByteRange) -> Bool {
    guard range.count == text.utf8CodeUnitCount else { return false }
    return extracting(range.start..<range.end).withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return true }
      return memcmp(start, text.utf8Start, bytes.count) == 0
    }
  }

  /// Whether a range holds this text, whatever the case of its letters; `text` is lower case.
  func holds(lowercase text: StaticString, at range: ByteRange) -> Bool {
    guard range.count == text.utf8CodeUnitCount else { return false }
    for index in 0..<range.count
    where Byte.lowercased(self[range.start + index]) != text.utf8Start[index] {
      return false
    }
    return true
  }

  /// The offset of the first line feed in a range.
  func lineFeed(in range: Range<Int>) -> Int? {
    extracting(range).withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress,
        let found = memchr(start, Int32(Byte.lineFeed), bytes.count)
      else { return nil }
      return range.lowerBound + (UnsafeRawPointer(found) - start)
    }
  }

  func text(_ range: ByteRange) -> String {
    extracting(range.start..<range.end).withUnsafeBufferPointer {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// A range without the blanks at its ends.
  func trimmed(_ range: ByteRange) -> ByteRange {
    var result = range
    while result.start < result.end, Byte.isBlank(self[result.start]) { result.start += 1 }
    while result.end > result.start, Byte.isBlank(self[result.end - 1]) { result.end -= 1 }
    return result
  }
}
