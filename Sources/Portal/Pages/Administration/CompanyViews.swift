import Identity
import Messages

/// ERP connections: the companies of multi-company mode (GEN-03).
struct CompaniesView: Sendable {
  let markup: FormMarkup
  let companies: [Company]
  var notice: PageNotice?

  var page: Page {
    SettingsFrame(markup: markup, isMultiCompany: true).page(markup.text(.companiesTab)) {
      element("section", [.class("sheet"), .labelled(by: "companies-title")]) {
        element("div", [.class("head")]) {
          heading(2, markup.text(.companiesTab), [.id("companies-title")])
          link(.company, markup.text(.addCompany), [.class("button")])
        }
        paragraph(markup.text(.companiesIntroduction), [.class("lead")])
        markup.done(notice)
        if companies.isEmpty { paragraph(markup.text(.noCompanies), [.class("empty")]) }
        if !companies.isEmpty {
          element("ul", [.class("rows")]) { for company in companies { row(company) } }
        }
      }
    }
  }

  private func row(_ company: Company) -> HTML {
    element("li") {
      element("div", [.class("what")]) {
        element("h3") {
          link(
            PageAddress(.company, [("id", company.id.description)]), company.name,
            [.class("whole")])
          if company.shownName != company.name {
            element("span", [.class("mark")]) { company.shownName }
          }
        }
        paragraph(
          "\(markup.text(.kindName(company.kind))) · \(domain(of: company))", [.class("lead")])
      }
    }
  }

  private func domain(of company: Company) -> String {
    guard company.domain.isOn, let domain = company.domain.domain else {
      return markup.text(.domainOff)
    }
    let group =
      switch company.domain.group {
      case .group(_, let name): name
      case .all: markup.text(.allMembers)
      case nil: markup.text(.nothing)
      }
    return markup.text(.domainInUse(domain: domain.text, group: group))
  }
}

/// The definition of one company, with the fields of the tab Domain (DOM-02).
struct CompanyView: Sendable {
  let markup: FormMarkup
  let form: CompanyForm
  var isUnsaved = false
  var differences: [StoredValue] = []

  private var title: String {
    form.id == nil ? markup.text(.addCompany) : markup.text(.companyDefinition)
  }

  var page: Page {
    SettingsFrame(markup: markup, isMultiCompany: true).page(title, isForm: true) {
      element("section", [.class("sheet"), .labelled(by: "company-title")]) {
        heading(2, title, [.id("company-title")])
        markup.alert
        markup.changedMeanwhile(
          differences, reload: PageAddress(.company, [("id", form.id?.description)]))
        markup.form(
          .company,
          [.novalidate(), .unsaved(markup.text(.leaveWithoutSaving)), .isUnsaved(isUnsaved)]
        ) { fields }
      }
      if let id = form.id { removal(id) }
    }
  }

  @HTMLBuilder private var fields: HTML {
    if let id = form.id { markup.hidden("id", id.description) }
    markup.hidden("version", "\(form.version)")
    markup.field(.init(name: "name", label: markup.text(.companyName), value: form.name))
    markup.choice("kind", markup.text(.erpSystem), kinds, chosen: form.kind)
    markup.field(
      .init(
        name: "displayName", label: markup.text(.displayName), value: form.displayName,
        hint: markup.text(.displayNameHint), isRequired: false))
    DomainFields(markup: markup, form: form.domain).content
    if isUnsaved { paragraph(markup.text(.notSavedYet), [.class("unsaved")]) }
    element("div", [.class("buttons")]) {
      element("button", [.type("submit"), .name("step"), .value("save")]) { markup.text(.save) }
      link(.companies, markup.text(.cancel), [.class("button second")])
    }
  }

  private var kinds: [FormMarkup.Option] {
    let known = Company.Kind.allCases.map {
      FormMarkup.Option(value: $0.rawValue, text: markup.text(.kindName($0)))
    }
    guard form.kind.isEmpty else { return known }
    return [.init(value: "", text: markup.text(.kindPlaceholder))] + known
  }

  /// Behind a summary, so that no single press deletes anything.
  private func removal(_ id: CompanyID) -> HTML {
    element("section", [.class("sheet plain")]) {
      element("details") {
        element("summary") { markup.text(.removeCompany) }
        markup.form(.removeCompany) {
          markup.hidden("id", id.description)
          markup.hidden("version", "\(form.version)")
          paragraph(markup.text(.removeCompanyHint))
          element("div", [.class("buttons")]) {
            element("button", [.type("submit"), .class("danger")]) {
              markup.text(.removeCompany)
            }
          }
        }
      }
    }
  }
}
