import HTTPEngine
import Identity
import Messages
import Testing

@testable import Portal

/// What stands between a request and a page's work: methods, tokens, origins, forms, cookies.
@Suite("What pages refuse")
struct PagesGuardTests {
  @Test("every answer of a page carries the strict policy and is not kept")
  func policy() async throws {
    let visitor = try await PagesInstallation().visitor()
    try await visitor.get("/sign-in")
    #expect(
      visitor.headers.only("content-security-policy")
        == "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'")
    #expect(visitor.headers.only("cache-control") == "no-store")
    #expect(visitor.headers.only("x-content-type-options") == "nosniff")
    #expect(visitor.headers.only("x-frame-options") == "DENY")
    #expect(visitor.headers.only("referrer-policy") == "same-origin")
    #expect(visitor.headers.only("content-language") == "pl")
    #expect(
      visitor.headers.only("strict-transport-security") == "max-age=31536000; includeSubDomains")
  }

  static let forms = PagePath.allCases.filter { $0.methods.contains("POST") }

  @Test("a form without the token, the sign-in form too, is refused with 403", arguments: forms)
  func withoutToken(path: PagePath) async throws {
    let visitor = try await PagesInstallation().visitor("en")
    try await visitor.get("/sign-in")
    try await visitor.postRaw(path.text, "login=a&password=b")
    #expect(visitor.status == 403)
    #expect(visitor.page?.contains("The form has expired") == true)
  }

  @Test("a form without the cookie is refused though it brings a token")
  func withoutCookie() async throws {
    let visitor = try await PagesInstallation().visitor()
    try await visitor.get("/sign-in")
    visitor.cookies = [:]
    try await visitor.post("/sign-in", [("login", "a"), ("password", "b")])
    #expect(visitor.status == 403)
  }

  @Test("a token of another browser is refused")
  func foreignToken() async throws {
    let installation = try await PagesInstallation()
    let other = installation.visitor()
    try await other.get("/sign-in")
    let token = try #require(other.page?.formToken)
    let visitor = installation.visitor()
    try await visitor.get("/sign-in")
    try await visitor.postRaw("/sign-in", "form-token=\(token)&login=a&password=b")
    #expect(visitor.status == 403)
  }

  @Test(
    "a form from another origin is refused though it brings the token",
    arguments: [
      "https://evil.test", "null", "http://brama.test", "https://brama.test:8443",
      "https://brama.test.evil.test", "",
    ])
  func foreignOrigin(origin: String) async throws {
    let visitor = try await PagesInstallation().visitor()
    try await visitor.get("/sign-in")
    let token = try #require(visitor.page?.formToken)
    try await visitor.postRaw(
      "/sign-in", "form-token=\(token)&login=a&password=b", origin: origin)
    #expect(visitor.status == 403)
  }

  @Test("without Origin the fetch metadata decide")
  func fetchMetadata() async throws {
    let visitor = try await PagesInstallation().visitor()
    try await visitor.get("/sign-in")
    let token = try #require(visitor.page?.formToken)
    let body = Array("form-token=\(token)&login=&password=".utf8)
    let type = ("Content-Type", "application/x-www-form-urlencoded")
    for (site, status) in [("same-origin", 422), ("same-site", 403), ("cross-site", 403)] {
      try await visitor.send(
        method: "POST", "/sign-in", headers: [type, ("Sec-Fetch-Site", site)], body: body)
      #expect(visitor.status == status, "\(site)")
    }
    try await visitor.send(method: "POST", "/sign-in", headers: [type], body: body)
    #expect(visitor.status == 403)
  }

  @Test("a body that is no form is 415, a malformed one 400, a large one 413")
  func bodies() async throws {
    let visitor = try await PagesInstallation().visitor()
    try await visitor.get("/sign-in")
    try await visitor.postRaw("/sign-in", "{}", type: "application/json")
    #expect(visitor.status == 415)
    try await visitor.postRaw("/sign-in", "login=%zz")
    #expect(visitor.status == 400)
    try await visitor.postRaw("/sign-in", "login=a&login=b")
    #expect(visitor.status == 400)
    try await visitor.postRaw("/sign-in", "login=" + String(repeating: "a", count: 20_000))
    #expect(visitor.status == 413)
  }

  @Test("another method is 405 with what is allowed")
  func methods() async throws {
    let visitor = try await PagesInstallation().visitor()
    try await visitor.send(method: "DELETE", "/sign-in", headers: [], body: [])
    #expect(visitor.status == 405)
    #expect(visitor.headers.only("allow") == "HEAD, GET, POST")
    try await visitor.send(method: "POST", "/account", headers: [], body: [])
    #expect(visitor.status == 405)
    try await visitor.send(method: "POST", Asset.stylesheet.path, headers: [], body: [])
    #expect(visitor.status == 405)
  }

  @Test("a page that only takes forms leads to the one it belongs to")
  func formOnly() async throws {
    let visitor = try await PagesInstallation().visitor()
    try await visitor.get("/account/sessions/end")
    #expect(visitor.status == 303)
    #expect(visitor.location == "/account")
  }

  @Test("a browser gets a page for an unknown path, a program a problem")
  func unknownPath() async throws {
    let visitor = try await PagesInstallation().visitor("en")
    try await visitor.get("/nowhere")
    #expect(visitor.status == 404)
    #expect(visitor.page?.contains("There is no such page") == true)
    try await visitor.get("/nowhere", accept: "application/json")
    #expect(visitor.status == 404)
    #expect(visitor.headers.only("content-type") == "application/problem+json")
    try await visitor.get("/api/v1/nowhere")
    #expect(visitor.headers.only("content-type") == "application/problem+json")
    try await visitor.get("/healthz")
    #expect(visitor.status == 200)
  }

  @Test(
    "a broken, doubled or 8 KB cookie is ignored and cleared",
    arguments: [
      "__Host-brama=nonsense", "__Host-brama=a; __Host-brama=b",
      "__Host-brama=" + String(repeating: "x", count: 8192),
    ])
  func brokenCookie(field: String) async throws {
    let visitor = try await PagesInstallation().visitor()
    try await visitor.send(
      method: "GET", "/sign-in", headers: [("Cookie", field)], body: [])
    #expect(visitor.status == 200)
    #expect(
      visitor.setCookies.contains(
        "__Host-brama=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"))
  }

  @Test("GEN-06: the language is the reader's, and can be chosen for later")
  func languages() async throws {
    let visitor = try await PagesInstallation().visitor("en-GB, pl;q=0.5")
    try await visitor.get("/sign-in")
    #expect(visitor.page?.first("html")?.attributes["lang"] == "en")
    try await visitor.get("/sign-in?lang=pl")
    #expect(visitor.status == 303)
    #expect(visitor.location == "/sign-in")
    try await visitor.follow()
    #expect(visitor.page?.first("html")?.attributes["lang"] == "pl")
    try await visitor.get("/sign-in?lang=de")
    #expect(visitor.status == 200)
    #expect(visitor.page?.first("html")?.attributes["lang"] == "pl")
  }

  @Test("files are named by their content and may be kept for ever")
  func assets() async throws {
    let visitor = try await PagesInstallation().visitor()
    try await visitor.get("/sign-in")
    let hrefs = visitor.page?.all("link").compactMap { $0.attributes["href"] } ?? []
    #expect(hrefs.count == 2)
    for href in hrefs {
      try await visitor.get(href)
      #expect(visitor.status == 200)
      #expect(
        visitor.headers.only("cache-control") == "public, max-age=31536000, immutable")
      #expect(!visitor.body.isEmpty)
    }
    try await visitor.get("/assets/0000000000000000.css")
    #expect(visitor.status == 404)
  }

  @Test("the stylesheet loads nothing and the logo holds neither style nor script")
  func assetContents() {
    #expect(!Stylesheet.text.contains("url("))
    #expect(!Stylesheet.text.contains("@import"))
    for word in ["style", "script", "href", "on="] { #expect(!Logo.text.contains(word)) }
  }
}
