import HTTPEngine
import Identity

/// The list of the sign-in window, the definitions of companies, and the tab Domain.
extension Call {
  /// SIGN-03, SIGN-04.
  func shownCompanies() async throws -> Response {
    var query = try query()
    let search = query.text("search")
    try query.finish(unknown: .refused)
    let list = try await gate.companies.shownList(search: search)
    return answer([
      "companies": .list(list) { ["id": .string("\($0.id)"), "name": .string($0.name)] }
    ])
  }

  func companies() async throws -> Response {
    let caller = try caller()
    try refuseQuery()
    let companies = try await gate.companies.list(by: caller)
    return answer(["companies": .list(companies) { JSON($0) }])
  }

  func addCompany() async throws -> Response {
    let caller = try caller()
    let draft = try await companyDraft(of: nil, by: caller)
    let company = try await gate.companies.add(draft, by: caller)
    return answer(
      JSON(company), status: 201, version: company.version,
      location: "\(Route.companies.template)/\(company.id)")
  }

  func company() async throws -> Response {
    let caller = try caller()
    try refuseQuery()
    let company = try await gate.companies.find(try identifier(), by: caller)
    return answer(JSON(company), version: company.version)
  }

  func changeCompany() async throws -> Response {
    let caller = try caller()
    let id: CompanyID = try identifier()
    let draft = try await companyDraft(of: id, by: caller)
    let version = try EntityTag.required(request.headers)
    let company = try await gate.companies.change(id, draft, version: version, by: caller)
    return answer(JSON(company), version: company.version)
  }

  /// `If-Match` is optional: what nothing refers to is removed whatever its version (COMP-09).
  func removeCompany() async throws -> Response {
    let caller = try caller()
    let id: CompanyID = try identifier()
    try refuseQuery()
    let version = try EntityTag.presented(request.headers)
    try await gate.companies.remove(id, version: version, by: caller)
    return Self.noContent
  }

  /// DOM-01, in single-company mode.
  func domainSettings() async throws -> Response {
    let caller = try caller()
    try refuseQuery()
    let home = try await gate.companies.domainSettings(by: caller)
    return answer(JSON(home.domain), version: home.version)
  }

  func saveDomainSettings() async throws -> Response {
    let caller = try caller()
    var fields = try body()
    var draft = CompanyDraft()
    readDomain(&fields, into: &draft)
    try await fields.finish(unknown: .refused) { [draft] in
      try await gate.companies.domainFaults(in: draft, by: caller)
    }
    let version = try EntityTag.required(request.headers)
    let home = try await gate.companies.saveDomainSettings(draft, version: version, by: caller)
    return answer(JSON(home.domain), version: home.version)
  }

  /// - Parameter id: the company that is changed; `nil` for a new one.
  private func companyDraft(of id: CompanyID?, by caller: Caller) async throws -> CompanyDraft {
    var fields = try body()
    var draft = CompanyDraft()
    draft.name = fields.text("name")
    draft.displayName = fields.text("displayName", isNullable: true)
    draft.kind = fields.text("kind")
    readDomain(&fields, into: &draft)
    // What could not be read is judged as left empty, not as left alone: others depend on the kind.
    if fields.isAtFault("name") { draft.name = "" }
    if fields.isAtFault("kind") { draft.kind = "" }
    try await fields.finish(unknown: .refused) { [draft] in
      try await gate.companies.faults(in: draft, of: id, by: caller)
    }
    return draft
  }

  private func readDomain(_ fields: inout Fields, into draft: inout CompanyDraft) {
    draft.useDomain = fields.flag("useDomain")
    draft.domain = fields.text("domain")
    draft.group = fields.text("group")
    // Without a readable domain no group can be looked up, and without a readable mark neither counts.
    if fields.isAtFault("domain") { draft.domain = "" }
    if fields.isAtFault("useDomain") { draft.useDomain = false }
  }
}
