/// Codes that people read off paper and type in: groups of four characters in Crockford base32
/// (no I, L, O, U), as in `7ZK2-9QXA-0M4T-E8WD`. Four groups carry 80 random bits, five carry 100.
enum AccessCodeText {
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  /// A new code: as shown, and in the form that is hashed.
  static func fresh(groups: Int, random: any RandomSource) -> (text: String, canonical: Secret) {
    let length = groups * 4
    let characters = Base32.encode(random.bytes((length * 5 + 7) / 8), with: alphabet)
      .prefix(length)
    let grouped = stride(from: 0, to: length, by: 4).map { start in
      characters.dropFirst(start).prefix(4)
    }
    return (grouped.joined(separator: "-"), Secret(String(characters)))
  }

  /// The hashed form of a code as typed: letter case, hyphens and spaces do not matter, and O, I, L are
  /// read as 0, 1, 1.
  /// - Returns: `nil` when it is no code of so many groups at all.
  static func canonical(_ typed: String, groups: Int) -> Secret? {
    guard typed.utf8.count <= 128 else { return nil }
    var out: [UInt8] = []
    for scalar in typed.unicodeScalars {
      if scalar == "-" || scalar.properties.isWhitespace { continue }
      guard scalar.isASCII else { return nil }
      var byte = UInt8(scalar.value)
      if (97...122).contains(byte) { byte -= 32 }
      switch byte {
      case UInt8(ascii: "O"): byte = UInt8(ascii: "0")
      case UInt8(ascii: "I"), UInt8(ascii: "L"): byte = UInt8(ascii: "1")
      default: break
      }
      guard alphabet.contains(byte) else { return nil }
      out.append(byte)
    }
    return out.count == groups * 4 ? Secret(out) : nil
  }
}
