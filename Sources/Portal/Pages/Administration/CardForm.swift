import Identity
import Messages

/// The section General of a card as it stands in the form (DOM-19, 21, 27).
struct CardForm: Sendable, Equatable {
  var version = 0
  var company = ""
  var login = ""
  var name = ""
  var email = ""
  var role = Employee.Role.user.rawValue
  var state = Employee.State.active.rawValue
  /// The mark Domain sign-in.
  var isDomain = false

  /// A new card.
  init() {}

  init(_ card: Employee) {
    version = card.version
    company = card.company.description
    login = card.login.text
    name = card.name
    email = card.email ?? ""
    role = card.role.rawValue
    state = card.state.rawValue
    isDomain = card.link != nil
  }

  /// What the form does not offer, because it is locked, stays as it is stored.
  init(_ body: FormBody, stored: Employee?) {
    if let stored { self = CardForm(stored) }
    version = Int(body["version"]) ?? 0
    company = body.text("company") ?? company
    login = body.text("login") ?? login
    name = body.text("name") ?? name
    email = body.text("email") ?? email
    role = body.text("role") ?? role
    state = body.text("state") ?? state
    isDomain = body.isMarked("domainSignIn")
  }

  /// A change of a card that is there.
  var change: EmployeeDraft {
    EmployeeDraft(login: login, name: name, email: email, role: role, state: state)
  }

  func differences(from card: Employee, _ catalogue: Catalogue) -> [StoredValue] {
    let stored = CardForm(card)
    func word(_ isOn: Bool) -> String {
      catalogue.text(isOn ? AdministrationLabel.yes : AdministrationLabel.no)
    }
    return [
      StoredValue(catalogue.text(Label.login), stored: stored.login, typed: login),
      StoredValue(catalogue.text(Label.name), stored: stored.name, typed: name),
      StoredValue(catalogue.text(Label.email), stored: stored.email, typed: email),
      StoredValue(
        catalogue.text(Label.role), stored: stored.role, typed: role,
        shownAs: catalogue.text(card.role == .administrator ? Label.administrator : Label.user)),
      StoredValue(
        catalogue.text(Label.state), stored: stored.state, typed: state,
        shownAs: catalogue.text(state: card.state)),
      StoredValue(
        catalogue.text(CardLabel.domainSignIn), stored: word(stored.isDomain),
        typed: word(isDomain)),
    ].compactMap { $0 }
  }
}

extension Catalogue {
  func text(state: Employee.State) -> String {
    switch state {
    case .active: text(CardLabel.active)
    case .archived: text(AdministrationLabel.archived)
    case .anonymised: text(AdministrationLabel.anonymised)
    }
  }
}
