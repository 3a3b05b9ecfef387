/// Makes bearer tokens: 256 random bits as 43 characters of base64url (RFC 4648, section 5).
enum Token {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  static func fresh(_ random: any RandomSource) -> Secret { Secret(base64URL(random.bytes(32))) }

  /// Base64url without padding, as bytes of ASCII.
  static func base64URL(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count * 4 + 2) / 3)
    var bits: UInt32 = 0
    var held = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      held += 8
      while held >= 6 {
        held -= 6
        out.append(alphabet[Int(bits >> UInt32(held) & 0x3f)])
      }
    }
    if held > 0 { out.append(alphabet[Int(bits << UInt32(6 - held) & 0x3f)]) }
    return out
  }
}
