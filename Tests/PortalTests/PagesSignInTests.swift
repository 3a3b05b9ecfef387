import Foundation
import HTTPEngine
import Identity
import Messages
import Storage
import Testing

@testable import Portal

@Suite("Signing in by pages")
struct PagesSignInTests {
  static let password = PagesInstallation.password

  @Test("a right password opens the account; signing out closes it (SIGN-01, 07)")
  func signInAndOut() async throws {
    let installation = try await PagesInstallation()
    try await installation.addPerson("anna")
    let visitor = installation.visitor()
    try await visitor.get("/")
    #expect(visitor.location == "/sign-in")
    try await visitor.follow()
    #expect(visitor.headers.only("content-type") == "text/html; charset=utf-8")
    let before = visitor.page?.formToken
    try await visitor.post("/sign-in", [("login", "anna"), ("password", Self.password)])
    #expect(visitor.status == 303)
    #expect(visitor.location == "/account")
    let cookie = try #require(visitor.setCookies.first { $0.hasPrefix("__Host-brama=") })
    #expect(cookie.hasSuffix("; Path=/; Secure; HttpOnly; SameSite=Lax"))
    try await visitor.follow()
    #expect(visitor.page?.contains("Anna Nowak") == true)
    #expect(visitor.page?.formToken != before)
    try await visitor.get("/sign-in")
    #expect(visitor.location == "/account")
    let token = visitor.cookies["__Host-brama"]
    try await visitor.get("/account")
    try await visitor.post("/sign-out", [])
    #expect(visitor.location == "/sign-in?done=signed-out")
    #expect(visitor.cookies["__Host-brama"] == nil)
    try await visitor.follow()
    #expect(visitor.page?.notice == "Wylogowano.")
    visitor.cookies["__Host-brama"] = token
    try await visitor.get("/account")
    #expect(visitor.location == "/sign-in")
    #expect(visitor.cookies["__Host-brama"] == nil)
  }

  @Test("signing in anew in one browser ends the session that it had")
  func anew() async throws {
    let installation = try await PagesInstallation()
    try await installation.addPerson("anna")
    let visitor = try await installation.signedIn("anna")
    let old = try #require(visitor.cookies["__Host-brama"])
    try await visitor.get("/account")
    try await visitor.post("/sign-in", [("login", "anna"), ("password", Self.password)])
    #expect(visitor.location == "/account")
    let new = try #require(visitor.cookies["__Host-brama"])
    #expect(new != old)
    #expect(installation.gate.sessions.check(Secret(new)) != nil)
    #expect(installation.gate.sessions.check(Secret(old)) == nil)
  }

  @Test("Remember me keeps the cookie for the absolute limit (SIGN-11)")
  func remembered() async throws {
    let installation = try await PagesInstallation()
    try await installation.addPerson("anna")
    let visitor = installation.visitor()
    try await visitor.get("/sign-in")
    try await visitor.post(
      "/sign-in", [("login", "anna"), ("password", Self.password), ("remember", "yes")])
    let cookie = try #require(visitor.setCookies.first { $0.hasPrefix("__Host-brama=") })
    #expect(cookie.hasSuffix("; Max-Age=2592000"))
  }

  @Test(
    "empty and wrong fields say SIGN-B01 and SIGN-B02, keep the login and never the password",
    arguments: [
      ("pl", "", "", 422, "Podaj login i hasło."),
      ("en", "", "", 422, "Enter login and password."),
      ("pl", "anna", "", 422, "Podaj login i hasło."),
      ("en", "anna", "wrong-password", 401, "Wrong login or password."),
      ("pl", "anna", "wrong-password", 401, "Nieprawidłowy login lub hasło."),
      ("pl", "<nobody>", "wrong-password", 401, "Nieprawidłowy login lub hasło."),
    ])
  func badInput(
    language: String, login: String, password: String, status: Int, sentence: String
  ) async throws {
    let installation = try await PagesInstallation()
    try await installation.addPerson("anna")
    let visitor = installation.visitor(language)
    try await visitor.get("/sign-in")
    try await visitor.post("/sign-in", [("login", login), ("password", password)])
    #expect(visitor.status == status)
    #expect(visitor.page?.alert == sentence)
    #expect(visitor.page?.element(id: "login")?.attributes["value"] == login)
    #expect(visitor.page?.element(id: "password")?.attributes["value"] == nil)
    #expect(visitor.page?.title.contains(":") == true)
  }

  @Test("a refused sign-in leaves at the fixed time (SIGN-16)")
  func fixedTime() async throws {
    let installation = try await PagesInstallation(refusalTime: Interval(milliseconds: 300))
    let visitor = installation.visitor()
    try await visitor.get("/sign-in")
    let begun = ContinuousClock.now
    try await visitor.post("/sign-in", [("login", "nobody"), ("password", "wrong-password")])
    #expect(visitor.status == 401)
    #expect(ContinuousClock.now - begun >= .milliseconds(300))
  }

