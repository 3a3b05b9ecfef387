/// Percent-decoding of one path segment (RFC 3986 section 2.1), done once, after routing on the raw
/// path, so that an encoded slash is never a separator.
enum PercentDecoding {
  /// - Returns: `nil` for a broken escape, a NUL or what is not UTF-8.
  static func decode(_ segment: Substring) -> String? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(segment.utf8.count)
    var rest = segment.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(Byte.hexValue),
        let low = rest.popFirst().flatMap(Byte.hexValue), high | low != 0
      else { return nil }
      bytes.append(high << 4 | low)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
