import Messages

/// A native user's own password; with a second factor, a code too.
struct OwnPasswordView: Sendable {
  let markup: FormMarkup
  let login: String
  let needsCode: Bool

  var page: Page {
    Page(markup.text(.changePassword), hasProblem: markup.problem != nil) {
      element("div", [.class("sheet")]) {
        element("div", [.class("intro")]) {
          heading(1, markup.text(.changePassword))
          paragraph(markup.text(.passwordChangeEndsSessions), [.class("lead")])
        }
        markup.alert
        markup.form(.ownPassword, [.novalidate()]) {
          markup.hiddenLogin(login)
          markup.field(
            .init(
              name: "current", label: markup.text(.currentPassword), kind: .password,
              autocomplete: .currentPassword, isFocused: true))
          markup.newPassword()
          if needsCode {
            markup.field(
              .init(
                name: "code", label: markup.text(.code), kind: .longCode,
                hint: markup.text(.secondFactorCodeHint), autocomplete: .oneTimeCode))
          }
          element("div", [.class("buttons")]) {
            markup.button(.changePassword)
            link(.account, markup.text(.cancel), [.class("button second")])
          }
        }
      }
    }
  }
}
