/// Base64url of RFC 4648, section 5, without padding: bytes in a cookie or a header.
enum Base64URL {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
  private static let values = Dictionary(
    uniqueKeysWithValues: zip(alphabet, 0..<UInt32(alphabet.count)))

  /// Letters of ASCII.
  static func encode(_ bytes: [UInt8]) -> [UInt8] { BitGroups.letters(bytes, 6, alphabet) }

  /// Reads whole groups of three bytes, which have one spelling only; `nil` for anything else.
  static func decode(_ text: String) -> [UInt8]? {
    guard text.utf8.count.isMultiple(of: 4) else { return nil }
    var out: [UInt8] = []
    out.reserveCapacity(text.utf8.count / 4 * 3)
    var held: UInt32 = 0
    for (index, letter) in text.utf8.enumerated() {
      guard let value = values[letter] else { return nil }
      held = held << 6 | value
      guard index % 4 == 3 else { continue }
      out += [UInt8(held >> 16), UInt8(held >> 8 & 0xff), UInt8(held & 0xff)]
      held = 0
    }
    return out
  }
}

/// How RFC 4648 writes bytes: a letter for so many bits, the highest first, the last filled up with zeros.
enum BitGroups {
  static func letters(_ bytes: [UInt8], _ width: Int, _ alphabet: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count * 8 + width - 1) / width)
    let mask: UInt32 = (1 << UInt32(width)) - 1
    var held: UInt32 = 0
    var bits = 0
    for byte in bytes {
      held = held << 8 | UInt32(byte)
      bits += 8
      while bits >= width {
        bits -= width
        out.append(alphabet[Int(held >> UInt32(bits) & mask)])
      }
    }
    if bits > 0 { out.append(alphabet[Int(held << UInt32(width - bits) & mask)]) }
    return out
  }
}