  @Test(
    "after too many failures the page says SIGN-B04",
    arguments: [
      ("pl", "Logowanie zablokowane. Spróbuj ponownie za 60 s."),
      ("en", "Sign-in is blocked. Try again in 60 s."),
    ])
  func blocked(language: String, sentence: String) async throws {
    let installation = try await PagesInstallation { $0.maxAttempts = 2 }
    try await installation.addPerson("anna")
    let visitor = installation.visitor(language)
    try await visitor.get("/sign-in")
    for _ in 0..<2 {
      try await visitor.post("/sign-in", [("login", "anna"), ("password", "wrong-password")])
      #expect(visitor.status == 401)
    }
    try await visitor.post("/sign-in", [("login", "anna"), ("password", Self.password)])
    #expect(visitor.status == 429)
    #expect(visitor.headers.only("retry-after") == "60")
    #expect(visitor.page?.alert == sentence)
  }

  @Test(
    "in multi-company mode a company is chosen from the list and searched for (SIGN-02, COMP-25)")
  func companies() async throws {
    let installation = try await PagesInstallation(isMultiCompany: true)
    var ids: [String: CompanyID] = [:]
    for name in ["Żuraw", "Alfa", "Łódka", "Beta", "Gamma", "Delta", "Omega", "Sigma", "Tau"] {
      ids[name] =
        try await installation.gate.companies.add(
          CompanyDraft(name: name, kind: "standalone"), by: PagesInstallation.root
        ).id
    }
    let alfa = try #require(ids["Alfa"])
    try await installation.addPerson("anna", company: alfa)
    let visitor = installation.visitor()
    try await visitor.get("/sign-in")
    let names = visitor.page?.all("option").dropFirst().map(\.text)
    #expect(
      names == ["Alfa", "Beta", "Delta", "Gamma", "Łódka", "Omega", "Sigma", "Tau", "Żuraw"])
    try await visitor.get("/sign-in?company-search=LOD")
    #expect(visitor.page?.all("option").map(\.text) == ["Łódka"])
    #expect(visitor.page?.element(id: "company-count")?.text == "Znalezione spółki: 1")
    try await visitor.get("/sign-in?company-search=zzz")
    #expect(visitor.page?.contains("Żadna spółka nie pasuje") == true)

