import Identity
import Messages

/// The sign-in window (SIGN-01, 02): login, password, and in multi-company mode the company.
struct SignInView: Sendable {
  struct Companies: Sendable {
    var shown: [(id: CompanyID, name: String)]
    var search: String
    var chosen: String

    /// Lists up to here need no search field.
    static let shortList = 7

    var hasSearch: Bool { !search.isEmpty || shown.count > Self.shortList }
  }

  let markup: FormMarkup
  var login = ""
  var remember = false
  /// `nil` in single-company mode.
  var companies: Companies?
  var notice: Label?
  var isSetupPending = false

  var page: Page {
    Page(markup.text(.signInTitle), hasProblem: markup.problem != nil) {
      element("div", [.class("sheet")]) {
        heading(1, markup.text(.signInTitle))
        if let notice {
          element("p", [.class("notice good"), .role("status")]) { markup.text(notice) }
        }
        markup.alert
        if let companies, companies.hasSearch { search(companies) }
        form
      }
      element("div", [.class("aside")]) {
        link(.activation, markup.text(.haveActivationCode))
        if isSetupPending { link(.setup, markup.text(.setupTitle)) }
      }
    }
  }

  private var form: HTML {
    markup.form(.signIn, [.novalidate(), .class("wide-button")]) {
      if let companies { choice(companies) }
      markup.field(
        .init(
          name: "login", label: markup.text(.login), value: login, autocomplete: .username,
          isFocused: login.isEmpty && companies?.hasSearch != true))
      markup.field(
        .init(
          name: "password", label: markup.text(.password), kind: .password,
          autocomplete: .currentPassword, isFocused: !login.isEmpty))
      element("div", [.class("check")]) {
        element(
          "input",
          [
            .type("checkbox"), .id("remember"), .name("remember"), .value("yes"),
            .checked(remember), .described(by: ["remember-hint"]),
          ])
        element("label", [.for("remember")]) { markup.text(.rememberMe) }
        element("span", [.class("hint"), .id("remember-hint")]) {
          markup.text(.rememberMeHint)
        }
      }
      markup.button(.signIn)
    }
  }

  private func choice(_ companies: Companies) -> HTML {
    element("div", [.class("field")]) {
      element("label", [.for("company")]) { markup.text(.company) }
      element(
        "select",
        [
          .id("company"), .name("company"), .required(), .autocomplete("organization"),
          .invalid(markup.problem?.field == "company"),
          .described(by: markup.problem?.field == "company" ? ["problem"] : []),
          .autofocus(markup.problem?.field == "company"),
        ]
      ) {
        if companies.shown.count != 1 {
          element("option", [.value("")]) { markup.text(.chooseCompany) }
        }
        for company in companies.shown {
          element(
            "option",
            [
              .value(company.id.description),
              .selected(company.id.description == companies.chosen),
            ]
          ) { company.name }
        }
      }
    }
  }

  /// Filters the list on the server; no script, and nothing typed into the other form is sent along.
  private func search(_ companies: Companies) -> HTML {
    element("form", [.method("get"), .action(.signIn), .role("search")]) {
      element("div", [.class("row")]) {
        element("div", [.class("field")]) {
          element("label", [.for("company-search")]) { markup.text(.searchCompany) }
          element(
            "input",
            [
              .type("search"), .id("company-search"), .name("company-search"),
              .value(companies.search), .autocomplete("off"), .maxLength(100),
              .described(by: companies.search.isEmpty ? [] : ["company-count"]),
            ])
        }
        markup.button(.search, [.class("second")])
      }
      if !companies.search.isEmpty {
        element("p", [.class("hint"), .id("company-count"), .role("status")]) {
          companies.shown.isEmpty
            ? markup.text(.noCompanyFound) : markup.text(.companiesFound(companies.shown.count))
        }
        link(.signIn, markup.text(.clearSearch))
      }
    }
  }
}
