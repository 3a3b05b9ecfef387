import Identity
import Messages

/// An employee's card: General, the domain member, the way in, and the permissions.
struct CardView: Sendable {
  /// A card that is stored, with what its page says about it.
  struct Stored: Sendable {
    let view: EmployeeView
    let company: Company
    /// Shown in multi-company mode.
    let companyName: String?
    let erpAccount: ERPAccount

    var card: Employee { view.employee }
  }

  let markup: FormMarkup
  let stored: Stored
  let form: CardForm
  var isUnsaved = false
  var differences: [StoredValue] = []
  var notice: PageNotice?

  private var card: Employee { stored.card }
  private var address: PageAddress { PageAddress(.card, [("id", card.id.description)]) }

  var page: Page {
    Page(
      card.name, width: .wide, hasProblem: markup.problem != nil, asksBeforeLeaving: true
    ) {
      element("p", [.class("trail")]) { link(.organisation, markup.text(.organisation)) }
      element("div", [.class("head")]) {
        initials(of: card.name)
        heading(1, card.name)
        element("div", [.class("marks")]) {
          CardMarks(catalogue: markup.catalogue, card: card).content
        }
      }
      element("section", [.class("sheet"), .labelled(by: "general")]) {
        heading(2, markup.text(.general), [.id("general")])
        markup.done(notice)
        markup.alert
        markup.changedMeanwhile(differences, reload: address)
        general
      }
      if card.link != nil { CardLinkSection(markup: markup, card: card).content }
      if card.link == nil, card.state == .active, !card.isForCooperatingSystem { wayIn }
      if card.state != .anonymised { permissions }
    }
  }

  // MARK: General

  private var isLinked: Bool { card.link != nil }
  private var isGone: Bool { card.state == .anonymised }

  @HTMLBuilder private var general: HTML {
    if isGone {
      for field in readOnlyFields { field }
    } else {
      markup.form(
        .card, [.novalidate(), .unsaved(markup.text(.leaveWithoutSaving)), .isUnsaved(isUnsaved)]
      ) {
        markup.hidden("id", card.id.description)
        markup.hidden("version", "\(form.version)")
        fields
        if card.state == .active {
          DomainSignInMark(markup: markup, stored: stored, form: form).content
        }
        if isUnsaved { paragraph(markup.text(.notSavedYet), [.class("unsaved")]) }
        element("div", [.class("buttons")]) {
          element("button", [.type("submit")]) { markup.text(.save) }
          link(.organisation, markup.text(.cancel), [.class("button second")])
        }
      }
    }
  }

  private var readOnlyFields: [HTML] {
    [
      markup.shown(markup.text(.login), card.login.text),
      markup.shown(markup.text(.name), card.name),
    ]
  }

  @HTMLBuilder private var fields: HTML {
    element("div", [.class("pair")]) {
      markup.field(
        .init(
          name: "login", label: markup.text(.login), value: form.login,
          hint: lock(isLinked, card.origin == .erp), isReadOnly: isLinked || card.origin == .erp))
      markup.field(
        .init(
          name: "name", label: markup.text(.name), value: form.name, hint: lock(isLinked, false),
          isReadOnly: isLinked))
      markup.field(
        .init(
          name: "email", label: markup.text(.email), value: form.email,
          hint: lock(isLinked, false) ?? markup.text(.optional), isRequired: false,
          isReadOnly: isLinked))
      markup.shown(markup.text(.password), password)
      if card.origin == .erp {
        markup.shown(markup.text(.role), roleText(card.role))
        markup.shown(markup.text(.state), markup.catalogue.text(state: card.state))
      } else {
        markup.choice("role", markup.text(.role), roles, chosen: form.role)
        markup.choice("state", markup.text(.state), states, chosen: form.state)
      }
      if let company = stored.companyName { markup.shown(markup.text(.company), company) }
    }
  }

  /// Why a field cannot be edited (DOM-B07, DOM-27).
  private func lock(_ fromDomain: Bool, _ fromERP: Bool) -> String? {
    if fromDomain { return markup.catalogue.text(Fault.comesFromDomain) }
    return fromERP ? markup.text(.comesFromERP) : nil
  }

  private var password: String {
    switch card.access {
    case .domain: markup.text(.passwordChecked)
    case .password(nil): markup.text(.noPassword)
    case .password: markup.text(.passwordSet)
    }
  }

  private func roleText(_ role: Employee.Role) -> String {
    markup.text(role == .administrator ? .administrator : .user)
  }

  private var roles: [FormMarkup.Option] {
    Employee.Role.allCases.map { .init(value: $0.rawValue, text: roleText($0)) }
  }

  private var states: [FormMarkup.Option] {
    [Employee.State.active, .archived].map {
      .init(value: $0.rawValue, text: markup.catalogue.text(state: $0))
    }
  }

  // MARK: The other sections

  private var wayIn: HTML {
    element("section", [.class("sheet"), .labelled(by: "way-in")]) {
      heading(2, markup.text(.password), [.id("way-in")])
      paragraph(markup.text(.activationHint), [.class("lead")])
      markup.form(.cardActivation) {
        markup.hidden("id", card.id.description)
        element("div", [.class("buttons")]) {
          element("button", [.type("submit"), .class("second")]) {
            markup.text(.issueActivation)
          }
        }
      }
    }
  }

  private var permissions: HTML {
    element("section", [.class("sheet"), .labelled(by: "permissions")]) {
      element("div", [.class("intro")]) {
        heading(2, markup.text(.permissions), [.id("permissions")])
        heading(3, markup.text(.generalPermissions))
      }
      markup.form(.cardPermissions) {
        markup.hidden("id", card.id.description)
        markup.hidden("version", "\(form.version)")
        markup.choice(
          "erpLogin", markup.text(.useERPLogin), erpLogins, chosen: card.erpLogin.rawValue,
          hint: markup.text(.useERPLoginHint))
        paragraph(markup.text(.erpAccount(stored.erpAccount)), [.class("state")])
        element("div", [.class("buttons")]) {
          element("button", [.type("submit"), .class("second")]) { markup.text(.save) }
        }
      }
    }
  }

  private var erpLogins: [FormMarkup.Option] {
    Employee.ERPLogin.allCases.map {
      .init(value: $0.rawValue, text: markup.text(.erpLogin($0)))
    }
  }
}
