import Identity
import Messages
import Testing

@testable import Portal

/// The employee's card and the search for its member, as a browser without scripts gets them.
@Suite("The employee's card")
struct PagesCardTests {
  struct House {
    let installation: PagesInstallation
    let directory: MemoryDirectory
    let visitor: PagesVisitor
    /// A native user, Jan Kowal, with a password.
    let card: EmployeeID

    var path: String { "/organisation/card?id=\(card)" }
    var gate: Gate { installation.gate }

    func stored() async throws -> Employee {
      try await gate.employees.find(card, by: PagesInstallation.root).employee
    }

    func fields(_ more: [(String, String)]) async throws -> [(String, String)] {
      let card = try await stored()
      let usual = [
        ("id", "\(card.id)"), ("version", "\(card.version)"), ("login", card.login.text),
        ("name", card.name), ("email", card.email ?? ""), ("role", card.role.rawValue),
        ("state", card.state.rawValue), ("offersDomainSignIn", "yes"),
      ]
      return usual.filter { field in !more.contains { $0.0 == field.0 } }
        + more.filter { $0.1 != "-" }
    }
  }

  static func house(_ language: String = "en", usesDomain: Bool = true) async throws -> House {
    let directory = try MemoryDirectory.sample()
    let installation = try await PagesSettingsTests.installation(directory)
    let card = try await installation.addPerson("jan", name: "Jan Kowal")
    if usesDomain {
      _ = try await installation.gate.companies.saveDomainSettings(
        CompanyDraft(useDomain: true, domain: "corp", group: "id-staff"), version: 1,
        by: PagesInstallation.root)
    }
    let visitor = try await installation.signedIn("anna", language)
    return House(installation: installation, directory: directory, visitor: visitor, card: card)
  }

  @Test("the way is: Organisation structure, card, General, Domain sign-in, Set (DOM-14)")
  func order() async throws {
    let house = try await Self.house("pl")
    let visitor = house.visitor
    try await visitor.get("/organisation")
    let links = visitor.page?.all("a").filter { $0.text == "Jan Kowal" } ?? []
    let card = try #require(links.first?.attributes["href"])
    #expect(card == house.path)
    try await visitor.get(card)
    #expect(visitor.page?.all("h2").first?.text == "Ogólne")
    for id in ["login", "name", "email", "role", "state", "domainSignIn"] {
      #expect(visitor.page?.element(id: id) != nil, "\(id)")
    }
    #expect(!PagesSettingsTests.isMarked(visitor, "domainSignIn"))
    let set = try #require(visitor.page?.element(id: "set-member"))
    #expect(set.text == "Ustaw")
    // Shown by style alone, while the box before it is marked (DOM-15).
    #expect(set.path.contains("form"))
    let target = try #require(set.attributes["href"])
    try await visitor.get(target)
    let label = visitor.page?.all("label").first { $0.attributes["for"] == "search" }
    #expect(label?.text == "Lista członków domeny [corp]")
  }

  @Test(
    "a phrase lists members, a picked one is saved, and the card takes the domain's data (DOM-16 to 21)"
  )
  func link() async throws {
    let house = try await Self.house()
    let visitor = house.visitor
    try await visitor.get("/organisation/card/member?id=\(house.card)&search=nowak")
    #expect(visitor.page?.contains("Ewa Nowak") == true)
    #expect(visitor.page?.contains("Domain sign-in is not saved yet.") == true)
    #expect(visitor.page?.all("input").count { $0.attributes["type"] == "radio" } == 1)
    #expect(try await house.stored().link == nil, "nothing is kept before Save (DOM-23)")
    let version = try PagesSettingsTests.version(visitor)
    try await visitor.post(
      "/organisation/card/member",
      [
        ("id", "\(house.card)"), ("version", version), ("search", "nowak"), ("member", "id-u1"),
      ])
    #expect(visitor.location == "\(house.path)&done=member-linked")
    try await visitor.follow()
    #expect(visitor.page?.notice == "Saved. The card is linked with the domain member.")
    for (id, value) in [("login", "u1"), ("name", "Ewa Nowak"), ("email", "ewa@corp.example")] {
      let field = visitor.page?.element(id: id)
      #expect(field?.attributes["value"] == value)
      #expect(field?.attributes["readonly"] != nil)
      #expect(visitor.page?.element(id: "\(id)-hint")?.text == "This field comes from the domain.")
    }
    #expect(PagesSettingsTests.isMarked(visitor, "domainSignIn"))
    #expect(visitor.page?.element(id: "set-member") == nil)
    #expect(visitor.page?.contains("checked by the domain") == true)
    #expect(visitor.page?.contains("Issue an activation code") == false)
    #expect(visitor.page?.all("input").contains { $0.attributes["type"] == "password" } == false)
    // DOM-24: the domain's password opens the door now, Brama's own does not.
    let person = house.installation.visitor("en")
    try await person.get("/sign-in")
    try await person.post("/sign-in", [("login", "u1"), ("password", PagesInstallation.password)])
    #expect(person.status == 401)
    try await person.post("/sign-in", [("login", "u1"), ("password", "password of u1")])
    #expect(person.location == "/account")
  }

