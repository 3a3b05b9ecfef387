import HTTPEngine

extension Portal {
  /// The headers that every answer carries, pages with their own policy included (OWASP Secure Headers).
  func harden(_ response: inout Response) {
    for (name, value) in Self.securityHeaders where response.headers.all(name).isEmpty {
      response.headers.add(name, value)
    }
    if options.publicURL?.isSecure == true {
      response.headers.add("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    }
  }

  private static let securityHeaders = [
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
