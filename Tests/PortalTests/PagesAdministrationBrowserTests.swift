import Foundation
import Identity
import TestKit
import Testing

@testable import Portal

/// The administrator's pages in headless Chromium.
@Suite("The administrator's pages in a browser", .serialized)
struct PagesAdministrationBrowserTests {
  @Test(
    "settings and cards fit phone and desktop, light and dark, without a violation of WCAG AA",
    arguments: [("pl-PL,pl", "pl"), ("en-GB,en", "en")])
  func everyPage(languages: String, code: String) async throws {
    let directory = try MemoryDirectory.sample(otherGroups: ["Łazienki", "accounting", "sales"])
    let served = try await PagesServed(directory: directory)
    try await served.installation.addPerson("anna", role: .administrator)
    let card = try await served.installation.addPerson("jan", name: "Jan Kowal")
    for (login, name) in [("z.zolw", "Zofia Żółw"), ("m.bak", "Michał Bąk")] {
      _ = try await served.installation.gate.employees.add(
        EmployeeDraft(login: login, name: name, email: "\(login)@firma.example"),
        by: PagesInstallation.root)
    }
    try await onOwnThread {
      let look = PagesLook(try Browser(languages: languages), served, code)
      try look.signIn()
      try look.check("administrator-account")
      try Self.settings(look)
      try Self.organisation(look, card)
    }
    // The member goes away: the card says so.
    directory.remove("u2")
    _ = try await served.installation.gate.employees.refresh(card, by: PagesInstallation.root)
    try await onOwnThread {
      let look = PagesLook(try Browser(languages: languages), served, code)
      try look.signIn()
      try look.open("/organisation/card?id=\(card)", "card-member-not-found")
      directory.fail(.unavailable)
      try look.open("/settings/domain", "domain-unavailable")
    }
  }

  /// DOM-05 to 10, DOM-B02.
  private static func settings(_ look: PagesLook) throws {
    let browser = look.browser
    try look.open("/settings", "domain-off")
    #expect(try !browser.isVisible("#domain"))
    try browser.click("#useDomain")
    #expect(try browser.isVisible("#domain"))
    try browser.choose("corp", in: "#domain")
    try browser.follow("button[value='groups']")
    try look.check("domain-groups")
    try browser.follow("button[value='save']")
    try look.check("domain-no-group")
    try browser.choose("id-staff", in: "#group")
    try browser.follow("button[value='save']")
    try look.check("domain-saved")
    #expect(try browser.property("value", of: "#group") == "id-staff")
  }

  /// DOM-14 to 19, DOM-22, DOM-B05, DOM-B09.
  private static func organisation(_ look: PagesLook, _ card: EmployeeID) throws {
    let browser = look.browser
    try look.open("/organisation", "organisation")
    try look.open("/organisation?search=nikt", "organisation-nobody")
    try look.open("/organisation/card", "new-card")
    try browser.follow("main form button")
    try look.check("new-card-empty")
    try look.open("/organisation/card?id=\(card)", "card")
    #expect(try !browser.isVisible("#set-member"))
    try browser.click("#domainSignIn")
    #expect(try browser.isVisible("#set-member"))
    try look.check("card-marked")
    try browser.follow("#set-member")
    try look.check("picker")
    try browser.type("nikt taki", into: "#search")
    try browser.follow("[role='search'] button")
    try look.check("picker-nobody")
    try look.open("/organisation/card/member?id=\(card)&search=ow", "picker-found")
    try browser.click("input[value='id-u2']")
    try browser.follow("form[method='post'][action='/organisation/card/member'] button")
    try look.check("card-linked-no-email")
    try browser.click("#domainSignIn")
    #expect(try browser.isVisible(".when-unmarked"))
    try look.check("card-unmarked")
    try browser.click("#domainSignIn")
    try look.open("/organisation", "organisation-linked")
  }

  @Test("an activation code is shown once, and the way on leads to the card")
  func activation() async throws {
    let served = try await PagesServed()
    try await served.installation.addPerson("anna", role: .administrator)
    let card = try await served.installation.addPerson("jan", name: "Jan Kowal")
    try await onOwnThread {
      let look = PagesLook(try Browser(), served, "pl")
      try look.signIn()
      try look.open("/organisation/card?id=\(card)", "native-card")
      try look.browser.follow("form[action='/organisation/card/activation'] button")
      try look.check("activation-codes")
      #expect(try look.browser.text("#code").count == 24)
      try look.browser.follow("main a.button")
      #expect(try look.browser.address.hasSuffix("/organisation/card?id=\(card)"))
    }
  }

