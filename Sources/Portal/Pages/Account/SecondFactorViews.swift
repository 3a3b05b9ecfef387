import Identity
import Messages

/// What is asked before something about the own second factor changes (TFA-26).
struct SecondFactorQuestionView: Sendable {
  enum Question: Sendable {
    /// To begin for the first time: the password.
    case begin
    /// To move to another phone: a code.
    case reenrol
    case disable
    case renewCodes
  }

  let markup: FormMarkup
  let question: Question
  let login: String

  private var words: (title: Label, hint: Label?, action: PagePath) {
    switch question {
    case .begin: (.enrolmentStart, nil, .ownSecondFactor)
    case .reenrol: (.reenrol, .reenrolHint, .ownSecondFactor)
    case .disable: (.turnOff, .turnOffHint, .ownSecondFactorDisable)
    case .renewCodes: (.newRecoveryCodes, .newRecoveryCodesHint, .ownRecoveryCodes)
    }
  }

  var page: Page {
    let words = words
    return Page(markup.text(words.title), hasProblem: markup.problem != nil) {
      element("div", [.class("sheet")]) {
        element("div", [.class("intro")]) {
          heading(1, markup.text(words.title))
          if let hint = words.hint { paragraph(markup.text(hint), [.class("lead")]) }
        }
        markup.alert
        markup.form(words.action, [.novalidate()]) {
          proof
          element("div", [.class("buttons")]) {
            if case .disable = question {
              markup.button(words.title, [.class("danger")])
            } else {
              markup.button(.continueButton)
            }
            link(.account, markup.text(.cancel), [.class("button second")])
          }
        }
      }
    }
  }

  @HTMLBuilder private var proof: HTML {
    if case .begin = question {
      markup.hiddenLogin(login)
      markup.field(
        .init(
          name: "password", label: markup.text(.password), kind: .password,
          hint: markup.text(.secondFactorPasswordHint), autocomplete: .currentPassword,
          isFocused: true))
    } else {
      markup.field(
        .init(
          name: "code", label: markup.text(.code), kind: .longCode,
          hint: markup.text(.secondFactorCodeHint), autocomplete: .oneTimeCode, isFocused: true))
    }
  }
}

/// The code that confirms an enrolment, asked again after a wrong one: the secret is in the app already
/// and is not shown a second time.
struct EnrolmentCodeView: Sendable {
  let markup: FormMarkup

  var page: Page {
    Page(markup.text(.enrolmentTitle), hasProblem: markup.problem != nil) {
      element("div", [.class("sheet")]) {
        heading(1, markup.text(.enrolmentTitle))
        markup.alert
        markup.form(.ownSecondFactorConfirm, [.novalidate(), .class("wide-button")]) {
          markup.field(
            .init(
              name: "code", label: markup.text(.code), kind: .code,
              hint: markup.text(.enrolmentStepConfirm), autocomplete: .oneTimeCode,
              isFocused: true))
          markup.button(.turnOn)
        }
      }
      element("div", [.class("aside")]) {
        link(.ownSecondFactor, markup.text(.startAgain))
        link(.account, markup.text(.cancel))
      }
    }
  }
}
