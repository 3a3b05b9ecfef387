/// Base32 of RFC 4648, section 6, without padding: the form in which TOTP secrets are typed in.
enum Base32 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

  static func encode(_ bytes: [UInt8]) -> String { encode(bytes, with: alphabet) }

  static func encode(_ bytes: [UInt8], with alphabet: [UInt8]) -> String {
    String(decoding: BitGroups.letters(bytes, 5, alphabet), as: UTF8.self)
  }
}