  @Test(
    "a phrase that is too short, that matches nobody or that nobody answers is told (DOM-30, DOM-B03, DOM-B05)"
  )
  func search() async throws {
    let house = try await Self.house()
    let visitor = house.visitor
    let path = "/organisation/card/member?id=\(house.card)"
    try await visitor.get(path)
    #expect(visitor.status == 200)
    #expect(visitor.page?.alert == nil)
    for (phrase, sentence) in [
      ("", "Enter at least 2 characters."), ("x", "Enter at least 2 characters."),
      ("+++", "Enter at least 2 characters."), ("zzz", "No member found."),
      ("%3Cb%3E", "No member found."),
    ] {
      try await visitor.get("\(path)&search=\(phrase)")
      #expect(visitor.status == 422, "\(phrase)")
      #expect(visitor.page?.alert == sentence, "\(phrase)")
      #expect(visitor.page?.element(id: "search")?.attributes["aria-invalid"] == "true")
    }
    house.directory.fail(.unavailable)
    try await visitor.get("\(path)&search=nowak")
    #expect(visitor.status == 503)
    #expect(visitor.page?.alert == "The domain is unavailable: no server answers.")
    #expect(visitor.page?.element(id: "search")?.attributes["value"] == "nowak")
    house.directory.fail(.serviceAccountRefused)
    try await visitor.get("\(path)&search=nowak")
    #expect(visitor.page?.alert == "The directory refused the service account.")
  }

  @Test("saving without a choice, or with somebody who is not there, says so and keeps the list")
  func noChoice() async throws {
    let house = try await Self.house()
    let visitor = house.visitor
    try await visitor.get("/organisation/card/member?id=\(house.card)&search=nowak")
    let version = try PagesSettingsTests.version(visitor)
    let fields = [("id", "\(house.card)"), ("version", version), ("search", "nowak")]
    try await visitor.post("/organisation/card/member", fields)
    #expect(visitor.status == 422)
    #expect(visitor.page?.alert == "Domain member: Fill in this field.")
    #expect(visitor.page?.contains("Ewa Nowak") == true)
    try await visitor.post("/organisation/card/member", fields + [("member", "id-nobody")])
    #expect(visitor.status == 422)
    #expect(visitor.page?.alert == "No member found.")
  }

