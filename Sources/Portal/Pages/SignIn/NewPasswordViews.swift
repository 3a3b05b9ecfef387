import Identity
import Messages

/// A new password as a step of a sign-in.
struct PasswordChangeView: Sendable {
  let markup: FormMarkup
  let reason: PasswordChangeReason
  let isInDomain: Bool
  var login: String?

  var page: Page {
    Page(markup.text(.passwordChangeTitle), hasProblem: markup.problem != nil) {
      element("div", [.class("sheet")]) {
        element("div", [.class("intro")]) {
          heading(1, markup.text(.passwordChangeTitle))
          paragraph(markup.text(.passwordChangeReason(reason)), [.class("lead")])
        }
        markup.alert
        markup.form(.passwordChange, [.novalidate(), .class("wide-button")]) {
          if let login { markup.hiddenLogin(login) }
          markup.newPassword(isInDomain ? .domainPasswordRule : .passwordRule)
          markup.button(.setPassword)
        }
      }
      element("div", [.class("aside")]) { link(.signIn, markup.text(.startAgain)) }
    }
  }
}

/// A password set with a one-time code: the activation of a card, or the first set-up (SIGN-21).
struct AccessCodeView: Sendable {
  let markup: FormMarkup
  let purpose: AccessCode.Purpose

  private var words: (title: Label, introduction: Label, code: Label, action: PagePath) {
    switch purpose {
    case .activation: (.activationTitle, .activationIntroduction, .activationCode, .activation)
    case .setup: (.setupTitle, .setupIntroduction, .setupCode, .setup)
    }
  }

  var page: Page {
    let words = words
    return Page(markup.text(words.title), hasProblem: markup.problem != nil) {
      element("div", [.class("sheet")]) {
        element("div", [.class("intro")]) {
          heading(1, markup.text(words.title))
          paragraph(markup.text(words.introduction), [.class("lead")])
        }
        markup.alert
        markup.form(words.action, [.novalidate(), .class("wide-button")]) {
          markup.field(
            .init(name: "code", label: markup.text(words.code), kind: .longCode, isFocused: true))
          markup.newPassword()
          markup.button(.setPassword)
        }
      }
      element("div", [.class("aside")]) { link(.signIn, markup.text(.goToSignIn)) }
    }
  }
}
