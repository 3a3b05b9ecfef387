import Foundation
import HTTPEngine
import Identity
import Messages
import Testing

@testable import Portal

@Suite("The second step by pages")
struct PagesSecondStepTests {
  static let password = PagesInstallation.password

  /// Signs in up to the enrolment page, with enforcement on.
  func atEnrolment(
    _ installation: PagesInstallation, _ language: String = "pl"
  ) async throws -> PagesVisitor {
    _ = try await installation.gate.twoStep.enforce(
      true, version: nil, by: PagesInstallation.root)
    let visitor = installation.visitor(language)
    try await visitor.get("/sign-in")
    try await visitor.post("/sign-in", [("login", "anna"), ("password", Self.password)])
    try #require(visitor.location == "/sign-in/enrolment")
    try await visitor.follow()
    return visitor
  }

  func key(_ visitor: PagesVisitor) throws -> String {
    try #require(visitor.page?.element(id: "key")?.text).filter { $0 != " " }
  }

  @Test(
    "enforcement leads through enrolment, recovery codes and into the account (TFA-05, 12, 17, 27)")
  func enrolment() async throws {
    let installation = try await PagesInstallation()
    try await installation.addPerson("anna")
    let visitor = try await atEnrolment(installation)
    #expect(visitor.page?.contains("Administrator wymaga weryfikacji dwuetapowej.") == true)
    let key = try key(visitor)
    #expect(key.count == 32)

    try await visitor.post("/sign-in/enrolment", [("code", "12")])
    #expect(visitor.status == 422)
    #expect(visitor.page?.alert == "Wpisz 6-cyfrowy kod.")
    #expect(try self.key(visitor) == key)

    let code = try await installation.code(key)
    try await visitor.post(
      "/sign-in/enrolment", [("code", "\(code.prefix(3)) \(code.suffix(3))")])
    #expect(visitor.status == 200)
    let codes = visitor.page?.all("code").map(\.text) ?? []
    #expect(codes.count == 10)
    #expect(visitor.cookies["__Host-brama"] != nil)
    #expect(visitor.cookies["__Host-brama-step"] == nil)
    try await visitor.get("/account?done=second-factor-on")
    #expect(visitor.page?.notice == "Weryfikacja dwuetapowa jest włączona.")

    // The next sign-in asks for a code; a used one is refused, a recovery code stands in (TFA-19, 21).
    let next = installation.visitor()
    try await next.get("/sign-in")
    try await next.post("/sign-in", [("login", "anna"), ("password", Self.password)])
    #expect(next.location == "/sign-in/second-step")
    try await next.follow()
    try await next.post("/sign-in/second-step", [("code", code)])
    #expect(next.status == 401)
    #expect(
      next.page?.alert?.hasPrefix(
        "Nieprawidłowy kod. Sprawdź czas na urządzeniu.Czas serwera: ") == true)
    try await next.post("/sign-in/second-step", [("code", codes[0]), ("kind", "recovery")])
    #expect(next.location == "/account")
  }

  @Test("an enrolment cannot be skipped: every way leads back to it, and to no session (TFA-B04)")
  func noSkipping() async throws {
    let installation = try await PagesInstallation()
    try await installation.addPerson("anna")
    let visitor = try await atEnrolment(installation, "en")
    for path in ["/account", "/account/second-factor"] {
      try await visitor.get(path)
      #expect(visitor.location == "/sign-in")
    }
    for path in ["/sign-in/second-step", "/sign-in/password", "/sign-in/elsewhere"] {
      try await visitor.get(path)
      #expect(visitor.location == "/sign-in/enrolment")
    }
    try await visitor.get("/sign-in/enrolment")
    #expect(
      visitor.page?.contains("Your administrator requires two-step verification.") == true)
    #expect(visitor.cookies["__Host-brama"] == nil)
    // The ticket fits its own stage only.
    let value = try #require(visitor.cookies["__Host-brama-step"])
    visitor.cookies["__Host-brama-step"] = value.replacing("enrolment.", with: "second-factor.")
    try await visitor.post("/sign-in/second-step", [("code", "123456")])
    #expect(visitor.status == 401)
    #expect(visitor.page?.alert == "Sign in again.")
  }

  @Test(
    "SIGN-16: a forged step is refused at a fixed time, whether its page is asked for or its form sent",
    arguments: ["GET", "POST"])
  func forgedStep(method: String) async throws {
    let installation = try await PagesInstallation(refusalTime: Interval(milliseconds: 400))
    let visitor = installation.visitor()
    try await visitor.get("/sign-in")
    visitor.cookies["__Host-brama-step"] = "enrolment..forged"
    let started = ContinuousClock.now
    if method == "GET" {
      try await visitor.get("/sign-in/enrolment")
    } else {
      try await visitor.post("/sign-in/enrolment", [("code", "123456")])
    }
    #expect(visitor.status == 401)
    #expect(ContinuousClock.now - started >= .milliseconds(400))
    #expect(visitor.cookies["__Host-brama-step"] == nil)
  }

  @Test(
    "a step after five minutes says TFA-B06",
    arguments: [("pl", "Zaloguj się ponownie."), ("en", "Sign in again.")])
  func expiry(language: String, sentence: String) async throws {
    let installation = try await PagesInstallation()
    try await installation.addPerson("anna")
    let visitor = try await atEnrolment(installation, language)
    installation.clock.advance(by: .minutes(6))
    try await visitor.post("/sign-in/enrolment", [("code", "123456")])
    #expect(visitor.status == 401)
    #expect(visitor.page?.alert == sentence)
    #expect(visitor.page?.element(id: "login") != nil)
    #expect(visitor.cookies["__Host-brama-step"] == nil)
  }

  @Test("a step without its cookie says TFA-B06 and asks for the sign-in")
  func withoutStep() async throws {
    let visitor = try await PagesInstallation().visitor()
    try await visitor.get("/sign-in")
    try await visitor.post("/sign-in/second-step", [("code", "123456")])
    #expect(visitor.status == 401)
    #expect(visitor.page?.alert == "Zaloguj się ponownie.")
    try await visitor.get("/sign-in/second-step")
    #expect(visitor.location == "/sign-in")
  }
}
