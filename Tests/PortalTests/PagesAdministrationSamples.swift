import Foundation
import Messages
import Testing

@testable import Identity
@testable import Portal

/// The administrator's pages as `PagesViewTests` looks at them: with everything that text can try.
enum PagesAdministrationSamples {
  static let hostile = PagesViewTests.hostile

  static func card(
    _ origin: Employee.Origin = .native, access: Employee.Access = .password(nil),
    role: Employee.Role = .administrator, state: Employee.State = .active, isGone: Bool = false
  ) -> Employee {
    Employee(
      id: EmployeeID(random: FixedBytes()), company: .home,
      login: Login(hostile) ?? Login("x")!, name: hostile, email: hostile, role: role,
      origin: origin, access: access, state: state, memberNotFound: isGone,
      createdAt: Timestamp(seconds: 1_800_000_000))
  }

  static let link = MemberLink(domain: DomainName("corp")!, member: StableID("id-1")!)

  static func company(_ use: DomainUse = .off, id: CompanyID = .home) -> Company {
    Company(id: id, name: hostile, displayName: hostile, kind: .optima, domain: use, version: 3)
  }

  static let use = DomainUse(
    isOn: true, domain: link.domain, group: .group(StableID("g")!, name: hostile))

  static func stored(_ card: Employee, companyName: String? = nil) -> CardView.Stored {
    CardView.Stored(
      view: EmployeeView(
        employee: card, isEnrolled: true, isSecondFactorLocked: false, sessions: 2),
      company: company(use), companyName: companyName, erpAccount: .domain)
  }

  static func problem(_ faults: [FieldFault], _ language: Language) -> FormProblem {
    FormProblem(Rejection.invalid(faults), in: Catalogue(language))
  }

  static func pages(_ language: Language) -> [(name: String, page: Page)] {
    settings(language) + organisation(language)
  }

  private static func settings(_ language: Language) -> [(name: String, page: Page)] {
    let plain = PagesViewTests.markup(language)
    let catalogue = Catalogue(language)
    let several = PagesViewTests.markup(
      language,
      problem([FieldFault("name", .required), FieldFault("group", .chooseGroup)], language))
    var form = DomainForm(use)
    form.domains = ["corp", "other"]
    form.search = hostile
    form.groups = .init(
      domain: "corp", found: [.init(value: hostile, text: hostile)], more: true)
    var off = DomainForm(.off)
    off.groups = nil
    var company = CompanyForm(Self.company(use, id: CompanyID(random: FixedBytes())))
    company.domain = form
    let differences = off.differences(from: use, catalogue)
    return [
      ("domain", DomainSettingsView(markup: plain, form: form, version: 1).page),
      (
        "domain, not accepted",
        DomainSettingsView(
          markup: several, form: off, version: 1, isUnsaved: true, differences: differences,
          notice: .settingsSaved
        ).page
      ),
      ("companies", CompaniesView(markup: plain, companies: [Self.company(use)]).page),
      ("no companies", CompaniesView(markup: plain, companies: [], notice: .companyAdded).page),
      ("company", CompanyView(markup: plain, form: company).page),
      ("company, not accepted", CompanyView(markup: several, form: company, isUnsaved: true).page),
      ("new company", CompanyView(markup: plain, form: CompanyForm()).page),
    ]
  }

  private static func organisation(_ language: Language) -> [(name: String, page: Page)] {
    let plain = PagesViewTests.markup(language)
    let catalogue = Catalogue(language)
    let linked = card(.erp, access: .domain(link), isGone: true)
    let cards = [card(), linked, card(state: .archived)].map {
      EmployeeView(employee: $0, isEnrolled: false, isSecondFactorLocked: false, sessions: 0)
    }
    let options = [FormMarkup.Option(value: hostile, text: hostile)]
    let several = PagesViewTests.markup(
      language, problem([FieldFault("login", .required), FieldFault("name", .required)], language))
    var marked = CardForm(card())
    marked.isDomain = true
    let member = Member(
      id: StableID(hostile)!, dn: hostile, login: hostile, name: hostile, email: nil)
    let choice = PagesViewTests.markup(
      language, problem([FieldFault("member", .alreadyLinked(card: hostile))], language))
    return [
      (
        "organisation",
        OrganisationView(
          markup: plain, cards: cards, search: hostile, company: hostile, companies: options,
          isFirstPage: false, next: EmployeeID(random: FixedBytes())
        ).page
      ),
      ("organisation, nobody", OrganisationView(markup: plain, cards: []).page),
      ("new card", NewCardView(markup: several, form: CardForm(), companies: options).page),
      (
        "card", CardView(markup: plain, stored: stored(card()), form: CardForm(card())).page
      ),
      (
        "card, not accepted",
        CardView(
          markup: several, stored: stored(card()), form: marked, isUnsaved: true,
          differences: marked.differences(from: linked, catalogue)
        ).page
      ),
      (
        "card of the ERP, linked",
        CardView(
          markup: plain, stored: stored(linked, companyName: hostile), form: CardForm(linked),
          notice: .memberLinkedWithoutEmail
        ).page
      ),
      (
        "card, anonymised",
        CardView(
          markup: plain, stored: stored(card(state: .anonymised)),
          form: CardForm(card(state: .anonymised))
        ).page
      ),
      (
        "picker",
        MemberPickerView(
          markup: choice, card: card(), version: 1, domain: "corp", group: hostile,
          search: hostile, found: .init(members: [member, member], more: true), chosen: hostile
        ).page
      ),
      (
        "picker, before a search",
        MemberPickerView(markup: plain, card: card(), version: 1, domain: "corp", group: "a").page
      ),
      (
        "activation code",
        ActivationCodeView(
          catalogue: catalogue, card: card(), code: "AAAA-BBBB", place: "https://x/activate",
          until: hostile
        ).page
      ),
    ]
  }
}
