import Foundation
import HTTPEngine
import Identity
import Messages
import Testing

@testable import Portal

/// A browser without a screen: keeps cookies, fills in the form token of the page it is on.
final class PagesVisitor {
  static let publicURL = PublicURL(scheme: .https, host: "brama.test")

  /// Keeps the store's folder alive.
  let installation: PagesInstallation
  var portal: Portal { installation.portal }
  var language = "pl"
  var cookies: [String: String] = [:]
  /// What the last answer said about cookies.
  private(set) var setCookies: [String] = []
  private(set) var status = 0
  private(set) var location: String?
  private(set) var headers = Headers()
  private(set) var body: [UInt8] = []
  /// The page seen last, its token included.
  private(set) var page: ParsedPage?
  private(set) var path = "/"

  init(_ installation: PagesInstallation) { self.installation = installation }

  func get(_ target: String, accept: String = "text/html") async throws {
    try await send(method: "GET", target, headers: [("Accept", accept)], body: [])
  }

  /// Sends a form of the page seen last, as a browser does.
  func post(_ target: String, _ fields: [(String, String)]) async throws {
    let token = page?.formToken.map { [("form-token", $0)] } ?? []
    try await postRaw(target, Self.encoded(token + fields))
  }

  func postRaw(
    _ target: String, _ body: String, type: String = "application/x-www-form-urlencoded",
    origin: String? = "https://brama.test"
  ) async throws {
    var headers = [("Content-Type", type)]
    if let origin { headers.append(("Origin", origin)) }
    try await send(method: "POST", target, headers: headers, body: Array(body.utf8))
  }

  /// Follows redirects until a page comes.
  func follow() async throws {
    var hops = 0
    while let next = location, hops < 5 {
      try await get(next)
      hops += 1
    }
  }

  func send(
    method: String, _ target: String, headers extra: [(String, String)], body: [UInt8]
  ) async throws {
    var fields = Headers([.init(name: "Accept-Language", value: language)])
    for (name, value) in extra { fields.add(name, value) }
    if !cookies.isEmpty {
      let sorted = cookies.sorted { $0.key < $1.key }
      fields.add("Cookie", sorted.map { "\($0.key)=\($0.value)" }.joined(separator: "; "))
    }
    let request = DetachedRequest(method: method, target: target, headers: fields, body: body)
    let response = await portal.respond(to: request)
    status = response.status
    headers = response.headers
    location = response.headers.only("location")
    setCookies = response.headers.all("set-cookie")
    self.body = response.body
    path = target
    for cookie in setCookies {
      let pair = cookie.prefix { $0 != ";" }.split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if cookie.contains("Max-Age=0") {
        cookies[String(pair[0])] = nil
      } else {
        cookies[String(pair[0])] = String(pair[1])
      }
    }
    if response.headers.only("content-type")?.hasPrefix("text/html") == true {
      page = try ParsedPage(response.body)
    }
  }

  static func encoded(_ fields: [(String, String)]) -> String {
    fields.map { "\(escaped($0.0))=\(escaped($0.1))" }.joined(separator: "&")
  }

  private static func escaped(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain = (48...57).contains(byte) || (97...122).contains(byte | 0x20) && byte < 128
      return isPlain ? String(UnicodeScalar(byte)) : "%" + hex(byte)
    }.joined()
  }

  private static func hex(_ byte: UInt8) -> String {
    let digits = Array("0123456789ABCDEF")
    return "\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
  }
}
