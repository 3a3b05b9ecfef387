import HTTPEngine
import Identity
import Messages

@testable import Portal

/// Cookies, a `Cookie` field a line: the two readers of the session's cookie never see two sessions.
enum CookieHarness {
  static func read(_ bytes: [UInt8]) {
    let headers = Headers(bytes.lines.map { .init(name: "Cookie", value: $0) })
    let cookies = PresentedCookies(headers)
    for cookie in PageCookie.allCases {
      guard let value = cookies.value(cookie) else { continue }
      hold((1...PageCookie.limit).contains(value.utf8.count), "a cookie keeps its limit")
      hold(
        !value.utf8.contains { $0 <= 0x20 || $0 >= 0x7f || $0 == 0x3b }, "a cookie is plain text")
      if let device = DeviceCookie(value) {
        hold(device.text == value, "a device cookie has one spelling")
      }
      if let token = FormToken(cookie: value) { hold(token.matches(value), "a token is itself") }
    }
    guard let secret = PresentedToken.cookieValue(in: headers.all("cookie")) else { return }
    hold((1...PresentedToken.limit).contains(secret.count), "a token keeps its limit")
    if let value = cookies.value(.session) {
      hold(secret.matches(Secret(value)), "pages and interface see two sessions")
    }
  }
}

/// What names or proves something in a header or a query: bearer tokens, cursors, entity tags, ids, and
/// moments.
enum TokenHarness {
  static func read(_ bytes: [UInt8]) {
    if let secret = PresentedToken.bearer(in: bytes.span) {
      hold((1...PresentedToken.limit).contains(secret.count), "a token keeps its limit")
      hold(
        bytes.suffix(secret.count).elementsEqual(secret.withBytes { Array($0) }), "another token")
    }
    let text = bytes.text
    let headers = Headers([
      .init(name: "Authorization", value: text), .init(name: "If-Match", value: text),
    ])
    _ = PresentedToken(headers, publicURL: PublicURL(scheme: .https, host: "brama.example"))
    if let version = try? EntityTag.presented(headers) {
      hold(text.utf8.first == 0x22, "a version \(version) came without quotes")
    }
    if let place = Cursor.place(in: text, of: "people") {
      hold(
        Cursor.place(in: Cursor.text("people", after: place), of: "people") == place,
        "a cursor does not lead back")
    }
    if text.utf8.count < 512 {
      hold(
        Cursor.place(in: Cursor.text("people", after: text), of: "people") == text,
        "a cursor is lost")
    }
    if let moment = Timestamp(rfc3339: text) {
      // Written to the second.
      hold(
        Timestamp(rfc3339: moment.rfc3339)?.rfc3339 == moment.rfc3339,
        "a moment is lost: \(moment.rfc3339)")
    }
    if let id = EmployeeID(text) {
      hold(id.description == text.lowercased() && EmployeeID(id.description) == id, "another id")
    }
  }
}

/// Who the client is and what it speaks: `Accept-Language` and the address in the first line, an
/// `X-Forwarded-For` field in each line after it.
enum ClientHarness {
  private static let proxies = ["192.0.2.0/24", "2001:db8::/33"].compactMap { AddressRange($0) }

  static func read(_ bytes: [UInt8]) {
    let lines = bytes.lines
    let first = lines.first ?? ""
    _ = Language(acceptLanguage: first, default: .polish)
    _ = Language(locale: first, default: .english)
    if let range = AddressRange(first), let slash = first.firstIndex(of: "/"),
      let address = IPAddress(first[..<slash])
    {
      hold(range.contains(address), "a range holds the address it is named after")
    }
    if let address = IPAddress(first) {
      hold(IPAddress(address.description) == address, "an address does not survive being written")
    }
    let headers = Headers(lines.dropFirst().map { .init(name: "X-Forwarded-For", value: $0) })
    let stranger = ClientAddress.of(
      .internet(address: "198.51.100.7"), headers: headers, trusting: proxies)
    hold(stranger == "198.51.100.7", "a stranger names another: \(stranger)")
    let client = ClientAddress.of(
      .internet(address: "192.0.2.1"), headers: headers, trusting: proxies)
    hold(IPAddress(client)?.description == client, "no address in its usual form: \(client)")
    // Whatever a client writes in front, the proxy's own entry stands.
    let proxied = Headers(
      headers.fields + [.init(name: "x-forwarded-for", value: "203.0.113.9")])
    let told = ClientAddress.of(
      .internet(address: "192.0.2.1"), headers: proxied, trusting: proxies)
    hold(told == "203.0.113.9", "a client hides behind \(told)")
  }
}
