import HTTPEngine

/// A file that pages load: its address names its content, so that it may be kept for ever.
struct Asset: Sendable, Equatable {
  let path: String
  let type: String
  let body: [UInt8]

  init(extension suffix: String, type: String, text: String) {
    body = Array(text.utf8)
    self.type = type
    path = "/assets/\(Asset.tag(of: body)).\(suffix)"
  }

  static let stylesheet = Asset(
    extension: "css", type: "text/css; charset=utf-8", text: Stylesheet.text)
  static let logo = Asset(extension: "svg", type: "image/svg+xml", text: Logo.text)

  static let leaving = Asset(
    extension: "js", type: "text/javascript; charset=utf-8", text: LeavingScript.text)

  static let all = [stylesheet, logo, leaving]

  var response: Response {
    Response(
      status: 200,
      headers: Headers([
        .init(name: "Content-Type", value: type),
        .init(name: "Cache-Control", value: "public, max-age=31536000, immutable"),
        .init(name: "Content-Security-Policy", value: "default-src 'none'; sandbox"),
        .init(name: "X-Content-Type-Options", value: "nosniff"),
        .init(name: "Cross-Origin-Resource-Policy", value: "same-origin"),
      ]), body: body)
  }

  /// FNV-1a, 64 bits: tells versions of our own files apart, which needs no cryptographic hash.
  private static func tag(of bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
