import Identity

/// What a form has to bring back to prove that it is one of ours (double submit).
///
/// 256 random bits in a `__Host-` cookie, which neither another site nor a neighbouring subdomain can
/// set or read, and the same bits in a hidden field. Needs no session, so the sign-in form has one too.
/// The check of `Origin` stands beside it, not in its place.
struct FormToken: Sendable {
  static let field = "form-token"

  /// Base64url of 32 bytes.
  let text: String

  init(random: any RandomSource) { text = Base64.url(random.bytes(32)) }

  /// As the cookie brings it; `nil` unless it has the form of one of ours.
  init?(cookie value: String) {
    guard value.utf8.count == 43, value.utf8.allSatisfy(Base64.isURLSafe) else { return nil }
    text = value
  }

  /// Does a form bring this token? In constant time.
  func matches(_ presented: String) -> Bool { Secret(text).matches(Secret(presented)) }
}
