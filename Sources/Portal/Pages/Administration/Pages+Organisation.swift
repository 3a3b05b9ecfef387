import HTTPEngine
import Identity
import Messages

extension Pages {
  static let cardsOnPage = 25

  func showOrganisation(_ visit: Visit) async throws(Rejection) -> Response {
    let search = visit.address["search"] ?? ""
    let company = visit.address["company"] ?? ""
    let after = visit.address["after"].flatMap { EmployeeID($0) }
    var filter = EmployeeFilter(phrase: search.isEmpty ? nil : search)
    if !company.isEmpty {
      guard let id = CompanyID(company) else { throw .notFound }
      filter.company = id
    }
    var found: (employees: [EmployeeView], next: EmployeeID?)
    var problem: FormProblem?
    do {
      found = try await gate.employees.list(
        filter, after: after, limit: Self.cardsOnPage, by: visit.caller)
    } catch {
      // The card that the page before ended with is gone: from the start, then.
      guard error == .cursorExpired else { throw error }
      problem = FormProblem(error, in: visit.catalogue)
      found = try await gate.employees.list(
        filter, after: nil, limit: Self.cardsOnPage, by: visit.caller)
    }
    let view = OrganisationView(
      markup: visit.markup(problem), cards: found.employees, search: search, company: company,
      companies: try await companyOptions(visit), isFirstPage: after == nil || problem != nil,
      next: found.next, notice: visit.notice)
    return visit.answer(view.page)
  }

  /// Where a card can belong: the installation and each company; nothing to choose in single-company
  /// mode.
  func companyOptions(_ visit: Visit) async throws(Rejection) -> [FormMarkup.Option] {
    guard gate.policy.isMultiCompany else { return [] }
    let companies = try await gate.companies.list(by: visit.caller)
    let home = FormMarkup.Option(
      value: CompanyID.home.description,
      text: visit.catalogue.text(AdministrationLabel.wholeInstallation))
    return [home] + companies.map { .init(value: $0.id.description, text: $0.name) }
  }
}
