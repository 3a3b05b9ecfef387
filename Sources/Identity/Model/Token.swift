/// Makes bearer tokens: 256 random bits as 43 characters of base64url (RFC 4648, section 5).
enum Token {
  static func fresh(_ random: any RandomSource) -> Secret {
    Secret(Base64URL.encode(random.bytes(32)))
  }
}
