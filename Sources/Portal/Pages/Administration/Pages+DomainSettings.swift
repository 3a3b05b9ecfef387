import HTTPEngine
import Identity
import Messages

extension Pages {
  func showDomainSettings(_ visit: Visit) async throws(Rejection) -> Response {
    let home = try await gate.companies.domainSettings(by: visit.caller)
    var form = DomainForm(home.domain)
    let problem = await offer(&form, visit)
    // The stored settings can be read though the directory does not answer; the box says so (DOM-B03).
    let view = DomainSettingsView(
      markup: visit.markup(problem), form: form, version: home.version, notice: visit.notice)
    return visit.answer(view.page)
  }

  /// "Show groups" reads them for the domain that is chosen in the form; Save stores (DOM-10).
  func saveDomainSettings(_ body: FormBody, _ visit: Visit) async throws(Rejection) -> Response {
    let home = try await gate.companies.domainSettings(by: visit.caller)
    var form = DomainForm(body, stored: home.domain)
    guard body["step"] == "save" else {
      let problem = await offer(&form, visit)
      let view = DomainSettingsView(
        markup: visit.markup(problem), form: form, version: version(body), isUnsaved: true)
      return visit.answer(view.page, status: problem?.status ?? 200)
    }
    do {
      var draft = CompanyDraft()
      form.fill(&draft)
      _ = try await gate.companies.saveDomainSettings(
        draft, version: version(body), by: visit.caller)
    } catch {
      guard error.isForForm else { throw error }
      _ = await offer(&form, visit)
      let problem = FormProblem(error, in: visit.catalogue)
      let isStale = error == .stale
      let view = DomainSettingsView(
        markup: visit.markup(problem), form: form,
        version: isStale ? home.version : version(body), isUnsaved: true,
        differences: isStale ? form.differences(from: home.domain, visit.catalogue) : [])
      return visit.answer(view.page, problem)
    }
    return visit.redirect(to: PageAddress(.domainSettings), notice: .settingsSaved)
  }

  /// Fills in what the drop-down lists offer, read from configuration and directory at this moment
  /// (DOM-05, DOM-12).
  /// - Returns: why the directory's groups are not there.
  func offer(_ form: inout DomainForm, _ visit: Visit) async -> FormProblem? {
    do {
      form.domains = try await gate.directories.domains(by: visit.caller).map(\.text)
      guard form.domains.contains(form.domain) else { return nil }
      let found = try await gate.directories.groupChoices(
        of: form.domain, search: form.search.isEmpty ? nil : form.search,
        limit: DomainForm.groupLimit, by: visit.caller)
      form.groups = DomainForm.Groups(
        domain: form.domain,
        found: found.groups.map { .init(value: $0.id.text, text: $0.name) }, more: found.more)
      return nil
    } catch {
      var problem = FormProblem(error, in: visit.catalogue)
      if problem.field == "search" { problem.field = "groupSearch" }
      return problem
    }
  }
}
