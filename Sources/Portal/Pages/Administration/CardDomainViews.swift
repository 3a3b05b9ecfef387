import Identity
import Messages

/// The checkbox Domain sign-in with the link Set (DOM-14, 15).
///
/// Set shows only while the box is marked, by style alone, so that it needs no script. A mark that
/// differs from what is stored says so (DOM-23).
struct DomainSignInMark: Sendable {
  let markup: FormMarkup
  let stored: CardView.Stored
  let form: CardForm

  private var card: Employee { stored.card }
  private var isLinked: Bool { card.link != nil }

  var content: HTML {
    if let reason {
      return markup.check(
        "domainSignIn", markup.text(.domainSignIn), isMarked: false, isDisabled: true,
        hint: reason)
    }
    return markup.check(
      "domainSignIn", markup.text(.domainSignIn), isMarked: form.isDomain,
      hint: markup.text(.domainSignInHint), [.class("check reveals")]
    ) {
      if isLinked {
        element("div", [.class("when-unmarked")]) {
          paragraph(markup.text(.unmarkNotSaved), [.class("unsaved")])
        }
      } else {
        element("div", [.class("when-marked")]) {
          element("p") {
            link(
              PageAddress(.cardMember, [("id", card.id.description)]), markup.text(.set),
              [.class("button second small"), .id("set-member"), .goesOn()])
          }
          paragraph(markup.text(.markNotSaved), [.class("unsaved")])
        }
      }
    }
  }

  /// Why there can be no mark.
  private var reason: String? {
    if isLinked { return nil }
    if stored.companyName != nil, card.company == .home { return markup.text(.notForInstallation) }
    return stored.company.domain.domain == nil ? markup.text(.noDomainForCard) : nil
  }
}

/// What the card says about its member in the domain (DOM-33, 35).
struct CardLinkSection: Sendable {
  let markup: FormMarkup
  let card: Employee

  var content: HTML {
    element("section", [.class("sheet"), .labelled(by: "link")]) {
      heading(2, markup.text(.linkTitle), [.id("link")])
      if card.memberNotFound {
        paragraph(markup.text(.memberGoneHint), [.class("notice warn")])
      }
      paragraph(
        markup.text(.linkIntroduction(domain: card.link?.domain.text ?? "")), [.class("lead")])
      markup.form(.cardRefresh) {
        markup.hidden("id", card.id.description)
        element("div", [.class("buttons")]) {
          element("button", [.type("submit"), .class("second")]) { markup.text(.refresh) }
        }
      }
    }
  }
}

/// A card that is not there yet.
struct NewCardView: Sendable {
  let markup: FormMarkup
  let form: CardForm
  /// In multi-company mode.
  let companies: [FormMarkup.Option]

  var page: Page {
    Page(
      markup.text(.newCard), width: .wide, hasProblem: markup.problem != nil,
      asksBeforeLeaving: true
    ) {
      element("p", [.class("trail")]) { link(.organisation, markup.text(.organisation)) }
      element("div", [.class("head")]) { heading(1, markup.text(.newCard)) }
      element("section", [.class("sheet"), .labelled(by: "general")]) {
        element("div", [.class("intro")]) {
          heading(2, markup.text(.general), [.id("general")])
          paragraph(markup.text(.generalIntroduction), [.class("lead")])
        }
        markup.alert
        markup.form(
          .card,
          [
            .novalidate(), .unsaved(markup.text(.leaveWithoutSaving)),
            .isUnsaved(markup.problem != nil),
          ]
        ) {
          element("div", [.class("pair")]) { fields }
          element("div", [.class("buttons")]) {
            element("button", [.type("submit")]) { markup.text(.save) }
            link(.organisation, markup.text(.cancel), [.class("button second")])
          }
        }
      }
    }
  }

  @HTMLBuilder private var fields: HTML {
    markup.field(.init(name: "login", label: markup.text(.login), value: form.login))
    markup.field(.init(name: "name", label: markup.text(.name), value: form.name))
    markup.field(
      .init(
        name: "email", label: markup.text(.email), value: form.email,
        hint: markup.text(.optional), isRequired: false))
    markup.choice(
      "role", markup.text(.role),
      Employee.Role.allCases.map {
        .init(
          value: $0.rawValue, text: markup.text($0 == .administrator ? .administrator : .user))
      }, chosen: form.role)
    if !companies.isEmpty {
      markup.choice("company", markup.text(.company), companies, chosen: form.company)
    }
  }
}
