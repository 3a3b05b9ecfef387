import Identity
import Messages

/// The definition of a company as it stands in a form.
struct CompanyForm: Sendable {
  /// `nil`: a new one.
  var id: CompanyID?
  var version = 0
  var name = ""
  var displayName = ""
  var kind = ""
  var domain: DomainForm

  /// A new company.
  init() { domain = DomainForm(.off) }

  init(_ company: Company) {
    id = company.id
    version = company.version
    name = company.name
    displayName = company.displayName ?? ""
    kind = company.kind.rawValue
    domain = DomainForm(company.domain)
  }

  init(_ body: FormBody, stored: Company?) {
    id = stored?.id
    version = Int(body["version"]) ?? 0
    name = body["name"]
    displayName = body["displayName"]
    kind = body["kind"]
    domain = DomainForm(body, stored: stored?.domain ?? .off)
  }

  var draft: CompanyDraft {
    var draft = CompanyDraft(name: name, displayName: displayName, kind: kind)
    domain.fill(&draft)
    return draft
  }

  func differences(from stored: Company, _ catalogue: Catalogue) -> [StoredValue] {
    [
      StoredValue(catalogue.text(.companyName), stored: stored.name, typed: name),
      StoredValue(
        catalogue.text(.displayName), stored: stored.displayName ?? "", typed: displayName),
      StoredValue(
        catalogue.text(.erpSystem), stored: stored.kind.rawValue, typed: kind,
        shownAs: catalogue.text(.kindName(stored.kind))),
    ].compactMap { $0 } + domain.differences(from: stored.domain, catalogue)
  }
}
