import HTTPEngine
import Identity
import Messages
import Testing

@testable import Portal

/// The tab Domain as a browser without scripts gets it.
@Suite("The tab Domain")
struct PagesSettingsTests {
  static let path = "/settings/domain"

  static func installation(
    _ directory: MemoryDirectory? = nil, isMultiCompany: Bool = false
  ) async throws -> PagesInstallation {
    let installation = try await PagesInstallation(
      isMultiCompany: isMultiCompany, directory: directory)
    try await installation.addPerson("anna", role: .administrator)
    return installation
  }

  static func version(_ visitor: PagesVisitor) throws -> String {
    let field = visitor.page?.all("input").first { $0.attributes["name"] == "version" }
    return try #require(field?.attributes["value"])
  }

  static func options(_ visitor: PagesVisitor, _ id: String) -> [(value: String, text: String)] {
    let inside = visitor.page?.elements.drop { $0.attributes["id"] != id }.dropFirst() ?? []
    return inside.prefix { $0.name == "option" }.map { ($0.attributes["value"] ?? "", $0.text) }
  }

  static func chosen(_ visitor: PagesVisitor, _ id: String) -> String? {
    let inside = visitor.page?.elements.drop { $0.attributes["id"] != id }.dropFirst() ?? []
    return inside.prefix { $0.name == "option" }.first { $0.attributes["selected"] != nil }?
      .attributes["value"]
  }

  static func isMarked(_ visitor: PagesVisitor, _ id: String) -> Bool {
    visitor.page?.element(id: id)?.attributes["checked"] != nil
  }

  /// Every page of administrators, and what one would send to each.
  static let all: [(method: String, path: PagePath)] = PagePath.allCases
    .filter { $0.isSettings || $0.isOrganisation }
    .flatMap { path in path.methods.map { ($0, path) } }

  @Test("strangers are led to the sign-in, and plain users refused with 403 (GEN-07, 08, GEN-B03)")
  func rights() async throws {
    let installation = try await Self.installation(try .sample())
    let card = try await installation.addPerson("ola")
    let stranger = installation.visitor("en")
    try await stranger.get("/sign-in")
    let user = try await installation.signedIn("ola", "en")
    for (method, path) in Self.all {
      let fields = [
        ("id", card.description), ("version", "1"), ("step", "save"), ("login", "other"),
        ("name", "Other"), ("role", "administrator"), ("state", "active"), ("member", "id-u1"),
      ]
      for (visitor, status) in [(stranger, 303), (user, 403)] {
        if method == "GET" {
          try await visitor.get("\(path.text)?id=\(card)")
        } else {
          try await visitor.post(path.text, fields)
        }
        let label = "\(method) \(path.text)"
        #expect(visitor.status == status, "\(label)")
        if status == 303 { #expect(visitor.location == "/sign-in", "\(label)") }
        if status == 403 {
          #expect(visitor.page?.contains("You do not have permission.") == true, "\(label)")
        }
      }
    }
    let stored = try await installation.gate.employees.find(card, by: PagesInstallation.root)
    #expect(stored.employee.name == "Anna Nowak")
    #expect(stored.employee.role == .user)
  }

  @Test("an administrator who loses the right in another session is refused at once")
  func rightLost() async throws {
    let installation = try await Self.installation(try .sample())
    try await installation.addPerson("boss", role: .administrator)
    let visitor = try await installation.signedIn("anna", "en")
    try await visitor.get(Self.path)
    #expect(visitor.status == 200)
    let anna = try #require(
      try await installation.gate.employees.list(
        EmployeeFilter(phrase: "anna"), after: nil, limit: 5, by: PagesInstallation.root
      ).employees.first { $0.employee.login.text == "anna" })
    _ = try await installation.gate.employees.change(
      anna.employee.id, EmployeeDraft(role: "user"), version: anna.employee.version,
      by: PagesInstallation.root)
    try await visitor.post(Self.path, [("version", "1"), ("step", "save"), ("useDomain", "yes")])
    #expect(visitor.status == 403)
  }

  @Test("the account page leads administrators to Settings and Organisation structure, nobody else")
  func menu() async throws {
    let installation = try await Self.installation(try .sample())
    try await installation.addPerson("ola")
    let visitor = try await installation.signedIn("anna")
    let links = visitor.page?.all("a") ?? []
    let menu = links.filter { $0.path.contains("nav") && $0.path.contains("li") }.map(\.text)
    #expect(menu.starts(with: ["Struktura organizacyjna", "Ustawienia"]))
    let user = try await installation.signedIn("ola")
    #expect(user.page?.contains("Ustawienia") == false)
  }

