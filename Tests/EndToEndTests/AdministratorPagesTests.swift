import Foundation
import TestKit
import Testing

/// The built program, a real directory, a real browser, and an administrator in front of it.
@Suite("An administrator in a browser")
struct AdministratorPagesTests {
  @Test(
    "chooses domain and group, links a card with a member, who signs in; Polish letters and all (DOM-03, DOM-14 to 19, DOM-24, DOM-29)"
  )
  func domainSignIn() async throws {
    let person = Slapd.Person(
      "żółw", password: "Zażółć gęślą jaźń", givenName: "Zofia", surname: "Żółw",
      mail: "zofia@example.test")
    let groups = Slapd.usualGroups.map { group in
      var group = group
      if group.name == "staff" { group.people.append(person.login) }
      return group
    }
    let slapd = try await Slapd.start(
      people: Slapd.usualPeople + [person], groups: groups, options: .init(memberOf: true))
    let installation = try CommandInstallation(slapd)
    let service = try await installation.serve()
    let setup = try await installation.json("setup")["code"].string ?? ""
    try await onOwnThread {
      let visit = PagesVisit(try Browser(languages: "pl-PL,pl"), service.address)
      try Self.administer(visit, code: setup)
      try Self.signIn(service.address, person)
    }
    let card = try await installation.json("employee", "show", "żółw")
    #expect(card["domainSignIn"].bool == true)
    #expect(card["email"].string == "zofia@example.test")
    #expect(!service.log.contains(person.password))
    try await service.stop()
    await slapd.stop()
  }

  private static func administer(_ visit: PagesVisit, code: String) throws {
    let browser = visit.browser
    let password = "correct horse battery staple"
    try browser.open(visit.address + "/setup")
    try browser.type(code, into: "#code")
    try browser.type(password, into: "#newPassword")
    try browser.type(password, into: "#repeat")
    try browser.follow("main form button")
    try browser.type("Administrator", into: "#login")
    try browser.type(password, into: "#password")
    try browser.follow("main form button")
    // The tab Domain.
    try browser.follow("nav a[href='/settings']")
    try browser.click("#useDomain")
    try browser.choose("main", in: "#domain")
    try browser.type("sta", into: "#groupSearch")
    try browser.follow("button[value='groups']")
    let group =
      try browser.run(
        "return [...document.querySelectorAll('#group option')].map(o => o.text)") as? [String]
    #expect(group == ["– wybierz grupę –", "Wszystkie", "staff"])
    try browser.click("#group option:last-child")
    try browser.follow("button[value='save']")
    #expect(try browser.text("[role='status']") == "Ustawienia zostały zapisane.")
    // A card, and its member.
    try browser.follow("nav a[href='/organisation']")
    try browser.follow("a[href='/organisation/card']")
    try browser.type("zofia", into: "#login")
    try browser.type("Zofia", into: "#name")
    try browser.follow("main form button")
    try browser.click("#domainSignIn")
    try browser.follow("#set-member")
    try browser.type("ŻÓŁ", into: "#search")
    try browser.follow("[role='search'] button")
    try browser.click("#member-0")
    try browser.follow("form[method='post'][action='/organisation/card/member'] button")
    #expect(
      try browser.text("[role='status']")
        == "Zapisano. Karta jest powiązana z członkiem domeny.")
    #expect(try browser.text("h1") == "Zofia Żółw")
    #expect(try browser.property("value", of: "#login") == "żółw")
  }

  private static func signIn(_ address: String, _ person: Slapd.Person) throws {
    let browser = try Browser(languages: "pl-PL,pl")
    func enter(_ password: String) throws {
      try browser.open(address + "/sign-in")
      try browser.type(person.login, into: "#login")
      try browser.type(password, into: "#password")
      try browser.follow("main form button")
    }
    try enter(person.password.folding(options: .diacriticInsensitive, locale: nil))
    #expect(try browser.text("[role='alert']") == "Nieprawidłowy login lub hasło.")
    try enter(person.password)
    #expect(try browser.text("h1") == "Twoje konto")
    #expect(try browser.text("header").contains("Zofia Żółw"))
  }
}
