import HTTPEngine
import Identity
import Messages

/// ERP connections, in multi-company mode only; in the other mode there is no such page (GEN-02).
extension Pages {
  func showCompanies(_ visit: Visit) async throws(Rejection) -> Response {
    let companies = try await gate.companies.list(by: visit.caller)
    guard gate.policy.isMultiCompany else { throw .notFound }
    let view = CompaniesView(
      markup: visit.markup, companies: companies, notice: visit.notice)
    return visit.answer(view.page)
  }

  func showCompany(_ visit: Visit) async throws(Rejection) -> Response {
    guard gate.policy.isMultiCompany else { throw .notFound }
    var form = CompanyForm()
    if let stored = try await company(visit) { form = CompanyForm(stored) }
    let problem = await offer(&form.domain, visit)
    return visit.answer(CompanyView(markup: visit.markup(problem), form: form).page)
  }

  func saveCompany(_ body: FormBody, _ visit: Visit) async throws(Rejection) -> Response {
    guard gate.policy.isMultiCompany else { throw .notFound }
    let stored = try await company(visit)
    var form = CompanyForm(body, stored: stored)
    guard body["step"] == "save" else {
      let problem = await offer(&form.domain, visit)
      let view = CompanyView(markup: visit.markup(problem), form: form, isUnsaved: true)
      return visit.answer(view.page, status: problem?.status ?? 200)
    }
    do {
      if let stored {
        _ = try await gate.companies.change(
          stored.id, form.draft, version: form.version, by: visit.caller)
      } else {
        _ = try await gate.companies.add(form.draft, by: visit.caller)
      }
    } catch {
      return try await companyProblem(error, form, stored, visit)
    }
    return visit.redirect(
      to: PageAddress(.companies), notice: stored == nil ? .companyAdded : .companySaved)
  }

  func removeCompany(_ body: FormBody, _ visit: Visit) async throws(Rejection) -> Response {
    guard let stored = try await company(visit) else { throw .notFound }
    do {
      try await gate.companies.remove(stored.id, version: version(body), by: visit.caller)
    } catch {
      return try await companyProblem(
        error, CompanyForm(stored), stored, visit, isUnsaved: false)
    }
    return visit.redirect(to: PageAddress(.companies), notice: .companyRemoved)
  }

  private func companyProblem(
    _ rejection: Rejection, _ typed: CompanyForm, _ stored: Company?, _ visit: Visit,
    isUnsaved: Bool = true
  ) async throws(Rejection) -> Response {
    guard rejection.isForForm else { throw rejection }
    var form = typed
    _ = await offer(&form.domain, visit)
    var differences: [StoredValue] = []
    if rejection == .stale, let stored {
      differences = form.differences(from: stored, visit.catalogue)
      form.version = stored.version
    }
    let problem = FormProblem(rejection, in: visit.catalogue)
    let view = CompanyView(
      markup: visit.markup(problem), form: form, isUnsaved: isUnsaved, differences: differences)
    return visit.answer(view.page, problem)
  }

  /// The company that the address names; `nil` where it names none.
  private func company(_ visit: Visit) async throws(Rejection) -> Company? {
    guard let text = visit.address["id"] else { return nil }
    guard let id = CompanyID(text), id != .home else { throw .notFound }
    return try await gate.companies.find(id, by: visit.caller)
  }
}
