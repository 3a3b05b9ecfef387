import Identity
import Messages

/// The question of SIGN-B05 with its two answers.
struct ElsewhereView: Sendable {
  let markup: FormMarkup
  let kinds: [ClientKind]

  var page: Page {
    Page(markup.text(.elsewhereTitle), hasProblem: markup.problem != nil) {
      element("div", [.class("sheet")]) {
        heading(1, markup.text(.elsewhereTitle))
        markup.alert
        paragraph(markup.text(.elsewhereExplanation(kinds)))
        markup.form(.elsewhere) {
          element("div", [.class("buttons")]) {
            answer(.endOther, .signInAgain, [])
            answer(.keepOther, .keepSession, [.class("second")])
          }
        }
      }
    }
  }

  private func answer(
    _ decision: ElsewhereDecision, _ label: Label, _ attributes: [Attribute]
  ) -> HTML {
    markup.button(label, [.name("decision"), .value(decision.rawValue)] + attributes)
  }
}
