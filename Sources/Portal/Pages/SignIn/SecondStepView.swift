import Messages

/// The code after the right password (TFA-19), or a recovery code (TFA-27).
struct SecondStepView: Sendable {
  let markup: FormMarkup
  /// The recovery code was the one that was not accepted.
  var usesRecoveryCode = false

  var page: Page {
    Page(markup.text(.secondStepTitle), hasProblem: markup.problem != nil) {
      element("div", [.class("sheet")]) {
        heading(1, markup.text(.secondStepTitle))
        markup.alert
        markup.form(.secondStep, [.novalidate(), .class("wide-button")]) {
          markup.field(
            .init(
              name: "code", label: markup.text(.code), kind: .code,
              hint: markup.text(.secondStepHint), autocomplete: .oneTimeCode,
              isFocused: !usesRecoveryCode))
          markup.button(.confirm)
        }
        element("details", [.open(usesRecoveryCode)]) {
          element("summary") { markup.text(.noDevice) }
          markup.form(.secondStep, [.novalidate()]) {
            markup.hidden("kind", "recovery")
            markup.field(
              .init(
                name: "code", label: markup.text(.recoveryCode), kind: .longCode,
                hint: markup.text(.recoveryCodeHint), isFocused: usesRecoveryCode,
                idSuffix: "-recovery"))
            markup.button(.useRecoveryCode, [.class("second")])
          }
        }
      }
      element("div", [.class("aside")]) { link(.signIn, markup.text(.startAgain)) }
    }
  }
}