  @Test("a member of another card is refused with that card's name (DOM-32, DOM-B08)")
  func linkedTwice() async throws {
    let house = try await Self.house("pl")
    let visitor = house.visitor
    let other = try await house.gate.employees.add(
      EmployeeDraft(login: "first", name: "Pierwsza Karta"), by: PagesInstallation.root)
    _ = try await house.gate.employees.link(
      other.employee.id, domain: "corp", member: "id-u1", by: PagesInstallation.root)
    try await visitor.get("/organisation/card/member?id=\(house.card)&search=nowak")
    let version = try PagesSettingsTests.version(visitor)
    try await visitor.post(
      "/organisation/card/member",
      [
        ("id", "\(house.card)"), ("version", version), ("search", "nowak"), ("member", "id-u1"),
      ])
    #expect(visitor.status == 422)
    #expect(
      visitor.page?.alert == "Ten członek domeny jest już powiązany z kartą Ewa Nowak.")
    let radio = visitor.page?.all("input").first { $0.attributes["type"] == "radio" }
    #expect(radio?.attributes["checked"] != nil, "the choice is kept")
  }

  @Test("a member without an e-mail address leaves the field empty, with a warning (DOM-B09)")
  func noEmail() async throws {
    let house = try await Self.house("pl")
    let visitor = house.visitor
    try await visitor.get("/organisation/card/member?id=\(house.card)&search=kowal")
    try await visitor.post(
      "/organisation/card/member",
      [
        ("id", "\(house.card)"), ("version", try PagesSettingsTests.version(visitor)),
        ("search", "kowal"), ("member", "id-u2"),
      ])
    try await visitor.follow()
    #expect(visitor.page?.notice?.hasSuffix("Brak adresu email w domenie.") == true)
    #expect(visitor.page?.element(id: "email")?.attributes["value"] == "")
  }

  @Test(
    "a card that another administrator changed is not linked with what was seen before (GEN-12)")
  func staleLink() async throws {
    let house = try await Self.house()
    let visitor = house.visitor
    try await visitor.get("/organisation/card/member?id=\(house.card)&search=nowak")
    let old = try PagesSettingsTests.version(visitor)
    _ = try await house.gate.employees.change(
      house.card, EmployeeDraft(name: "Jan Kowalski"), version: house.stored().version,
      by: PagesInstallation.root)
    try await visitor.post(
      "/organisation/card/member",
      [("id", "\(house.card)"), ("version", old), ("search", "nowak"), ("member", "id-u1")])
    #expect(visitor.status == 412)
    #expect(try await house.stored().link == nil)
  }

  @Test("marking without a member is refused; the mark and the rest of the input stay (DOM-23)")
  func markOnly() async throws {
    let house = try await Self.house()
    let visitor = house.visitor
    try await visitor.get(house.path)
    try await visitor.post(
      "/organisation/card", try await house.fields([("domainSignIn", "yes"), ("name", "Typed")]))
    #expect(visitor.status == 422)
    #expect(
      visitor.page?.alert
        == "Domain sign-in is marked without a domain member. Choose Set and pick one.")
    #expect(PagesSettingsTests.isMarked(visitor, "domainSignIn"))
    #expect(visitor.page?.element(id: "name")?.attributes["value"] == "Typed")
    #expect(visitor.page?.contains("The changes are not saved yet.") == true)
    #expect(try await house.stored().name == "Jan Kowal")
    // Left and opened again, the card is as it was.
    try await visitor.get(house.path)
    #expect(!PagesSettingsTests.isMarked(visitor, "domainSignIn"))
    #expect(visitor.page?.element(id: "name")?.attributes["value"] == "Jan Kowal")
  }

  @Test("a locked field is refused by the server too, whatever a browser sends (DOM-21, DOM-B07)")
  func locked() async throws {
    let house = try await Self.house("pl")
    let visitor = house.visitor
    _ = try await house.gate.employees.link(
      house.card, domain: "corp", member: "id-u1", by: PagesInstallation.root)
    try await visitor.get(house.path)
    for (field, value) in [("login", "evil"), ("name", "Evil"), ("email", "evil@x.example")] {
      try await visitor.post(
        "/organisation/card", try await house.fields([("domainSignIn", "yes"), (field, value)]))
      #expect(visitor.status == 422, "\(field)")
      #expect(visitor.page?.alert?.hasSuffix("To pole pochodzi z domeny.") == true, "\(field)")
      #expect(visitor.page?.element(id: field)?.attributes["aria-invalid"] == "true")
    }
    #expect(try await house.stored().name == "Ewa Nowak")
    // What is not locked is saved.
    try await visitor.post(
      "/organisation/card",
      try await house.fields([("domainSignIn", "yes"), ("role", "administrator")]))
    #expect(visitor.status == 303)
    #expect(try await house.stored().role == .administrator)
    #expect(try await house.stored().link != nil)
  }

  @Test("removing the mark keeps and unlocks the values and asks for a new password (DOM-22)")
  func unlink() async throws {
    let house = try await Self.house()
    let visitor = house.visitor
    _ = try await house.gate.employees.link(
      house.card, domain: "corp", member: "id-u1", by: PagesInstallation.root)
    try await visitor.get(house.path)
    try await visitor.post("/organisation/card", try await house.fields([]))
    #expect(visitor.location == "\(house.path)&done=member-unlinked")
    try await visitor.follow()
    #expect(
      visitor.page?.notice
        == "Saved. Domain sign-in is off. Issue an activation code, so that the person can set a "
        + "password.")
    for (id, value) in [("login", "u1"), ("name", "Ewa Nowak"), ("email", "ewa@corp.example")] {
      let field = visitor.page?.element(id: id)
      #expect(field?.attributes["value"] == value)
      #expect(field?.attributes["readonly"] == nil)
    }
    #expect(visitor.page?.contains("no password yet") == true)
    let person = house.installation.visitor("en")
    try await person.get("/sign-in")
    try await person.post("/sign-in", [("login", "u1"), ("password", "password of u1")])
    #expect(person.status == 401)
  }

  @Test("a card whose page offers no mark keeps its link when it is saved (DOM-23)")
  func keepsLink() async throws {
    let house = try await Self.house()
    let visitor = house.visitor
    _ = try await house.gate.employees.link(
      house.card, domain: "corp", member: "id-u1", by: PagesInstallation.root)
    _ = try await house.gate.employees.change(
      house.card, EmployeeDraft(state: "archived"), version: house.stored().version,
      by: PagesInstallation.root)
    try await visitor.get(house.path)
    #expect(visitor.page?.element(id: "domainSignIn") == nil)
    let names = visitor.page?.all("input").compactMap { $0.attributes["name"] } ?? []
    #expect(!names.contains("offersDomainSignIn"))
    try await visitor.post(
      "/organisation/card",
      try await house.fields([("state", "active"), ("offersDomainSignIn", "-")]))
    #expect(visitor.status == 303)
    #expect(try await house.stored().state == .active)
    #expect(try await house.stored().link != nil)
  }

  @Test("data of the domain is taken over on request; who is gone is shown so (DOM-33, DOM-35)")
  func refresh() async throws {
    let house = try await Self.house()
    let visitor = house.visitor
    _ = try await house.gate.employees.link(
      house.card, domain: "corp", member: "id-u1", by: PagesInstallation.root)
    try await visitor.get(house.path)
    house.directory.rename("u1", name: "Ewa Nowak-Bąk", email: "bak@corp.example")
    let request = [("id", "\(house.card)")]
    try await visitor.post("/organisation/card/refresh", request)
    try await visitor.follow()
    #expect(visitor.page?.notice == "The data is read from the domain.")
    #expect(visitor.page?.first("h1")?.text == "Ewa Nowak-Bąk")
    house.directory.remove("u1")
    try await visitor.post("/organisation/card/refresh", request)
    try await visitor.follow()
    #expect(visitor.page?.notice?.hasPrefix("The member is not found in the domain.") == true)
    let marks = visitor.page?.all("span").filter { $0.attributes["class"] == "mark bad" } ?? []
    #expect(marks.map(\.text) == ["member not found"])
    try await visitor.get("/organisation")
    #expect(visitor.page?.contains("member not found") == true)
    house.directory.fail(.unavailable)
    try await visitor.post("/organisation/card/refresh", request)
    #expect(visitor.status == 503)
    #expect(visitor.page?.alert == "The domain is unavailable: no server answers.")
  }

  @Test(
    "native and ERP users are told apart; of an ERP user only name and e-mail can be edited (DOM-27)"
  )
  func erpUser() async throws {
    let house = try await Self.house("pl")
    let visitor = house.visitor
    try await visitor.get(house.path)
    let mark = { visitor.page?.all("span").first { $0.attributes["class"] == "mark" }?.text }
    #expect(mark() == "operator natywny")
    #expect(visitor.page?.element(id: "login")?.attributes["readonly"] == nil)
    let erp = try await house.gate.employees.add(
      EmployeeDraft(login: "erp", name: "Z ERP", origin: "erp"), by: PagesInstallation.root)
    let id = erp.employee.id
    try await visitor.get("/organisation/card?id=\(id)")
    #expect(mark() == "operator z ERP")
    #expect(visitor.page?.element(id: "login")?.attributes["readonly"] != nil)
    #expect(visitor.page?.element(id: "login-hint")?.text == "To pole pochodzi z ERP.")
    #expect(visitor.page?.element(id: "role") == nil)
    let fields = [("id", "\(id)"), ("version", "1"), ("name", "Nowe Nazwisko"), ("email", "")]
    for other in [("login", "else"), ("role", "administrator"), ("state", "archived")] {
      try await visitor.post("/organisation/card", fields + [other])
      #expect(visitor.status == 409, "\(other)")
    }
    try await visitor.post("/organisation/card", fields + [("login", "erp")])
    #expect(visitor.status == 303)
    // A plain user changes no login, not even the own one: there is no page for it.
    let user = try await house.installation.signedIn("jan")
    try await user.post("/organisation/card", try await house.fields([("login", "other")]))
    #expect(user.status == 403)
  }
}
