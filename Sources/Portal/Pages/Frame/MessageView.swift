import Identity
import Messages

/// A page that says why there is nothing else: not found, expired, broken, unavailable.
struct MessageView: Sendable {
  enum Kind: Sendable {
    case notFound, forbidden, badRequest, formExpired, tooLarge, methodNotAllowed, broken
    /// With the sentence for it.
    case unavailable(String)

    var title: Label {
      switch self {
      case .notFound: .notFoundTitle
      case .forbidden: .administration(.forbiddenTitle)
      case .badRequest: .badRequestTitle
      case .formExpired: .formExpiredTitle
      case .tooLarge: .tooLargeTitle
      case .methodNotAllowed: .methodNotAllowedTitle
      case .broken: .brokenTitle
      case .unavailable: .unavailableTitle
      }
    }

    func text(in catalogue: Catalogue) -> String {
      switch self {
      case .notFound: catalogue.text(.notFoundText)
      case .forbidden: catalogue.text(Rejection.forbidden)
      case .badRequest: catalogue.text(.badRequestText)
      case .formExpired: catalogue.text(.formExpiredText)
      case .tooLarge: catalogue.text(.tooLargeText)
      case .methodNotAllowed: catalogue.text(.methodNotAllowedText)
      case .broken: catalogue.text(.brokenText)
      case .unavailable(let sentence): sentence
      }
    }
  }

  let catalogue: Catalogue
  let kind: Kind
  /// Where one may go on.
  let next: PagePath

  var page: Page {
    Page(catalogue.text(kind.title)) {
      element("div", [.class("sheet")]) {
        heading(1, catalogue.text(kind.title))
        paragraph(kind.text(in: catalogue))
        element("p") {
          link(
            next, catalogue.text(next == .account ? .goToAccount : .goToSignIn), [.class("button")])
        }
      }
    }
  }
}
