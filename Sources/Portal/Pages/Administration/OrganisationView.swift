import Identity
import Messages

/// The organisation structure: employee cards with search and pages (DOM-14).
struct OrganisationView: Sendable {
  let markup: FormMarkup
  let cards: [EmployeeView]
  var search = ""
  /// The chosen company, or empty.
  var company = ""
  /// In multi-company mode: the companies by id, and by name in order.
  var companies: [FormMarkup.Option] = []
  var isFirstPage = true
  /// The card after which the next page starts.
  var next: EmployeeID?
  var notice: PageNotice?

  var page: Page {
    Page(markup.text(.organisation), width: .wide, hasProblem: markup.problem != nil) {
      element("div", [.class("head")]) {
        heading(1, markup.text(.organisation))
        link(.card, markup.text(.addEmployee), [.class("button")])
      }
      element("div", [.class("sheet")]) {
        markup.done(notice)
        markup.alert
        searchForm
        if cards.isEmpty {
          paragraph(markup.text(.noEmployeeFound), [.class("empty"), .role("status")])
        } else {
          element("ul", [.class("rows")]) { for card in cards { row(card.employee) } }
        }
        pages
      }
    }
  }

  private var searchForm: HTML {
    element("form", [.method("get"), .action(.organisation), .role("search")]) {
      element("div", [.class("row")]) {
        markup.field(
          .init(
            name: "search", label: markup.text(.searchEmployee), kind: .search, value: search,
            hint: markup.text(.searchEmployeeHint), isRequired: false))
        if !companies.isEmpty {
          markup.choice(
            "company", markup.text(.company),
            [.init(value: "", text: markup.text(.everyCompany))] + companies, chosen: company)
        }
        markup.button(.search, [.class("second")])
      }
      if !search.isEmpty || !company.isEmpty {
        link(.organisation, markup.text(.showAllEmployees))
      }
    }
  }

  private func row(_ card: Employee) -> HTML {
    element("li") {
      initials(of: card.name)
      element("div", [.class("what")]) {
        element("p", [.class("title")]) {
          link(PageAddress(.card, [("id", card.id.description)]), card.name, [.class("whole")])
        }
        paragraph(detail(of: card), [.class("lead")])
      }
      element("div", [.class("marks")]) {
        CardMarks(catalogue: markup.catalogue, card: card).content
      }
    }
  }

  private func detail(of card: Employee) -> String {
    let place = companies.first { $0.value == card.company.description }?.text
    return [card.login.text, card.email, place].compactMap { $0 }.filter { !$0.isEmpty }
      .joined(separator: " · ")
  }

  @HTMLBuilder private var pages: HTML {
    if !isFirstPage || next != nil {
      element("nav", [.class("pages"), .label(markup.text(.pagesOfList))]) {
        if !isFirstPage { link(address(after: nil), markup.text(.firstPage)) }
        if let next {
          link(
            address(after: next), markup.text(.nextPage), [.class("button second")])
        }
      }
    }
  }

  private func address(after: EmployeeID?) -> PageAddress {
    PageAddress(
      .organisation, [("search", search), ("company", company), ("after", after?.description)])
  }
}
