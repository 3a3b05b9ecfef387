import Identity
import Testing

@testable import Portal

/// ERP connections, in multi-company mode.
@Suite("The page ERP connections")
struct PagesCompaniesTests {
  static let list = "/settings/erp-connections"
  static let definition = "/settings/erp-connections/company"

  /// With a company `Alfa`, which Anna signs in to.
  static func house(_ directory: MemoryDirectory) async throws -> (
    visitor: PagesVisitor, alfa: Company
  ) {
    let installation = try await PagesSettingsTests.installation(directory, isMultiCompany: true)
    let alfa = try await installation.gate.companies.add(
      CompanyDraft(name: "Alfa", kind: "xl"), by: PagesInstallation.root)
    let visitor = installation.visitor("en")
    try await visitor.get("/sign-in")
    try await visitor.post(
      "/sign-in",
      [
        ("login", "anna"), ("password", PagesInstallation.password),
        ("company", alfa.id.description),
      ])
    try await visitor.follow()
    return (visitor, alfa)
  }

  @Test("the tab Domain is hidden; each company offers the same fields (DOM-02, GEN-03)")
  func fields() async throws {
    let (visitor, alfa) = try await Self.house(try .sample(otherGroups: ["sales"]))
    try await visitor.get("/settings")
    #expect(visitor.location == Self.list)
    try await visitor.get("/settings/domain")
    #expect(visitor.status == 404)
    try await visitor.get(Self.list)
    #expect(visitor.page?.contains("Alfa") == true)
    #expect(visitor.page?.contains("Comarch ERP XL · no domain") == true)
    try await visitor.get("\(Self.definition)?id=\(alfa.id)")
    for id in ["useDomain", "domain", "group"] {
      #expect(visitor.page?.element(id: id) != nil, "\(id)")
    }
    try await visitor.post(
      Self.definition,
      [
        ("id", alfa.id.description), ("version", "1"), ("name", "Alfa"), ("kind", "xl"),
        ("useDomain", "yes"), ("domain", "corp"), ("step", "groups"),
      ])
    #expect(
      PagesSettingsTests.options(visitor, "group").map(\.text)
        == ["– choose a group –", "All", "sales", "staff"])
    try await visitor.post(
      Self.definition,
      [
        ("id", alfa.id.description), ("version", "1"), ("name", "Alfa"), ("kind", "xl"),
        ("useDomain", "yes"), ("domain", "corp"), ("groupsOf", "corp"), ("group", "id-sales"),
        ("step", "save"),
      ])
    #expect(visitor.location == "\(Self.list)?done=company-saved")
    try await visitor.follow()
    #expect(visitor.page?.notice == "The company is saved.")
    #expect(visitor.page?.contains("domain corp, group: sales") == true)
  }

  @Test(
    "a company is added; every field at fault is named at its place, and the input kept (GEN-11)")
  func add() async throws {
    let (visitor, _) = try await Self.house(try .sample())
    try await visitor.get(Self.definition)
    try await visitor.post(
      Self.definition,
      [
        ("name", ""), ("kind", ""), ("displayName", "Shown"), ("useDomain", "yes"),
        ("step", "save"),
      ])
    #expect(visitor.status == 422)
    #expect(visitor.page?.element(id: "name-fault")?.text == "Enter the company name.")
    #expect(visitor.page?.element(id: "kind-fault")?.text == "Choose the ERP system.")
    #expect(visitor.page?.element(id: "domain-fault")?.text == "Choose the domain and the group.")
    #expect(visitor.page?.element(id: "displayName")?.attributes["value"] == "Shown")
    try await visitor.post(
      Self.definition,
      [("name", "Beta"), ("kind", "optima"), ("displayName", "Shown"), ("step", "save")])
    try await visitor.follow()
    #expect(visitor.page?.notice == "The company is added.")
    #expect(visitor.page?.contains("Shown") == true)
    try await visitor.post(
      Self.definition, [("name", "Gamma"), ("kind", "xl"), ("step", "save")])
    #expect(visitor.status == 303)
    try await visitor.get(Self.definition)
    try await visitor.post(
      Self.definition, [("name", "GAMMA"), ("kind", "xl"), ("step", "save")])
    #expect(visitor.page?.alert == "This name is already used by another company.")
  }

  @Test("a stale save tells what is stored now (GEN-12)")
  func stale() async throws {
    let (visitor, alfa) = try await Self.house(try .sample())
    try await visitor.get("\(Self.definition)?id=\(alfa.id)")
    _ = try await visitor.installation.gate.companies.change(
      alfa.id, CompanyDraft(name: "Alfa SA", kind: "altum"), version: 1,
      by: PagesInstallation.root)
    try await visitor.post(
      Self.definition,
      [
        ("id", alfa.id.description), ("version", "1"), ("name", "Alfa Nova"), ("kind", "xl"),
        ("step", "save"),
      ])
    #expect(visitor.status == 412)
    let told = visitor.page?.element(id: "stored")?.text ?? ""
    #expect(told.contains("Alfa SA") && told.contains("Comarch ERP Altum"), "\(told)")
    #expect(visitor.page?.element(id: "name")?.attributes["value"] == "Alfa Nova")
    #expect(try PagesSettingsTests.version(visitor) == "2")
  }

  @Test("a company in use is not deleted and says by what; another is (COMP-B08)")
  func remove() async throws {
    let (visitor, alfa) = try await Self.house(try .sample())
    let beta = try await visitor.installation.gate.companies.add(
      CompanyDraft(name: "Beta", kind: "xl"), by: PagesInstallation.root)
    try await visitor.get(Self.list)
    try await visitor.post(
      "\(Self.definition)/remove", [("id", alfa.id.description), ("version", "1")])
    #expect(visitor.status == 409)
    #expect(visitor.page?.alert == "The company is in use: 1 session.")
    try await visitor.post(
      "\(Self.definition)/remove", [("id", beta.id.description), ("version", "1")])
    #expect(visitor.status == 303)
    try await visitor.follow()
    #expect(visitor.page?.notice == "The company is deleted.")
    try await visitor.get("\(Self.definition)?id=\(beta.id)")
    #expect(visitor.status == 404)
    for id in [CompanyID.home.description, "nonsense", "<b>"] {
      try await visitor.get("\(Self.definition)?id=\(id.replacing("<b>", with: "%3Cb%3E"))")
      #expect(visitor.status == 404, "\(id)")
      try await visitor.get("/account")
      try await visitor.post("\(Self.definition)/remove", [("id", id), ("version", "1")])
      #expect(visitor.status == 404, "\(id)")
    }
  }
}
