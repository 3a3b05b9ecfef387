public import HTTPEngine

extension Portal {
  /// The headers that every answer carries, pages with their own policy included (OWASP Secure Headers).
  func harden(_ response: inout Response) {
    for field in securityHeaders.fields where response.headers.all(field.name).isEmpty {
      response.headers.add(field.name, field.value)
    }
  }

  /// For the engine, whose own refusals (a malformed request, too large a body) are to carry them too.
  public var securityHeaders: Headers {
    var headers = Headers(Self.always.map { .init(name: $0.0, value: $0.1) })
    if options.publicURL?.isSecure == true {
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
