import Foundation
import Identity
import TestKit
import Testing

@testable import Portal

/// The page of a new directory password, in headless Chromium.
@Suite("A directory password in a browser", .serialized)
struct DirectoryPasswordPagesTests {
  @Test(
    "the page says why, whose rules hold and why a password was refused; then the person is in",
    arguments: [("pl-PL,pl", "pl"), ("en-GB,en", "en")])
  func page(languages: String, code: String) async throws {
    let directory = try MemoryDirectory.sample(createsCards: true, changesPasswords: true)
    directory.play { $0.outdated = .expired }
    let served = try await PagesServed(directory: directory)
    let gate = served.installation.gate
    let settings = try await gate.companies.domainSettings(by: PagesInstallation.root)
    _ = try await gate.companies.saveDomainSettings(
      CompanyDraft(useDomain: true, domain: "corp", group: "all"), version: settings.version,
      by: PagesInstallation.root)
    try await onOwnThread {
      let look = PagesLook(try Browser(languages: languages), served, code)
      try Self.walk(look, directory)
    }
  }

  private static func walk(_ look: PagesLook, _ directory: MemoryDirectory) throws {
    let texts =
      look.code == "pl"
      ? [
        "Twoje hasło wygasło", "zasady haseł Twojej domeny", "już używane",
        "Domena nie odpowiedziała",
      ]
      : ["has expired", "rules of your domain", "used this password before", "did not answer"]
    func shows(_ text: String) throws {
      let page = try look.browser.text("main")
      #expect(page.contains(text), "\(text) is not in: \(page)")
    }
    try signIn(look, "password of u1")
    #expect(try look.browser.address.hasSuffix("/sign-in/password"))
    try look.check("domain-password")
    try shows(texts[0])
    try shows(texts[1])
    directory.play { $0.change = .refused(.inHistory, words: "19") }
    try choose(look, "an entirely new one")
    try look.check("domain-password-refused")
    try shows(texts[2])
    #expect(try look.browser.run("return document.activeElement.id") as? String == "newPassword")
    directory.play { $0.change = nil }
    try choose(look, "an entirely new one")
    #expect(try look.browser.address.hasSuffix("/account"))
    try look.browser.follow("header button")

    // No answer came: the sign-in page says what may be.
    directory.play { $0.outdated = .mustChange }
    try signIn(look, "an entirely new one")
    directory.play { $0.changeFailure = .outcomeUnknown }
    try choose(look, "yet another new one")
    try look.check("domain-password-unknown")
    try shows(texts[3])
  }

  private static func signIn(_ look: PagesLook, _ password: String) throws {
    try look.browser.open(look.served.address + "/sign-in")
    try look.browser.type("u1", into: "#login")
    try look.browser.type(password, into: "#password")
    try look.browser.follow("form[action='/sign-in'][method='post'] button")
  }

  private static func choose(_ look: PagesLook, _ password: String) throws {
    try look.browser.type(password, into: "#newPassword")
    try look.browser.type(password, into: "#repeat")
    try look.browser.follow("main form button")
  }
}
