import Foundation
import Identity
import TestKit
import Testing

@testable import Portal

/// The pages in headless Chromium: what people see, and what a screen reader is told.
@Suite("Pages in a browser", .serialized)
struct PagesBrowserTests {
  static let password = PagesInstallation.password

  @Test(
    "every page fits phone and desktop, light and dark, without a violation of WCAG AA",
    arguments: [("pl-PL,pl", "pl"), ("en-GB,en", "en")])
  func everyPage(languages: String, code: String) async throws {
    let served = try await PagesServed()
    try await served.installation.addPerson("anna")
    try await onOwnThread {
      let look = PagesLook(try Browser(languages: languages), served, code)
      try await Self.walk(look, served.installation)
    }
  }

  /// From the first sign-in page through everything that there is.
  private static func walk(_ look: PagesLook, _ installation: PagesInstallation) async throws {
    let gate = installation.gate
    try look.open("/sign-in", "sign-in")
    try look.browser.type("anna", into: "#login")
    try look.browser.follow("main button")
    try look.check("sign-in-empty")
    #expect(try look.browser.run("return document.activeElement.id") as? String == "password")
    try look.open("/activate", "activation")
    try look.open("/setup", "setup")
    try look.open("/nowhere", "not-found")

    // A session elsewhere, and the first enrolment under enforcement.
    _ = await gate.signIn.begin(
      SignInAttempt(
        login: "anna", password: Secret(password), client: .desktop,
        origin: PagesInstallation.here))
    _ = try await gate.twoStep.enforce(true, version: nil, by: PagesInstallation.root)
    try look.signIn()
    try look.check("enrolment")
    let key = try look.browser.text("#key").filter { $0 != " " }
    try look.submitCode("12", field: "#code")
    try look.check("enrolment-wrong-code")
    try look.submitCode(Oathtool.code(key, at: installation.clock.now.seconds), field: "#code")
    try look.check("recovery-codes")
    try look.browser.printed {
      let visible = "return getComputedStyle(document.querySelector('.codes')).display"
      let shown = try look.browser.run(visible) as? String
      #expect(shown == "grid")
      let parent =
        "return getComputedStyle(document.querySelector('main a.button').parentElement).display"
      let hidden = try look.browser.run(parent) as? String
      #expect(hidden == "none")
    }
    let recovery = try look.browser.text(".codes li:first-child")
    try look.browser.follow("main a.button")
    try look.check("elsewhere")
    try look.browser.follow("button[value='keep-other']")
    try look.check("session-kept")

    try look.signIn()
    try look.check("second-step")
    try look.submitCode("000000", field: "#code")
    try look.check("second-step-wrong")
    try look.browser.click("summary")
    try look.browser.type(recovery, into: "#code-recovery")
    try look.check("second-step-recovery")
    try look.browser.follow("details button")
    try look.browser.follow("button[value='end-other']")
    try look.check("account")

    for (path, name) in [
      ("/account/password", "own-password"), ("/account/second-factor", "move-second-factor"),
      ("/account/second-factor/disable", "turn-off"), ("/account/recovery-codes", "new-codes"),
    ] {
      try look.open(path, name)
    }
    installation.clock.advance(by: .minutes(2))
    try look.submitCode(
      Oathtool.code(key, at: installation.clock.now.seconds), field: "#code")
    try look.check("new-recovery-codes")
    try look.browser.follow("main a.button")
    #expect(try look.browser.address.hasSuffix("/account"))
    try look.browser.follow("header button")
    try look.check("signed-out")
  }

  @Test("in multi-company mode the company is searched for and chosen")
  func companies() async throws {
    let served = try await PagesServed(isMultiCompany: true)
    let names = [
      "Żuraw Logistyka", "Alfa Handel", "Łódka i Syn", "Beta Budowa", "Gamma", "Delta", "Omega",
      "Sigma",
    ]
    for name in names {
      let company = try await served.installation.gate.companies.add(
        CompanyDraft(name: name, kind: "standalone"), by: PagesInstallation.root)
      if name == "Łódka i Syn" {
        try await served.installation.addPerson("anna", company: company.id)
      }
    }
    try await onOwnThread {
      let look = PagesLook(try Browser(), served, "pl")
      try look.open("/sign-in", "companies")
      try look.browser.type("lodka", into: "#company-search")
      try look.browser.follow("[role='search'] button")
      try look.check("companies-found")
      try look.signInHere()
      try look.check("company-account")
      #expect(try look.browser.text("dl").contains("Anna Nowak"))
    }
  }

  @Test("a whole sign-in needs the keyboard alone")
  func keyboard() async throws {
    let served = try await PagesServed()
    try await served.installation.addPerson("anna")
    try await onOwnThread {
      let browser = try Browser()
      try browser.open(served.address + "/")
      let tab = "\u{E004}"
      func focused() throws -> String {
        try browser.run("return document.activeElement.id || document.activeElement.tagName")
          as? String ?? ""
      }
      #expect(try focused() == "login")
      try browser.type("anna", into: ":focus")
      try browser.press(tab)
      #expect(try focused() == "password")
      try browser.type(Self.password, into: ":focus")
      try browser.press(tab)
      #expect(try focused() == "remember")
      try browser.press(" ")
      #expect(try browser.exists("#remember:checked"))
      try browser.press(tab)
      #expect(try focused() == "BUTTON")
      try browser.follow(key: "\u{E007}")
      #expect(try browser.address == served.address + "/account")
      // The first stop on a page is the way past the banner.
      try browser.press(tab)
      #expect(try browser.property("className", of: ":focus") == "skip")
    }
  }

  @Test("the language link changes the page and is remembered")
  func languageLink() async throws {
    let served = try await PagesServed()
    try await onOwnThread {
      let browser = try Browser(languages: "pl-PL,pl")
      try browser.open(served.address + "/sign-in")
      #expect(try browser.text("h1") == "Logowanie")
      try browser.follow("footer a[lang='en']")
      #expect(try browser.text("h1") == "Sign in")
      try browser.open(served.address + "/activate")
      #expect(try browser.text("h1") == "Account activation")
    }
  }
}
