import Identity
import Messages
import Testing

@testable import Portal

/// What else the card does besides its member: saving, activation, rights, and cards that are not there.
extension PagesCardTests {
  @Test("a stale save of the card is refused, tells what is stored and keeps the input (GEN-12)")
  func stale() async throws {
    let house = try await Self.house()
    let visitor = house.visitor
    try await visitor.get(house.path)
    let fields = try await house.fields([("name", "Mine")])
    _ = try await house.gate.employees.change(
      house.card, EmployeeDraft(name: "Theirs", role: "administrator"),
      version: house.stored().version, by: PagesInstallation.root)
    try await visitor.post("/organisation/card", fields)
    #expect(visitor.status == 412)
    #expect(
      visitor.page?.alert
        == "The settings were changed by someone else. Reload and try again.")
    let told = visitor.page?.element(id: "stored")?.text ?? ""
    #expect(told.contains("Theirs") && told.contains("administrator"), "\(told)")
    #expect(visitor.page?.element(id: "name")?.attributes["value"] == "Mine")
    #expect(try await house.stored().name == "Theirs")
    #expect(
      try PagesSettingsTests.version(visitor) == "\(try await house.stored().version)")
  }

  @Test("an activation code is shown once, in no address, and sets the password")
  func activation() async throws {
    let house = try await Self.house()
    let visitor = house.visitor
    try await visitor.get(house.path)
    try await visitor.post("/organisation/card/activation", [("id", "\(house.card)")])
    #expect(visitor.status == 200)
    let code = try #require(visitor.page?.element(id: "code")?.text)
    #expect(visitor.page?.contains("https://brama.test/activate") == true)
    #expect(visitor.page?.all("form").isEmpty == true, "no way that loses it")
    #expect(visitor.location == nil)
    try await visitor.get("/organisation/card/activation")
    #expect(visitor.status == 303)
    let person = house.installation.visitor("en")
    try await person.get("/activate")
    let password = "another good password"
    try await person.post(
      "/activate", [("code", code), ("newPassword", password), ("repeat", password)])
    #expect(person.location == "/sign-in?done=password-set")
  }

  @Test("Use ERP login is chosen on the card, which says whose account it means (DOM-25, DOM-26)")
  func permissions() async throws {
    let house = try await Self.house("pl")
    let visitor = house.visitor
    try await visitor.get(house.path)
    #expect(
      PagesSettingsTests.options(visitor, "erpLogin").map(\.text) == ["Własny", "Z konfiguracji"])
    #expect(PagesSettingsTests.chosen(visitor, "erpLogin") == "from-configuration")
    #expect(visitor.page?.contains("kontem z konfiguracji instalacji") == true)
    let version = "\(try await house.stored().version)"
    try await visitor.post(
      "/organisation/card/permissions",
      [("id", "\(house.card)"), ("version", version), ("erpLogin", "own")])
    try await visitor.follow()
    #expect(visitor.page?.notice == "Karta została zapisana.")
    #expect(visitor.page?.contains("Logowanie do ERP loginem i hasłem tej osoby.") == true)
    #expect(try await house.stored().erpLogin == .own)
    try await visitor.post(
      "/organisation/card/permissions",
      [("id", "\(house.card)"), ("version", version), ("erpLogin", "own")])
    #expect(visitor.status == 412)
  }

  @Test("a card of a domain that is not chosen yet offers no Set and says what comes first")
  func noDomain() async throws {
    let house = try await Self.house(usesDomain: false)
    let visitor = house.visitor
    try await visitor.get(house.path)
    #expect(visitor.page?.element(id: "domainSignIn")?.attributes["disabled"] != nil)
    #expect(visitor.page?.element(id: "set-member") == nil)
    #expect(visitor.page?.contains("First choose a domain and a group in the settings.") == true)
    try await visitor.get("/organisation/card/member?id=\(house.card)")
    #expect(visitor.location == house.path)
  }

  @Test("a card that is not there is 404, whatever is asked of it")
  func unknown() async throws {
    let house = try await Self.house()
    let visitor = house.visitor
    let gone = EmployeeID(random: SystemBytes()).description
    for id in [gone, "nonsense", CompanyID.home.description] {
      for path in ["/organisation/card", "/organisation/card/member"] {
        try await visitor.get("\(path)?id=\(id)")
        #expect(visitor.status == 404, "\(path) \(id)")
      }
      for path in PagePath.allCases where path.isOrganisation && path.methods.contains("POST") {
        try await visitor.get("/account")
        try await visitor.post(path.text, [("id", id), ("version", "1"), ("search", "ab")])
        #expect(visitor.status == 404, "\(path.text) \(id)")
      }
    }
    try await visitor.get("/organisation/card/member")
    #expect(visitor.status == 404)
  }

  @Test("the last administrator keeps the right, told by the page")
  func lastAdministrator() async throws {
    let house = try await Self.house()
    let visitor = house.visitor
    let anna = try #require(
      try await house.gate.employees.list(
        EmployeeFilter(role: .administrator), after: nil, limit: 2, by: PagesInstallation.root
      ).employees.first?.employee)
    try await visitor.get("/organisation/card?id=\(anna.id)")
    try await visitor.post(
      "/organisation/card",
      [
        ("id", "\(anna.id)"), ("version", "\(anna.version)"), ("login", "anna"),
        ("name", anna.name), ("email", ""), ("role", "user"), ("state", "active"),
      ])
    #expect(visitor.status == 409)
    #expect(
      visitor.page?.alert
        == "This is the last active administrator. Give another person the right first.")
    #expect(PagesSettingsTests.chosen(visitor, "role") == "user", "the input stays")
  }
}
