import Identity
import Messages

/// The search for the domain member of a card, and the choice (DOM-16, 17, 18).
struct MemberPickerView: Sendable {
  /// What a search gave.
  struct Found: Sendable, Equatable {
    let members: [Member]
    let more: Bool
  }

  /// How many a search lists at most (DOM-31).
  static let limit = 50

  var markup: FormMarkup
  let card: Employee
  var version: Int
  let domain: String
  /// The chosen group, by name.
  let group: String
  var search = ""
  /// `nil` before a search.
  var found: Found?
  var chosen = ""

  var page: Page {
    Page(
      markup.text(.domainSignIn), width: .wide, hasProblem: markup.problem != nil,
      asksBeforeLeaving: true
    ) {
      element("p", [.class("trail")]) {
        link(.organisation, markup.text(.organisation))
        element("span", [.ariaHidden()]) { "›" }
        link(cardAddress, card.name)
      }
      element("div", [.class("head")]) { heading(1, markup.text(.domainSignIn)) }
      element("div", [.class("sheet")]) {
        element("div", [.class("intro")]) {
          paragraph(markup.text(.pickerIntroduction(domain: domain)))
          paragraph(markup.text(.pickerNotSaved), [.class("unsaved")])
        }
        markup.alert
        searchForm
        if let found, !found.members.isEmpty { choice(found) }
      }
    }
  }

  private var cardAddress: PageAddress { PageAddress(.card, [("id", card.id.description)]) }

  private var searchForm: HTML {
    element("form", [.method("get"), .action(.cardMember), .role("search")]) {
      markup.hidden("id", card.id.description)
      element("div", [.class("row")]) {
        markup.field(
          .init(
            name: "search", label: markup.text(.membersOfDomain(domain)), kind: .search,
            value: search,
            hint: markup.text(.phraseHint(minimum: DirectoryBrowser.shortestPhrase)) + " "
              + markup.text(.pickerGroup(group)),
            isFocused: found == nil))
        markup.button(.search, [.class("second")])
      }
    }
  }

  private func choice(_ found: Found) -> HTML {
    markup.form(.cardMember, [.novalidate(), .unsaved(markup.text(.leaveWithoutSaving))]) {
      markup.hidden("id", card.id.description)
      markup.hidden("version", "\(version)")
      markup.hidden("search", search)
      element("fieldset", [.described(by: ["found"])]) {
        element("legend") { markup.text(.member) }
        element("p", [.class("hint"), .id("found"), .role("status")]) {
          found.more
            ? markup.text(.moreMembers(limit: found.members.count))
            : markup.text(.membersFound(found.members.count))
        }
        element("div", [.class("rows")]) {
          for (number, member) in found.members.enumerated() { row(member, number) }
        }
      }
      element("div", [.class("buttons")]) {
        element("button", [.type("submit")]) { markup.text(.save) }
        link(cardAddress, markup.text(.cancel), [.class("button second")])
      }
    }
  }

  private func row(_ member: Member, _ number: Int) -> HTML {
    let id = "member-\(number)"
    return element("label", [.class("pick"), .for(id)]) {
      element(
        "input",
        [
          .type("radio"), .id(id), .name("member"), .value(member.id.text),
          .checked(member.id.text == chosen), .invalid(markup.problem?.field == "member"),
          .described(by: markup.problem?.field == "member" ? ["problem"] : []),
        ])
      initials(of: member.name)
      element("span", [.class("what")]) {
        element("strong") { member.name.isEmpty ? member.login : member.name }
        element("span", [.class("lead")]) {
          "\(member.login) · \(member.email ?? markup.text(.noEmail))"
        }
      }
    }
  }
}

/// An activation code, shown once and fit to print.
struct ActivationCodeView: Sendable {
  let catalogue: Catalogue
  let card: Employee
  let code: String
  /// Where it is entered, and until when.
  let place: String
  let until: String

  var page: Page {
    Page(catalogue.text(Label.activationCode), isShownOnce: true) {
      element("div", [.class("sheet")]) {
        element("div", [.class("intro")]) {
          heading(1, catalogue.text(Label.activationCode))
          paragraph(
            catalogue.text(CardLabel.activationFor("\(card.name) (\(card.login.text))")),
            [.class("lead")])
        }
        element("p", [.class("notice plain"), .role("status")]) {
          element("strong") { catalogue.text(CardLabel.activationShownOnce) }
        }
        element("p") { element("code", [.class("key"), .id("code")]) { code } }
        paragraph(catalogue.text(CardLabel.activationUse(page: place, until: until)))
        element("p", [.class("no-print")]) {
          link(
            PageAddress(.card, [("id", card.id.description)]),
            catalogue.text(CardLabel.activationDone), [.class("button")])
        }
      }
    }
  }
}
