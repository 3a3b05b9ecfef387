public import HTTPEngine

extension Portal {
  /// The headers that every answer carries, pages with their own policy included (OWASP Secure Headers).
  func harden(_ response: inout Response) {
    for field in securityHeaders.fields where !response.headers.has(field.name) {
      response.headers.add(field.name, field.value)
    }
  }

  /// For the engine, which adds them to every answer, its own refusals (a malformed request, too large a
  /// body) among them.
  public var securityHeaders: Headers {
    Self.securityHeaders(isSecure: options.publicURL?.isSecure == true)
  }

  static func securityHeaders(isSecure: Bool) -> Headers {
    var headers = Headers(always.map { .init(name: $0.0, value: $0.1) })
    if isSecure {
      headers.add("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    }
    return headers
  }

  private static let always = [
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
  ]
}