    try await visitor.get("/sign-in")
    try await visitor.post(
      "/sign-in", [("login", "anna"), ("password", Self.password), ("company", "")])
    #expect(visitor.status == 422)
    #expect(visitor.page?.alert == "Wybierz spółkę.")
    try await visitor.post(
      "/sign-in", [("login", "anna"), ("password", Self.password), ("company", "zzz")])
    #expect(visitor.status == 401)
    #expect(visitor.page?.alert == "Nieprawidłowy login lub hasło.")
    try await visitor.post(
      "/sign-in",
      [("login", "anna"), ("password", "wrong-password"), ("company", alfa.description)])
    let chosen = visitor.page?.all("option").first { $0.attributes["selected"] != nil }
    #expect(chosen?.text == "Alfa")
    try await visitor.post(
      "/sign-in", [("login", "anna"), ("password", Self.password), ("company", alfa.description)])
    #expect(visitor.location == "/account")
  }

  @Test("the question of SIGN-B05 is asked, and both answers do what they say (SIGN-08 to 10)")
  func elsewhere() async throws {
    let installation = try await PagesInstallation()
    try await installation.addPerson("anna")
    let desktop = await installation.gate.signIn.begin(
      SignInAttempt(
        login: "anna", password: Secret(Self.password), client: .desktop,
        origin: PagesInstallation.here))
    guard case .signedIn(let other) = desktop else {
      Issue.record("no session on the desktop")
      return
    }
    let visitor = installation.visitor()
    for (decision, location) in [
      ("keep-other", "/sign-in?done=session-kept"), ("end-other", "/account"),
    ] {
      try await visitor.get("/sign-in")
      try await visitor.post("/sign-in", [("login", "anna"), ("password", Self.password)])
      #expect(visitor.location == "/sign-in/elsewhere")
      try await visitor.follow()
      #expect(visitor.page?.contains("aplikacja desktop") == true)
      #expect(
        visitor.page?.all("button").map(\.text) == ["Zaloguj się ponownie", "Pozostaw sesję"])
      try await visitor.post("/sign-in/elsewhere", [("decision", decision)])
      #expect(visitor.location == location)
      let isOpen = installation.gate.sessions.check(other.token) != nil
      #expect(isOpen == (decision == "keep-other"))
    }
  }

  @Test("activation sets the first password, then one signs in; the code works once")
  func activation() async throws {
    let installation = try await PagesInstallation()
    let gate = installation.gate
    let view = try await gate.employees.add(
      EmployeeDraft(login: "jan", name: "Jan Kowalski"), by: PagesInstallation.root)
    let issued = try await gate.access.issueActivation(
      for: view.employee.id, by: PagesInstallation.root)
    let code = issued.code.withText { $0 } ?? ""
    let visitor = installation.visitor("en")
    try await visitor.get("/activate")
    func submit(_ code: String, _ password: String, _ again: String) async throws {
      try await visitor.post(
        "/activate", [("code", code), ("newPassword", password), ("repeat", again)])
    }
    try await submit(code, Self.password, "something else entirely")
    #expect(visitor.status == 422)
    #expect(visitor.page?.alert == "The two passwords differ. Type them again.")
    try await submit(code, "short", "short")
    #expect(visitor.status == 422)
    #expect(visitor.page?.alert == "The new password is too short: at least 12 characters.")
    try await submit("AAAA-AAAA-AAAA-AAAA-AAAA", Self.password, Self.password)
    #expect(visitor.status == 401)
    try await submit(code, Self.password, Self.password)
    #expect(visitor.location == "/sign-in?done=password-set")
    try await visitor.follow()
    #expect(visitor.page?.notice == "The password is set. Sign in with it.")
    try await visitor.post("/sign-in", [("login", "jan"), ("password", Self.password)])
    #expect(visitor.location == "/account")
    let again = installation.visitor("en")
    try await again.get("/activate")
    try await again.post(
      "/activate",
      [("code", code), ("newPassword", Self.password), ("repeat", Self.password)])
    #expect(again.status == 401)
  }

  @Test("the first Administrator is set up with the code of brama setup (SIGN-21)")
  func firstSetup() async throws {
    let installation = try await PagesInstallation()
    let visitor = installation.visitor()
    try await visitor.get("/sign-in")
    #expect(visitor.page?.all("a").contains { $0.attributes["href"] == "/setup" } == true)
    let code = try await installation.gate.access.issueSetup(by: PagesInstallation.root)
    try await visitor.get("/setup")
    try await visitor.post(
      "/setup",
      [
        ("code", code.withText { $0 } ?? ""), ("newPassword", Self.password),
        ("repeat", Self.password),
      ])
    #expect(visitor.location == "/sign-in?done=password-set")
    try await visitor.follow()
    #expect(visitor.page?.all("a").contains { $0.attributes["href"] == "/setup" } == false)
    try await visitor.get("/setup")
    #expect(visitor.location == "/sign-in")
    try await visitor.get("/sign-in")
    try await visitor.post("/sign-in", [("login", "Administrator"), ("password", Self.password)])
    #expect(visitor.location == "/account")
  }

  @Test(
    "a card of a cooperating system is refused after the right password (SIGN-B06)",
    arguments: [
      ("pl", "Konto skonfigurowane do współpracy z zewnętrznym systemem"),
      ("en", "This account is set up to work with an external system."),
    ])
  func externalSystem(language: String, sentence: String) async throws {
    let installation = try await PagesInstallation()
    let id = try await installation.addPerson("robot")
    try await installation.store.write { tx in
      var card = try #require(try tx.employees.find(id))
      card.isForCooperatingSystem = true
      _ = try tx.employees.update(card)
    }
    let visitor = installation.visitor(language)
    try await visitor.get("/sign-in")
    try await visitor.post("/sign-in", [("login", "robot"), ("password", Self.password)])
    #expect(visitor.status == 403)
    #expect(visitor.page?.alert == sentence)
    #expect(visitor.cookies["__Host-brama"] == nil)
  }

  @Test(
    "what stops a sign-in for a while is told with its status and when to come back",
    arguments: [
      (Refusal.directoryUnavailable, 503, 5, "Domena jest niedostępna. Spróbuj później."),
      (.overloaded(retryAfter: 2), 503, 2, "Usługa jest przeciążona. Spróbuj ponownie za 2 s."),
      (.storeUnavailable, 503, 5, "Usługa nie może teraz zapisać danych. Spróbuj później."),
      (.blocked(retryAfter: 42), 429, 42, "Logowanie zablokowane. Spróbuj ponownie za 42 s."),
    ])
  func unavailable(refusal: Refusal, status: Int, retry: Int, sentence: String) {
    let problem = FormProblem(refusal, in: Catalogue(.polish))
    #expect(problem.status == status)
    #expect(problem.retryAfter == retry)
    #expect(problem.message == sentence)
    #expect(problem.field == nil)
  }
}
