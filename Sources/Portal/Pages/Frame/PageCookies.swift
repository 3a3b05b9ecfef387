import HTTPEngine

/// The cookies that pages set. All are `__Host-`: no other host can set them, no script can read them.
enum PageCookie: String, Sendable, CaseIterable {
  /// The token of the session.
  case session = "__Host-brama"
  /// What forms have to bring back.
  case form = "__Host-brama-form"
  /// The ticket of the step that a sign-in is at.
  case step = "__Host-brama-step"
  /// The language that the reader chose.
  case language = "__Host-brama-lang"
  /// The people who have signed in with this browser: no credential, and good for a year.
  case device = "__Host-brama-device"

  /// Longer than any value of ours.
  static let limit = 320

  /// The session goes along with a link from an e-mail; what belongs to forms never leaves them.
  private var sameSite: String {
    switch self {
    case .session, .language: "Lax"
    case .form, .step, .device: "Strict"
    }
  }

  /// - Parameter maxAge: seconds; `nil`: until the browser is closed.
  func setting(_ value: String, maxAge: Int? = nil) -> String {
    let age = maxAge.map { "; Max-Age=\($0)" } ?? ""
    return "\(rawValue)=\(value); Path=/; Secure; HttpOnly; SameSite=\(sameSite)\(age)"
  }

  var clearing: String { setting("", maxAge: 0) }
}

/// The cookies of one request, by name.
struct PresentedCookies: Sendable, Equatable {
  enum Presented: Sendable, Equatable {
    case absent
    case value(String)
    /// Given twice, too long, or with characters that no cookie of ours has.
    case broken
  }

  private var found: [PageCookie: Presented] = [:]

  init(_ headers: Headers) {
    for field in headers.all("cookie") {
      for pair in field.utf8.split(separator: UInt8(ascii: ";")) {
        let parts = pair.split(
          separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let cookie = PageCookie(rawValue: Self.trimmed(parts[0])) else {
          continue
        }
        let value = Self.trimmed(parts[1])
        let isFirst = found[cookie] == nil
        found[cookie] = isFirst && Self.isOurs(value) ? .value(value) : .broken
      }
    }
  }

  subscript(cookie: PageCookie) -> Presented { found[cookie] ?? .absent }

  func value(_ cookie: PageCookie) -> String? {
    if case .value(let value) = self[cookie] { return value }
    return nil
  }

  private static func isOurs(_ value: String) -> Bool {
    (1...PageCookie.limit).contains(value.utf8.count)
      && value.utf8.allSatisfy {
        Base64.isURLSafe($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "+")
      }
  }

  private static func trimmed(_ text: Substring.UTF8View) -> String {
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    let head = text.drop(while: isBlank)
    let tail = head.reversed().drop(while: isBlank).count
    return String(decoding: head.prefix(tail), as: UTF8.self)
  }
}
