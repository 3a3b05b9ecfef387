import Foundation
import HTTPEngine
import Identity
import Messages
import Testing

@testable import Portal

@Suite("The own account by pages")
struct PagesAccountTests {
  static let password = PagesInstallation.password

  func installation() async throws -> PagesInstallation {
    let installation = try await PagesInstallation()
    try await installation.addPerson("anna")
    return installation
  }

  func key(_ visitor: PagesVisitor) throws -> String {
    try #require(visitor.page?.element(id: "key")?.text).filter { $0 != " " }
  }

  @Test("one session of one's own can be ended, and all others at once")
  func sessions() async throws {
    let installation = try await installation()
    let first = try await installation.signedIn("anna")
    let second = try await installation.signedIn("anna")
    let third = try await installation.signedIn("anna")
    try await first.get("/account")
    #expect(first.page?.elements.count { $0.name == "li" && $0.path.contains("section") } == 3)
    let ids = first.page?.all("input").filter { $0.attributes["name"] == "session" } ?? []
    #expect(ids.count == 2)
    let one = try #require(ids.first?.attributes["value"])
    try await first.post("/account/sessions/end", [("session", one)])
    #expect(first.location == "/account?done=session-ended")
    try await first.follow()
    #expect(first.page?.notice == "Sesja została zakończona.")
    try await first.post("/account/sessions/end-others", [])
    #expect(first.location == "/account?done=others-ended")
    for other in [second, third] {
      try await other.get("/account")
      #expect(other.location == "/sign-in")
    }
    try await first.get("/account")
    #expect(first.status == 200)
    try await first.post("/account/sessions/end", [("session", "nonsense")])
    #expect(first.status == 400)
  }

  @Test("nobody ends the session of another person")
  func foreignSession() async throws {
    let installation = try await installation()
    let bob = try await installation.addPerson("bob", name: "Bob")
    let bobs = try await installation.signedIn("bob")
    let anna = try await installation.signedIn("anna")
    let id = try #require(installation.gate.sessions.list(of: bob).first?.session.id)
    try await anna.post("/account/sessions/end", [("session", id.description)])
    try await bobs.get("/account")
    #expect(bobs.status == 200)
  }

  @Test("the own password is changed with the present one, which ends other sessions")
  func password() async throws {
    let installation = try await installation()
    let visitor = try await installation.signedIn("anna", "en")
    let other = try await installation.signedIn("anna")
    try await visitor.get("/.well-known/change-password")
    #expect(visitor.location == "/account/password")
    try await visitor.follow()
    let new = "another fine long pass phrase"
    func submit(_ current: String, _ new: String, _ again: String) async throws {
      try await visitor.post(
        "/account/password", [("current", current), ("newPassword", new), ("repeat", again)])
    }
    try await submit("wrong-password", new, new)
    #expect(visitor.status == 422)
    #expect(visitor.page?.alert == "The current password is not right.")
    #expect(visitor.page?.element(id: "current")?.attributes["aria-invalid"] == "true")
    try await submit(Self.password, new, "different")
    #expect(visitor.page?.alert == "The two passwords differ. Type them again.")
    try await submit(Self.password, "short", "short")
    #expect(visitor.page?.element(id: "newPassword")?.attributes["aria-invalid"] == "true")
    try await submit(Self.password, new, new)
    #expect(visitor.location == "/account?done=password-changed")
    try await visitor.follow()
    #expect(visitor.page?.notice == "The password is changed.")
    try await other.get("/account")
    #expect(other.location == "/sign-in")
  }

  @Test("the second factor is turned on, moved, given new codes and turned off (TFA-09, 26)")
  func secondFactor() async throws {
    let installation = try await installation()
    let visitor = try await installation.signedIn("anna", "en")
    try await visitor.get("/account/second-factor")
    try await visitor.post("/account/second-factor", [("password", "wrong-password")])
    #expect(visitor.status == 422)
    try await visitor.post("/account/second-factor", [("password", Self.password)])
    #expect(visitor.status == 200)
    let key = try key(visitor)
    try await visitor.post("/account/second-factor/confirm", [("code", "12")])
    #expect(visitor.status == 422)
    #expect(visitor.page?.element(id: "key") == nil)
    let code = try await installation.code(key)
    try await visitor.post("/account/second-factor/confirm", [("code", code)])
    let codes = visitor.page?.all("code").map(\.text) ?? []
    #expect(codes.count == 10)

    try await visitor.get("/account")
    #expect(visitor.page?.contains("Move to another phone") == true)
    try await visitor.get("/account/recovery-codes")
    try await visitor.post("/account/recovery-codes", [("code", code)])
    #expect(visitor.status == 422)
    #expect(visitor.page?.alert?.hasPrefix("The code is not right.") == true)
    try await visitor.post("/account/recovery-codes", [("code", codes[0])])
    let fresh = visitor.page?.all("code").map(\.text) ?? []
    #expect(fresh.count == 10)
    #expect(Set(fresh).isDisjoint(with: codes))

    _ = try await installation.gate.twoStep.enforce(
      true, version: nil, by: PagesInstallation.root)
    installation.clock.advance(by: .seconds(60))
    try await visitor.get("/account/second-factor/disable")
    try await visitor.post(
      "/account/second-factor/disable", [("code", try await installation.code(key))])
    #expect(visitor.status == 409)
    #expect(visitor.page?.alert == "Two-step verification is obligatory.")
    _ = try await installation.gate.twoStep.enforce(
      false, version: nil, by: PagesInstallation.root)
    installation.clock.advance(by: .seconds(60))
    try await visitor.post(
      "/account/second-factor/disable", [("code", try await installation.code(key))])
    #expect(visitor.location == "/account?done=second-factor-off")
    try await visitor.follow()
    #expect(visitor.page?.notice == "Two-step verification is turned off.")
  }

  @Test(
    "a browser is called by its usual name",
    arguments: [
      (
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        "Firefox, Linux"
      ),
      (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
          + "Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0", "Edge, Windows"
      ),
      (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 "
          + "Version/17.0 Mobile/15E148 Safari/604.1", "Safari, iPhone"
      ),
      ("curl/7.88.1", "curl"), ("something", nil),
    ] as [(String, String?)])
  func browsers(agent: String, name: String?) {
    #expect(BrowserName(userAgent: agent)?.text == name)
  }
}
