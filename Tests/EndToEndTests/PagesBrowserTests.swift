import Foundation
import TestKit
import Testing

/// The built program, a real directory, a real browser.
@Suite("Signing in through a browser")
struct PagesBrowserTests {
  @Test(
    "a person of the directory enrols, signs in with a code, ends other sessions and signs out"
  )
  func wholeSignIn() async throws {
    let slapd = try await Slapd.start(options: .init(memberOf: true))
    let installation = try CommandInstallation(slapd)
    let service = try await installation.serve()
    let setup = try await installation.json("setup")["code"].string ?? ""
    try await installation.done(
      "company", "set", "home", "--use-domain", "on", "--domain", "main", "--group", "staff")
    try await installation.done("employee", "add", "u1", "--name", "Anna Nowak")
    try await installation.done("employee", "link", "u1", "main", "u1")
    try await installation.done("second-factor", "enforce", "on")

    try await onOwnThread {
      let visit = PagesVisit(try Browser(languages: "en-GB,en"), service.address)
      try visit.setUp(code: setup)
      let key = try visit.enrol()
      let second = PagesVisit(try Browser(languages: "pl-PL,pl"), service.address)
      try second.signInWithCode(key: key)
      try second.endOtherSessions()
      // What the first browser had open is closed.
      try visit.browser.open(service.address + "/account")
      #expect(try visit.browser.address == service.address + "/sign-in")
      try second.browser.follow("header button")
      #expect(try second.browser.text("[role='status']") == "Wylogowano.")
    }
    // The directory goes away: people are told so (SIGN-B07).
    await slapd.stop()
    try await onOwnThread {
      for (languages, sentence) in [
        ("pl-PL,pl", "Domena jest niedostępna. Spróbuj później."),
        ("en-GB,en", "The domain is unavailable. Try again later."),
      ] {
        let visit = PagesVisit(try Browser(languages: languages), service.address)
        try visit.enterPassword()
        #expect(try visit.browser.text("[role='alert']") == sentence)
      }
    }
    // Nothing secret reached the log.
    #expect(!service.log.contains(setup))
    #expect(!service.log.contains(PagesVisit.password))
    #expect(!service.log.contains("ticket"))
    try await service.stop()
  }
}

/// One browser on its way through the pages of a running Brama.
struct PagesVisit {
  static let password = "\(Slapd.usualPeople[0].password)"

  let browser: Browser
  let address: String

  init(_ browser: Browser, _ address: String) {
    self.browser = browser
    self.address = address
  }

  /// The first Administrator's password (SIGN-21).
  func setUp(code: String) throws {
    try browser.open(address + "/setup")
    try browser.type(code, into: "#code")
    try browser.type("correct horse battery staple", into: "#newPassword")
    try browser.type("correct horse battery staple", into: "#repeat")
    try browser.follow("main form button")
    #expect(try browser.text("[role='status']") == "The password is set. Sign in with it.")
  }

  func enterPassword(_ password: String = password) throws {
    try browser.open(address + "/")
    try browser.type("u1", into: "#login")
    try browser.type(password, into: "#password")
    try browser.follow("main form button")
  }

  /// A wrong password, then the right one, enrolment and the recovery codes.
  /// - Returns: the secret as base32.
  func enrol() throws -> String {
    try enterPassword("not the password")
    #expect(try browser.text("[role='alert']") == "Wrong login or password.")
    try enterPassword()
    let page = try browser.text("main")
    #expect(page.contains("Your administrator requires two-step verification."), "\(page)")
    let key = try browser.text("#key").filter { $0 != " " }
    let code = try Oathtool.code(key, at: Self.now)
    try browser.type(code, into: "#code")
    try browser.follow("main form button")
    #expect(try browser.run("return document.querySelectorAll('.codes li').length") as? Int == 10)
    #expect(try browser.address == address + "/sign-in/enrolment")
    try browser.follow("main a.button")
    #expect(try browser.text("h1") == "Your account")
    #expect(try browser.text("header").contains("Anna Nowak"))
    return key
  }

  /// The next sign-in, with a code of a later step than the enrolment's (TFA-21).
  func signInWithCode(key: String) throws {
    try enterPassword()
    #expect(try browser.text("h1") == "Weryfikacja dwuetapowa")
    try browser.type("12", into: "#code")
    try browser.follow("main form button")
    #expect(try browser.text("[role='alert']") == "Wpisz 6-cyfrowy kod.")
    try browser.type(Oathtool.code(key, at: Self.now + 30), into: "#code")
    try browser.follow("main form button")
    #expect(try browser.text("h1") == "Twoje konto")
    #expect(try browser.text("main").contains("Twoje hasło sprawdza domena."))
  }

  func endOtherSessions() throws {
    try browser.follow("form[action='/account/sessions/end-others'] button")
    #expect(try browser.text("[role='status']") == "Inne sesje zostały zakończone.")
  }

  private static var now: Int64 { Int64(Date().timeIntervalSince1970) }
}
