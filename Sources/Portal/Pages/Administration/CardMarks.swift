import Identity
import Messages

/// What tells one card from another at a glance (DOM-27, DOM-35).
struct CardMarks: Sendable {
  let catalogue: Catalogue
  let card: Employee

  @HTMLBuilder var content: HTML {
    if card.role == .administrator { mark(catalogue.text(Label.administrator)) }
    mark(
      card.origin == .erp
        ? catalogue.text(AdministrationLabel.erpUser) : catalogue.text(Label.nativeUser))
    if let link = card.link {
      mark(catalogue.text(AdministrationLabel.linkedWith(link.domain.text)))
    } else if case .password(nil) = card.access, card.state == .active {
      mark(catalogue.text(AdministrationLabel.noPassword), [.class("mark quiet")])
    }
    if card.memberNotFound {
      mark(catalogue.text(AdministrationLabel.memberNotFound), [.class("mark bad")])
    }
    switch card.state {
    case .active: HTML.none
    case .archived: mark(catalogue.text(AdministrationLabel.archived), [.class("mark quiet")])
    case .anonymised: mark(catalogue.text(AdministrationLabel.anonymised), [.class("mark quiet")])
    }
  }

  private func mark(_ text: String, _ attributes: [Attribute] = [.class("mark")]) -> HTML {
    element("span", attributes) { text }
  }
}

/// The first letters of a name in a circle, to tell rows apart; a screen reader has the name itself.
func initials(of name: String) -> HTML {
  let words = name.split(separator: " ")
  let letters = [words.first, words.count > 1 ? words.last : nil].compactMap { $0?.first }
  return element("span", [.class("initials"), .ariaHidden()]) { String(letters).uppercased() }
}
