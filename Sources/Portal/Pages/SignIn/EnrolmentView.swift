import Identity
import Messages

/// The window "Turning on two-step verification" (TFA-12 to 14): the steps, the secret in three ways, and
/// the code that confirms it (TFA-17).
struct EnrolmentView: Sendable {
  let markup: FormMarkup
  let offer: EnrolmentOffer
  /// Where the code goes.
  let action: PagePath
  /// Enforcement asks for it, at a sign-in (TFA-B04); else it is the person's own wish.
  let isRequired: Bool

  var page: Page {
    Page(markup.text(.enrolmentTitle), hasProblem: markup.problem != nil) {
      element("div", [.class("sheet")]) {
        element("div", [.class("intro")]) {
          heading(1, markup.text(.enrolmentTitle))
          if isRequired {
            element("p", [.class("notice plain")]) { markup.text(.enrolmentRequired) }
          }
          paragraph(markup.text(.enrolmentIntroduction), [.class("lead")])
        }
        markup.alert
        element("ol", [.class("steps")]) {
          element("li") { paragraph(markup.text(.enrolmentStepInstall)) }
          element("li") { paragraph(markup.text(.enrolmentStepOpen)) }
          element("li") { secret }
          element("li") {
            markup.form(action, [.novalidate()]) {
              markup.field(
                .init(
                  name: "code", label: markup.text(.code), kind: .code,
                  hint: markup.text(.enrolmentStepConfirm), autocomplete: .oneTimeCode))
              markup.button(.turnOn)
            }
          }
        }
      }
      element("div", [.class("aside")]) {
        if isRequired {
          link(.signIn, markup.text(.startAgain))
        } else {
          link(.account, markup.text(.cancel))
        }
      }
    }
  }

  @HTMLBuilder private var secret: HTML {
    paragraph(markup.text(.enrolmentStepAdd))
    element("p") { element("strong") { markup.text(.enrolmentScan) } }
    element(
      "img",
      [.class("qr"), .source(svg: offer.qr), .alt(markup.text(.qrAlternative))]
        + Attribute.size(width: 208, height: 208))
    element("p") { markup.text(.enrolmentType) }
    element("p") {
      element("code", [.class("key"), .id("key")]) {
        offer.secret.withText { Self.inGroups($0) } ?? ""
      }
    }
    element("p") {
      element("a", [.href(enrolment: offer.uri.withText { $0 } ?? "")]) {
        markup.text(.enrolmentOpenLink)
      }
    }
  }

  /// Groups of four are easier to type; authenticator apps ignore the blanks.
  static func inGroups(_ text: String) -> String {
    var out = ""
    for (index, character) in text.enumerated() {
      if index > 0, index.isMultiple(of: 4) { out.append(" ") }
      out.append(character)
    }
    return out
  }
}