  @Test("the companies with their definitions (DOM-02)")
  func companies() async throws {
    let directory = try MemoryDirectory.sample(otherGroups: ["accounting"])
    let served = try await PagesServed(isMultiCompany: true, directory: directory)
    try await served.installation.addPerson("anna", role: .administrator)
    let root = PagesInstallation.root
    let first = try await served.installation.gate.companies.add(
      CompanyDraft(
        name: "FIRMA_TEST", displayName: "Łódka i Syn", kind: "optima", useDomain: true,
        domain: "corp", group: "id-staff"), by: root)
    _ = try await served.installation.gate.companies.add(
      CompanyDraft(name: "Żuraw Logistyka", kind: "xl"), by: root)
    try await served.installation.addPerson("ewa", name: "Ewa Nowak", company: first.id)
    try await onOwnThread {
      let look = PagesLook(try Browser(), served, "pl")
      try look.browser.open(served.address + "/sign-in")
      try look.browser.choose(first.id.description, in: "#company")
      try look.signInHere()
      try look.open("/settings", "companies-list")
      try look.open("/settings/erp-connections/company", "company-new")
      try look.open("/settings/erp-connections/company?id=\(first.id)", "company-definition")
      try look.browser.click("summary")
      try look.browser.follow("form[action='/settings/erp-connections/company/remove'] button")
      try look.check("company-in-use")
      try look.open("/organisation", "organisation-companies")
    }
  }

  @Test(
    "leaving a card or a tab with unsaved changes asks first, and nothing was stored (GEN-14, DOM-B06)"
  )
  func leaving() async throws {
    let served = try await PagesServed(directory: try .sample())
    try await served.installation.addPerson("anna", role: .administrator)
    let card = try await served.installation.addPerson("jan", name: "Jan Kowal")
    try await onOwnThread {
      let browser = try Browser(languages: "en-GB,en")
      let look = PagesLook(browser, served, "en")
      let question = "You have unsaved changes. Leave without saving?"
      try look.signIn()
      try browser.open(served.address + "/organisation/card?id=\(card)")
      // Nothing typed, nothing asked.
      try browser.follow(".menu a[href='/settings']")
      try browser.click("#useDomain")
      #expect(try browser.follow(".menu a[href='/organisation']", answering: false) == question)
      #expect(try browser.address.hasSuffix("/settings/domain"))
      #expect(try browser.exists("#useDomain:checked"), "what was typed is still there")
      #expect(try browser.follow(".menu a[href='/organisation']", answering: true) == question)
      #expect(try browser.text("h1") == "Organisation structure")
      try browser.open(served.address + "/settings/domain")
      #expect(try !browser.exists("#useDomain:checked"))

      try browser.open(served.address + "/organisation/card?id=\(card)")
      try browser.type(" junior", into: "#name")
      // Another form of the page leads away too.
      #expect(try browser.follow("header form button", answering: false) == question)
      #expect(try browser.follow("footer a[lang='pl']", answering: true) == question)
      #expect(try browser.property("value", of: "#name") == "Jan Kowal")
      // Saving is not leaving.
      try browser.type(" senior", into: "#name")
      try browser.follow("form[action='/organisation/card'] button")
      #expect(try browser.text("[role='status']") == "Karta została zapisana.")
    }
  }

  @Test("linking a member needs the keyboard alone (DOM-14)")
  func keyboard() async throws {
    let served = try await PagesServed(directory: try .sample())
    try await served.installation.addPerson("anna", role: .administrator)
    let card = try await served.installation.addPerson("jan", name: "Jan Kowal")
    let gate = served.installation.gate
    _ = try await gate.companies.saveDomainSettings(
      CompanyDraft(useDomain: true, domain: "corp", group: "all"), version: 1,
      by: PagesInstallation.root)
    try await onOwnThread {
      let browser = try Browser(languages: "en-GB,en")
      try PagesLook(browser, served, "en").signIn()
      try browser.open(served.address + "/organisation/card?id=\(card)")
      let tabulator = "\u{E004}"
      func tab(to id: String) throws {
        for _ in 1...30 {
          if try browser.run("return document.activeElement.id") as? String == id { return }
          try browser.press(tabulator)
        }
        Issue.record("\(id) is not reached")
      }
      try tab(to: "domainSignIn")
      try browser.press(" ")
      try tab(to: "set-member")
      try browser.follow(key: "\u{E007}")
      #expect(try browser.run("return document.activeElement.id") as? String == "search")
      try browser.type("nowak", into: ":focus")
      try browser.follow(key: "\u{E007}")
      try tab(to: "member-0")
      try browser.press(" ")
      try browser.follow(key: "\u{E007}")
      #expect(
        try browser.text("[role='status']") == "Saved. The card is linked with the domain member.")
    }
    let linked = try await gate.employees.find(card, by: PagesInstallation.root)
    #expect(linked.employee.login.text == "u1")
  }
}
