/// Base32 of RFC 4648, section 6, without padding: how a TOTP secret is shown and typed in (TFA-14).
public enum Base32 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

  public static func encode(_ bytes: some Collection<UInt8>) -> String {
    encode(bytes, alphabet: alphabet)
  }

  /// - Returns: `nil` unless the text is base32 in either letter case, padded or not, whose unused last
  ///   bits are zero.
  public static func decode(_ text: String) -> [UInt8]? {
    var symbols = Array(text.utf8)
    while symbols.last == UInt8(ascii: "=") { symbols.removeLast() }
    var out: [UInt8] = []
    out.reserveCapacity(symbols.count * 5 / 8)
    var buffer: UInt32 = 0
    var bits = 0
    for symbol in symbols {
      let value: UInt8
      switch symbol {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = symbol - UInt8(ascii: "A")
      case UInt8(ascii: "a")...UInt8(ascii: "z"): value = symbol - UInt8(ascii: "a")
      case UInt8(ascii: "2")...UInt8(ascii: "7"): value = symbol - UInt8(ascii: "2") + 26
      default: return nil
      }
      buffer = buffer << 5 | UInt32(value)
      bits += 5
      if bits >= 8 {
        bits -= 8
        out.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
        buffer &= (1 << UInt32(bits)) - 1
      }
    }
    // A symbol too many, or bits that no encoder would have set: not the text of any bytes.
    guard bits < 5, buffer == 0 else { return nil }
    return out
  }

  /// Groups of five bits, most significant first; the last group is filled up with zero bits.
  static func encode(_ bytes: some Collection<UInt8>, alphabet: [UInt8]) -> String {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count * 8 + 4) / 5)
    var buffer: UInt32 = 0
    var bits = 0
    for byte in bytes {
      buffer = buffer << 8 | UInt32(byte)
      bits += 8
      while bits >= 5 {
        bits -= 5
        out.append(alphabet[Int(buffer >> UInt32(bits) & 31)])
      }
      buffer &= (1 << UInt32(bits)) - 1
    }
    if bits > 0 { out.append(alphabet[Int(buffer << UInt32(5 - bits) & 31)]) }
    return String(decoding: out, as: UTF8.self)
  }
}
