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
  case settings = "/settings"
  case domainSettings = "/settings/domain"
  case companies = "/settings/erp-connections"
  case company = "/settings/erp-connections/company"
  case removeCompany = "/settings/erp-connections/company/remove"
  case organisation = "/organisation"
  case card = "/organisation/card"
  case cardMember = "/organisation/card/member"
  case cardRefresh = "/organisation/card/refresh"
  case cardActivation = "/organisation/card/activation"
  case cardPermissions = "/organisation/card/permissions"
  /// W3C "A well-known URL for changing passwords".
  case wellKnownChangePassword = "/.well-known/change-password"

  var text: String { rawValue }

  /// The methods that the page answers besides HEAD and OPTIONS.
  var methods: [String] {
    switch self {
    case .home, .account, .wellKnownChangePassword, .settings, .companies, .organisation: ["GET"]
    case .signOut, .endSession, .endOtherSessions, .ownSecondFactorConfirm, .removeCompany,
      .cardRefresh, .cardActivation, .cardPermissions:
      ["POST"]
    case .signIn, .secondStep, .enrolment, .passwordChange, .elsewhere, .activation, .setup,
      .ownPassword, .ownSecondFactor, .ownSecondFactorDisable, .ownRecoveryCodes,
      .domainSettings, .company, .card, .cardMember:
      ["GET", "POST"]
    }
  }

  /// What a page shown under this address is reached by again: itself, or the page it belongs to.
  var visible: PagePath {
    switch self {
    case .signOut: .signIn
    case .endSession, .endOtherSessions: .account
    case .ownSecondFactorConfirm: .ownSecondFactor
    case .removeCompany: .company
    case .cardRefresh, .cardActivation, .cardPermissions: .card
    default: self
    }
  }

  /// Is it one of the administrator's pages?
  var isAdministration: Bool { isSettings || isOrganisation }
  var isSettings: Bool { text == Self.settings.text || text.hasPrefix("/settings/") }
  var isOrganisation: Bool { text.hasPrefix(Self.organisation.text) }

  /// The parameters that say which page of its kind is meant.
  var parameters: [String] {
    switch visible {
    case .organisation: ["search", "company", "after"]
    case .card, .company: ["id"]
    case .cardMember: ["id", "search"]
    default: []
    }
  }
}
