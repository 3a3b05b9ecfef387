import Identity
import Testing

@testable import Portal

@Suite("The organisation structure")
struct PagesOrganisationTests {
  @Test("every card is on one page of the list, each once; a phrase narrows it")
  func pages() async throws {
    let installation = try await PagesSettingsTests.installation()
    for number in 1...60 {
      _ = try await installation.gate.employees.add(
        EmployeeDraft(login: "p\(number)", name: "Osoba \(number)"), by: PagesInstallation.root)
    }
    let visitor = try await installation.signedIn("anna")
    var names: [String] = []
    var next: String? = "/organisation"
    var pages = 0
    while let address = next, pages < 9 {
      try await visitor.get(address)
      #expect(visitor.status == 200)
      names += visitor.page?.all("a").filter { $0.attributes["class"] == "whole" }.map(\.text) ?? []
      next = visitor.page?.all("a").first { $0.text == "Następna strona" }?.attributes["href"]
      pages += 1
    }
    #expect(pages == 3)
    #expect(names.count == 61)
    #expect(Set(names).count == 61)
    #expect(visitor.page?.all("a").contains { $0.text == "Pierwsza strona" } == true)
    try await visitor.get("/organisation?search=osoba+7")
    #expect(visitor.page?.all("a").count { $0.attributes["class"] == "whole" } == 1)
    #expect(visitor.page?.element(id: "search")?.attributes["value"] == "osoba 7")
    try await visitor.get("/organisation?search=nikt")
    #expect(visitor.page?.contains("Nie znaleziono karty pracownika.") == true)
  }

  @Test("the place in a list whose card is gone starts the list again and says so")
  func placeGone() async throws {
    let visitor = try await PagesSettingsTests.installation().signedIn("anna", "en")
    let gone = EmployeeID(random: SystemBytes())
    try await visitor.get("/organisation?after=\(gone)")
    #expect(visitor.status == 200)
    #expect(visitor.page?.alert == "This listing has expired. Start it again.")
    #expect(visitor.page?.contains("Anna Nowak") == true)
  }

  @Test("a change of the language stays on the same card, search and page (GEN-06)")
  func language() async throws {
    let installation = try await PagesSettingsTests.installation()
    let visitor = try await installation.signedIn("anna")
    try await visitor.get("/organisation?search=an%26na+%C5%BC&nonsense=1")
    let links = visitor.page?.all("a").filter { $0.text == "English" } ?? []
    let english = try #require(links.first?.attributes["href"])
    #expect(english == "/organisation?search=an%26na%20%C5%BC&lang=en")
    try await visitor.get(english)
    #expect(visitor.location == "/organisation?search=an%26na%20%C5%BC")
    try await visitor.follow()
    #expect(visitor.page?.element(id: "search")?.attributes["value"] == "an&na ż")
    #expect(visitor.page?.first("h1")?.text == "Organisation structure")
  }

  @Test("a new card is added; what is wrong is told at its field (GEN-11)")
  func add() async throws {
    let installation = try await PagesSettingsTests.installation()
    let visitor = try await installation.signedIn("anna")
    try await visitor.get("/organisation/card")
    try await visitor.post(
      "/organisation/card", [("login", ""), ("name", ""), ("email", "no"), ("role", "user")])
    #expect(visitor.status == 422)
    #expect(visitor.page?.element(id: "login-fault")?.text == "Uzupełnij to pole.")
    #expect(visitor.page?.element(id: "name-fault")?.text == "Uzupełnij to pole.")
    #expect(visitor.page?.element(id: "email")?.attributes["value"] == "no")
    try await visitor.post(
      "/organisation/card",
      [("login", "ANNA"), ("name", "Druga"), ("email", ""), ("role", "user")])
    #expect(visitor.page?.alert == "Tego loginu używa już inna karta tej spółki. Podaj inny.")
    try await visitor.post(
      "/organisation/card",
      [("login", "żółw"), ("name", "Zofia Żółw"), ("email", "z@x.example"), ("role", "user")])
    #expect(visitor.status == 303)
    try await visitor.follow()
    #expect(visitor.page?.notice == "Karta została dodana.")
    #expect(visitor.page?.first("h1")?.text == "Zofia Żółw")
  }

  @Test("in multi-company mode a card belongs to a company or to the whole installation")
  func companies() async throws {
    let (visitor, alfa) = try await PagesCompaniesTests.house(try .sample())
    try await visitor.get("/organisation/card")
    #expect(
      PagesSettingsTests.options(visitor, "company").map(\.text) == ["Whole installation", "Alfa"])
    let fields = [("login", "ola"), ("name", "Ola"), ("email", ""), ("role", "user")]
    try await visitor.post("/organisation/card", fields + [("company", "nonsense")])
    #expect(visitor.status == 422)
    #expect(
      visitor.page?.alert == "There is no such company. Choose one from the list.")
    try await visitor.post("/organisation/card", fields + [("company", "\(alfa.id)")])
    try await visitor.follow()
    #expect(visitor.page?.contains("Alfa") == true)
    try await visitor.get("/organisation?company=\(alfa.id)")
    #expect(
      visitor.page?.all("a").filter { $0.attributes["class"] == "whole" }.map(\.text) == ["Ola"])
    // A card of the whole installation is native: it has no domain of its own.
    try await visitor.get("/organisation?search=anna")
    let card = visitor.page?.all("a").first { $0.attributes["class"] == "whole" }
    try await visitor.get(try #require(card?.attributes["href"]))
    #expect(visitor.page?.element(id: "domainSignIn")?.attributes["disabled"] != nil)
    #expect(visitor.page?.contains("always native") == true)
  }
}
