/// The addresses of the pages. Nothing secret ever stands in one.
enum PagePath: String, Sendable, CaseIterable {
  case home = "/"
  case signIn = "/sign-in"
  case secondStep = "/sign-in/second-step"
  case enrolment = "/sign-in/enrolment"
  case passwordChange = "/sign-in/password"
  case elsewhere = "/sign-in/elsewhere"
  case activation = "/activate"
  case setup = "/setup"
  case signOut = "/sign-out"
  case account = "/account"
  case endSession = "/account/sessions/end"
  case endOtherSessions = "/account/sessions/end-others"
  case ownPassword = "/account/password"
  case ownSecondFactor = "/account/second-factor"
  case ownSecondFactorConfirm = "/account/second-factor/confirm"
  case ownSecondFactorDisable = "/account/second-factor/disable"
  case ownRecoveryCodes = "/account/recovery-codes"
  /// W3C "A well-known URL for changing passwords".
  case wellKnownChangePassword = "/.well-known/change-password"

  var text: String { rawValue }

  /// The methods that the page answers besides HEAD and OPTIONS.
  var methods: [String] {
    switch self {
    case .home, .account, .wellKnownChangePassword: ["GET"]
    case .signOut, .endSession, .endOtherSessions, .ownSecondFactorConfirm: ["POST"]
    case .signIn, .secondStep, .enrolment, .passwordChange, .elsewhere, .activation, .setup,
      .ownPassword, .ownSecondFactor, .ownSecondFactorDisable, .ownRecoveryCodes:
      ["GET", "POST"]
    }
  }

  /// What a page shown under this address is reached by again: itself, or the page it belongs to.
  var visible: PagePath {
    switch self {
    case .signOut: .signIn
    case .endSession, .endOtherSessions: .account
    case .ownSecondFactorConfirm: .ownSecondFactor
    default: self
    }
  }
}
