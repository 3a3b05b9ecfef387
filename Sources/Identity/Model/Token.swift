import Foundation

/// Makes bearer tokens: 256 random bits as 43 characters of base64url (RFC 4648, section 5).
enum Token {
  static func fresh(_ random: any RandomSource) -> Secret {
    let text = Data(random.bytes(32)).base64EncodedString()
      .replacingOccurrences(of: "+", with: "-")
      .replacingOccurrences(of: "/", with: "_")
      .replacingOccurrences(of: "=", with: "")
    return Secret(text)
  }
}
