import HTTPEngine
import Identity

/// What a request brings to prove a session: a bearer token, or the cookie of the pages. Judged by
/// `SessionBook.check` alone; here only its form is.
enum PresentedToken {
  static let cookieName = "__Host-brama"
  /// Base64url of 256 bits without padding has 43 characters; anything past this is not one of ours.
  static let limit = 128

  case none
  case bearer(Secret)
  case cookie(Secret)

  var secret: Secret? {
    switch self {
    case .none: nil
    case .bearer(let secret), .cookie(let secret): secret
    }
  }

  /// One `Authorization` field with the scheme Bearer (RFC 6750, section 2.1), else one cookie whose
  /// request comes from our own pages. A request with a broken or doubled field has no token: where a
  /// session is needed that is the plain 401.
  init(_ headers: Headers, publicURL: PublicURL?) {
    let fields = headers.all("authorization")
    guard fields.isEmpty else {
      let token = fields.count == 1 ? Self.bearer(in: Array(fields[0].utf8).span) : nil
      self = token.map(PresentedToken.bearer) ?? .none
      return
    }
    guard Self.isSameOrigin(headers, publicURL: publicURL),
      let value = Self.cookieValue(in: headers.all("cookie"))
    else {
      self = .none
      return
    }
    self = .cookie(value)
  }

  /// - Returns: `nil` unless the field's value is the scheme `Bearer`, blanks, and a token.
  static func bearer(in field: Span<UInt8>) -> Secret? {
    let scheme: StaticString = "bearer "
    var start = scheme.utf8CodeUnitCount
    guard field.count > start, field.count <= 2 * limit else { return nil }
    for index in 0..<start {
      let byte = field[index]
      let lower = (0x41...0x5a).contains(byte) ? byte | 0x20 : byte
      guard lower == scheme.utf8Start[index] else { return nil }
    }
    while start < field.count, field[start] == 0x20 { start += 1 }
    let token = field.extracting(start..<field.count)
    return token.withUnsafeBufferPointer(isToken) ? Secret(copying: token) : nil
  }

  /// The cookie goes along only from a page of our own: `Origin` names the public URL, or, where a
  /// browser sends no `Origin`, `Sec-Fetch-Site` says so (Fetch standard).
  static func isSameOrigin(_ headers: Headers, publicURL: PublicURL?) -> Bool {
    let origins = headers.all("origin")
    if let publicURL, !origins.isEmpty { return origins == [publicURL.origin] }
    return headers.all("sec-fetch-site") == ["same-origin"]
  }

  /// - Returns: `nil` where the cookie is absent, given twice, or not in the form of a token.
  static func cookieValue(in fields: [String]) -> Secret? {
    var found: Secret?
    for field in fields {
      for pair in field.utf8.split(separator: UInt8(ascii: ";")) {
        let parts = pair.split(
          separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2,
          parts[0].drop(while: isBlank).elementsEqual(cookieName.utf8)
        else { continue }
        var value = parts[1][...]
        while let last = value.last, isBlank(last) { value.removeLast() }
        guard found == nil, isToken(value) else { return nil }
        found = Secret(value)
      }
    }
    return found
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// Base64url, at least one letter and no more than `limit`.
  private static func isToken(_ bytes: some Collection<UInt8>) -> Bool {
    guard (1...limit).contains(bytes.count) else { return false }
    return bytes.allSatisfy {
      switch $0 {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "_"): true
      default: false
      }
    }
  }
}
