import HTTPEngine
import Identity
import Testing

@testable import Portal

/// What docs/threat-model.md says of browsers that are led astray.
@Suite("Pages: planted cookies, foreign hosts, disguised methods")
struct PagesAttackTests {
  static let password = PagesInstallation.password

  @Test("SIGN-05: a cookie that was there before signing in is never the session")
  func fixation() async throws {
    let installation = try await PagesInstallation()
    try await installation.addPerson("anna")
    let planted = String(repeating: "A", count: 43)
    let visitor = installation.visitor()
    visitor.cookies["__Host-brama"] = planted
    try await visitor.get("/sign-in")
    try await visitor.post("/sign-in", [("login", "anna"), ("password", Self.password)])
    #expect(visitor.location == "/account")
    let token = try #require(visitor.cookies["__Host-brama"])
    #expect(token != planted)
    let attacker = installation.visitor()
    attacker.cookies["__Host-brama"] = planted
    try await attacker.get("/account")
    #expect(attacker.location == "/sign-in")
    // Each sign-in has a token of its own.
    let again = try await installation.signedIn("anna")
    #expect(again.cookies["__Host-brama"] != token)
  }

  @Test("a step is a ticket, not a session: its cookie opens no page of the account")
  func stepIsNoSession() async throws {
    let installation = try await PagesInstallation()
    try await installation.addPerson("anna")
    _ = try await installation.gate.twoStep.enforce(
      true, version: nil, by: PagesInstallation.root)
    let visitor = installation.visitor()
    try await visitor.get("/sign-in")
    try await visitor.post("/sign-in", [("login", "anna"), ("password", Self.password)])
    let step = try #require(visitor.cookies["__Host-brama-step"])
    let ticket = try #require(step.split(separator: ".").last)
    let thief = installation.visitor()
    thief.cookies["__Host-brama"] = String(ticket)
    try await thief.get("/account")
    #expect(thief.location == "/sign-in")
  }

  @Test(
    "no page leads to another site, whatever Host, path or parameter asks for it",
    arguments: PagePath.allCases)
  func redirects(path: PagePath) async throws {
    let installation = try await PagesInstallation()
    let visitor = installation.visitor()
    let parameters = ["next", "return", "redirect", "redirect_uri", "url", "id", "lang", "done"]
    let foreign = ["//evil.example", "https://evil.example/", "/%5Cevil.example", "%0d%0aX:%20y"]
    for query in foreign.flatMap({ value in parameters.map { "\($0)=\(value)" } })
      + ["lang=en&next=//evil.example", "lang=pl&id=//evil.example"]
    {
      try await visitor.send(
        method: "GET", "\(path.text)?\(query)",
        headers: [
          ("Host", "evil.example"), ("X-Forwarded-Host", "evil.example"),
          ("Forwarded", "host=evil.example"), ("Referer", "https://evil.example/"),
          ("Accept", "text/html"),
        ], body: [])
      if let location = visitor.location {
        #expect(location.hasPrefix("/") && !location.hasPrefix("//"), "\(query): \(location)")
        #expect(!location.contains { "\\\r\n".contains($0) }, "\(query): \(location)")
      }
      #expect(
        !String(decoding: visitor.body, as: UTF8.self).contains("https://evil.example"), "\(query)")
    }
  }

  @Test(
    "a path that begins like a host is no page and no redirect",
    arguments: [
      "//evil.example", "//evil.example/sign-in", "/\\evil.example", "/sign-in/..//evil.example",
      "/%2fevil.example", "/account/../settings", "/sign-in%2f..%2faccount", "/ACCOUNT",
      "/account/",
      "/account;a=b", "/account%00", "/./account",
    ])
  func confusedPath(path: String) async throws {
    let installation = try await PagesInstallation()
    try await installation.addPerson("anna")
    let visitor = try await installation.signedIn("anna")
    try await visitor.get(path)
    #expect([400, 404].contains(visitor.status))
    #expect(visitor.location == nil)
  }

  @Test("the method is that of the request line: no field and no parameter stands in for it")
  func methodOverride() async throws {
    let installation = try await PagesInstallation()
    try await installation.addPerson("anna")
    let visitor = try await installation.signedIn("anna")
    for name in ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"] {
      try await visitor.send(
        method: "GET", "/sign-out?_method=POST", headers: [(name, "POST")], body: [])
      // As any GET of it: to the page of signing in, and nobody was signed out.
      #expect(visitor.location == "/sign-in")
      try await visitor.get("/account")
      #expect(visitor.status == 200)
    }
    let house = try await PortalHouse()
    let token = try await house.administrator()
    for name in ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"] {
      let disguised = await house.ask(
        "POST", "/session?_method=DELETE", [:], token: token, headers: [(name, "DELETE")])
      #expect(disguised.status == 405)
      let asked = await house.ask(
        "GET", "/session", token: token, headers: [(name, "DELETE")])
      #expect(asked.status == 200)
    }
    #expect(await house.ask("GET", "/session", token: token).status == 200)
    await house.closeStore()
  }
}
