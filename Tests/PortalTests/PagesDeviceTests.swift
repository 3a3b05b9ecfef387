import HTTPEngine
import Identity
import Testing

@testable import Portal

@Suite("Pages: the cookie that a browser is known by")
struct PagesDeviceTests {
  static let password = PagesInstallation.password
  static let name = "__Host-brama-device"

  /// Wrong passwords from other browsers, more than anybody has.
  private func lockOut(_ login: String, of installation: PagesInstallation) async throws {
    let stranger = installation.visitor("en")
    try await stranger.get("/sign-in")
    for _ in 0..<8 {
      try await stranger.post("/sign-in", [("login", login), ("password", "wrong")])
    }
    try #require(stranger.status == 429)
    #expect(stranger.cookies[Self.name] == nil)
  }

  @Test(
    "a whole sign-in leaves the cookie, for this host alone, for a year; signing out leaves it there"
  )
  func set() async throws {
    let installation = try await PagesInstallation()
    let anna = try await installation.addPerson("anna")
    let visitor = installation.visitor()
    try await visitor.get("/sign-in")
    #expect(visitor.cookies[Self.name] == nil)
    try await visitor.post("/sign-in", [("login", "anna"), ("password", "wrong")])
    #expect(visitor.cookies[Self.name] == nil)
    try await visitor.post("/sign-in", [("login", "anna"), ("password", Self.password)])
    let field = try #require(visitor.setCookies.first { $0.hasPrefix(Self.name + "=") })
    #expect(
      field.hasSuffix("; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=31536000"))
    let value = try #require(visitor.cookies[Self.name])
    #expect(!value.contains("\(anna)") && !value.contains("anna"))
    #expect(
      installation.gate.devices.cookie(for: anna, after: DeviceCookie(value)).text.utf8.count
        == value.utf8.count)
    try await visitor.follow()
    try await visitor.post("/sign-out", [])
    #expect(visitor.cookies[Self.name] == value)
    // It opens nothing.
    let thief = installation.visitor()
    thief.cookies = [Self.name: value, "__Host-brama": value]
    try await thief.get("/account")
    #expect(thief.location == "/sign-in")
  }

  @Test("SIGN-14: a stranger's wrong passwords block strangers, not the browser of before")
  func lockedOut() async throws {
    let installation = try await PagesInstallation()
    for login in ["anna", "jan"] { try await installation.addPerson(login) }
    let visitor = try await installation.signedIn("anna")
    try await visitor.post("/sign-out", [])
    try await lockOut("anna", of: installation)
    let colleague = try await installation.signedIn("jan")
    try await colleague.post("/sign-out", [])
    for (browser, status) in [(installation.visitor(), 429), (colleague, 429), (visitor, 303)] {
      try await browser.get("/sign-in")
      try await browser.post("/sign-in", [("login", "anna"), ("password", Self.password)])
      #expect(browser.status == status)
    }
  }

  @Test("the next person of a browser keeps the first one's share, and gets the same")
  func twoPeople() async throws {
    let installation = try await PagesInstallation()
    for login in ["anna", "jan"] { try await installation.addPerson(login) }
    let visitor = try await installation.signedIn("anna")
    try await visitor.post("/sign-out", [])
    try await visitor.get("/sign-in")
    try await visitor.post("/sign-in", [("login", "jan"), ("password", Self.password)])
    #expect(visitor.cookies[Self.name]?.split(separator: ".").count == 2)
    try await visitor.follow()
    try await visitor.post("/sign-out", [])
    for login in ["anna", "jan"] {
      try await lockOut(login, of: installation)
      try await visitor.get("/sign-in")
      try await visitor.post("/sign-in", [("login", login), ("password", Self.password)])
      #expect(visitor.location == "/account")
      try await visitor.follow()
      try await visitor.post("/sign-out", [])
      installation.clock.advance(by: .minutes(1))
    }
  }

  @Test("with two steps it comes with the second alone")
  func secondStep() async throws {
    let installation = try await PagesInstallation()
    try await installation.addPerson("anna")
    _ = try await installation.gate.twoStep.enforce(
      true, version: nil, by: PagesInstallation.root)
    let visitor = installation.visitor()
    try await visitor.get("/sign-in")
    try await visitor.post("/sign-in", [("login", "anna"), ("password", Self.password)])
    try await visitor.follow()
    #expect(visitor.cookies[Self.name] == nil)
    let key = try #require(visitor.page?.element(id: "key")?.text).filter { $0 != " " }
    try await visitor.post("/sign-in/enrolment", [("code", try await installation.code(key))])
    #expect(visitor.cookies[Self.name] != nil)
  }

  @Test(
    "a cookie without the form of ours is put away, and signs in as none",
    arguments: ["x", "a.b", String(repeating: "A", count: 76), String(repeating: "A", count: 400)])
  func broken(value: String) async throws {
    let installation = try await PagesInstallation()
    try await installation.addPerson("anna")
    let visitor = installation.visitor()
    visitor.cookies[Self.name] = value
    try await visitor.get("/sign-in")
    #expect(visitor.cookies[Self.name] == nil)
    visitor.cookies[Self.name] = value
    try await visitor.post("/sign-in", [("login", "anna"), ("password", Self.password)])
    #expect(visitor.location == "/account")
    #expect(visitor.cookies[Self.name] != value)
  }

  @Test("the longest value of ours is read back")
  func longest() async throws {
    let installation = try await PagesInstallation()
    var cookie: DeviceCookie?
    for number in 0..<DeviceCookie.people {
      let person = try await installation.addPerson("u\(number)")
      cookie = installation.gate.devices.cookie(for: person, after: cookie)
    }
    let text = try #require(cookie?.text)
    let headers = Headers([.init(name: "Cookie", value: "\(Self.name)=\(text)")])
    #expect(PresentedCookies(headers).value(.device) == text)
  }
}