  @Test("single-company mode has the tab Domain and no ERP connections (DOM-01, GEN-02)")
  func singleCompany() async throws {
    let visitor = try await Self.installation(try .sample()).signedIn("anna")
    try await visitor.get("/settings")
    #expect(visitor.location == Self.path)
    try await visitor.follow()
    #expect(visitor.page?.title == "Domena – Brama")
    #expect(visitor.page?.element(id: "useDomain")?.attributes["checked"] == nil)
    for path in ["/settings/erp-connections", "/settings/erp-connections/company"] {
      try await visitor.get(path)
      #expect(visitor.status == 404, "\(path)")
    }
  }

  @Test(
    "the tab offers the domains, the groups as they are now with All at the top, and saves (DOM-05 to 10)"
  )
  func save() async throws {
    let directory = try MemoryDirectory.sample(otherGroups: ["zarząd", "Łódź", "Anwil"])
    let installation = try await Self.installation(directory)
    let visitor = try await installation.signedIn("anna")
    try await visitor.get(Self.path)
    #expect(Self.options(visitor, "domain").map(\.text) == ["– wybierz domenę –", "corp"])
    try await visitor.post(
      Self.path,
      [("version", "1"), ("useDomain", "yes"), ("domain", "corp"), ("step", "groups")])
    #expect(visitor.status == 200)
    #expect(visitor.page?.contains("Zmiany nie są jeszcze zapisane.") == true)
    #expect(
      Self.options(visitor, "group").map(\.text)
        == ["– wybierz grupę –", "Wszystkie", "Anwil", "Łódź", "staff", "zarząd"])
    #expect(Self.chosen(visitor, "domain") == "corp")
    let version = try Self.version(visitor)
    #expect(version == "1")
    try await visitor.post(
      Self.path,
      [
        ("version", version), ("useDomain", "yes"), ("domain", "corp"), ("groupsOf", "corp"),
        ("group", "id-staff"), ("step", "save"),
      ])
    #expect(visitor.status == 303)
    try await visitor.follow()
    #expect(visitor.page?.notice == "Ustawienia zostały zapisane.")
    #expect(Self.isMarked(visitor, "useDomain"))
    #expect(Self.chosen(visitor, "group") == "id-staff")
    let home = try await installation.gate.companies.domainSettings(by: PagesInstallation.root)
    #expect(home.domain.isOn)
    guard case .group(_, "staff")? = home.domain.group else {
      Issue.record("stored: \(home.domain)")
      return
    }
  }

  @Test("a domain is demanded, then a group, and what was typed stays (DOM-B01, DOM-B02, DOM-06)")
  func faults() async throws {
    let installation = try await Self.installation(try .sample())
    let visitor = try await installation.signedIn("anna")
    try await visitor.get(Self.path)
    try await visitor.post(
      Self.path, [("version", "1"), ("useDomain", "yes"), ("domain", ""), ("step", "save")])
    #expect(visitor.status == 422)
    #expect(visitor.page?.alert == "Wybierz domenę.")
    #expect(visitor.page?.element(id: "domain")?.attributes["aria-invalid"] == "true")
    #expect(Self.isMarked(visitor, "useDomain"))
    try await visitor.post(
      Self.path, [("version", "1"), ("useDomain", "yes"), ("domain", "corp"), ("step", "save")])
    #expect(visitor.status == 422)
    #expect(visitor.page?.alert == "Wybierz grupę albo „Wszystkie”.")
    #expect(Self.chosen(visitor, "domain") == "corp")
    // The group of another domain is none of this one.
    try await visitor.post(
      Self.path,
      [
        ("version", "1"), ("useDomain", "yes"), ("domain", "corp"), ("groupsOf", "other"),
        ("group", "id-elsewhere"), ("step", "save"),
      ])
    #expect(visitor.page?.alert == "Wybierz grupę albo „Wszystkie”.")
    try await visitor.post(
      Self.path,
      [("version", "1"), ("useDomain", "yes"), ("domain", "<b>"), ("step", "save")])
    #expect(visitor.status == 422)
    #expect(visitor.page?.alert == "Brak domeny: <b>")
    let home = try await installation.gate.companies.domainSettings(by: PagesInstallation.root)
    #expect(home.version == 1, "nothing was stored")
  }

  @Test("groups are searched for, and a list that is too long says so (DOM-12)")
  func search() async throws {
    let many = (1...230).map { "group-\($0)" }
    let visitor = try await Self.installation(try .sample(otherGroups: many)).signedIn("anna")
    try await visitor.get(Self.path)
    func show(_ search: String) async throws {
      try await visitor.post(
        Self.path,
        [
          ("version", "1"), ("useDomain", "yes"), ("domain", "corp"), ("groupSearch", search),
          ("step", "groups"),
        ])
    }
    try await show("")
    #expect(Self.options(visitor, "group").count == 2 + 200)
    #expect(visitor.page?.contains("Pokazano pierwsze 200") == true)
    try await show("staff")
    #expect(
      Self.options(visitor, "group").map(\.text) == ["– wybierz grupę –", "Wszystkie", "staff"])
    try await show("up-2")
    #expect(visitor.page?.contains("Znalezione grupy: 42") == true)
    try await show("brak takiej")
    #expect(visitor.page?.contains("Żadna grupa nie pasuje") == true)
    try await show("x")
    #expect(visitor.status == 422)
    #expect(visitor.page?.alert == "Podaj co najmniej 2 znaki.")
    #expect(visitor.page?.element(id: "groupSearch")?.attributes["value"] == "x")
  }

  @Test(
    "a directory that does not answer is told with its reason, and the stored choice stays (DOM-B03, DOM-B04)",
    arguments: [
      (DirectoryError.Code.unavailable, "Domena jest niedostępna: żaden serwer nie odpowiada."),
      (.serviceAccountRefused, "Katalog odrzucił konto serwisowe."),
    ])
  func unavailable(code: DirectoryError.Code, sentence: String) async throws {
    let directory = try MemoryDirectory.sample()
    let installation = try await Self.installation(directory)
    _ = try await installation.gate.companies.saveDomainSettings(
      CompanyDraft(useDomain: true, domain: "corp", group: "id-staff"), version: 1,
      by: PagesInstallation.root)
    let visitor = try await installation.signedIn("anna")
    directory.fail(code)
    try await visitor.get(Self.path)
    #expect(visitor.status == 200, "the stored settings are there all the same")
    #expect(visitor.page?.alert == sentence)
    #expect(Self.chosen(visitor, "group") == "id-staff")
    #expect(Self.options(visitor, "group").map(\.text) == ["Wszystkie", "staff"])
    try await visitor.post(
      Self.path, [("version", "2"), ("useDomain", "yes"), ("domain", "corp"), ("step", "groups")])
    #expect(visitor.status == 503)
    #expect(visitor.page?.alert == sentence)
    // Domain sign-in can be switched off without the directory (DOM-13).
    try await visitor.post(Self.path, [("version", "2"), ("step", "save")])
    #expect(visitor.status == 303)
    let home = try await installation.gate.companies.domainSettings(by: PagesInstallation.root)
    #expect(!home.domain.isOn)
    #expect(home.domain.domain?.text == "corp", "the choice is kept")
  }

  @Test("a stale save is refused, tells what is stored now and keeps the input (GEN-12, GEN-B02)")
  func stale() async throws {
    let installation = try await Self.installation(try .sample(otherGroups: ["sales"]))
    let visitor = try await installation.signedIn("anna")
    try await visitor.get(Self.path)
    let version = try Self.version(visitor)
    _ = try await installation.gate.companies.saveDomainSettings(
      CompanyDraft(useDomain: true, domain: "corp", group: "id-sales"), version: 1,
      by: PagesInstallation.root)
    let fields = [
      ("useDomain", "yes"), ("domain", "corp"), ("groupsOf", "corp"), ("group", "id-staff"),
      ("step", "save"),
    ]
    try await visitor.post(Self.path, fields + [("version", version)])
    #expect(visitor.status == 412)
    #expect(
      visitor.page?.alert == "Ustawienia zmieniła inna osoba. Odśwież i spróbuj ponownie.")
    let told = visitor.page?.element(id: "stored")?.text ?? ""
    #expect(told.contains("Grupa") && told.contains("sales"), "\(told)")
    #expect(!told.contains("Nazwa domeny"), "what agrees is not told: \(told)")
    #expect(Self.chosen(visitor, "group") == "id-staff")
    // Saved once more, knowing what is stored, it is accepted.
    let seen = try Self.version(visitor)
    #expect(seen == "2")
    try await visitor.post(Self.path, fields + [("version", seen)])
    #expect(visitor.status == 303)
  }

  @Test("without a configured domain the tab says who adds one, and nothing can be switched on")
  func noDomains() async throws {
    let visitor = try await Self.installation().signedIn("anna", "en")
    try await visitor.get(Self.path)
    #expect(visitor.page?.contains("No domain is configured.") == true)
    try await visitor.post(
      Self.path, [("version", "1"), ("useDomain", "yes"), ("domain", "corp"), ("step", "save")])
    #expect(visitor.page?.alert == "No such domain: corp")
  }

  @Test("pages whose input can get lost load one script of ours; the rest of the policy stays")
  func policy() async throws {
    let visitor = try await Self.installation(try .sample()).signedIn("anna")
    #expect(visitor.headers.only("content-security-policy")?.contains("script-src") == false)
    try await visitor.get(Self.path)
    #expect(
      visitor.headers.only("content-security-policy")
        == "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
    try await visitor.get(Asset.leaving.path)
    #expect(visitor.status == 200)
    #expect(visitor.headers.only("content-type") == "text/javascript; charset=utf-8")
    let text = String(decoding: visitor.body, as: UTF8.self)
    for word in ["innerHTML", "eval", "fetch", "XMLHttpRequest", "cookie", "http"] {
      #expect(!text.contains(word), "\(word)")
    }
  }
}
