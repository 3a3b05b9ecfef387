import Messages

/// What was just done, told by the page that a form leads to. A word in the address, never a text.
enum PageNotice: String, Sendable, CaseIterable {
  static let parameter = "done"

  case signedOut = "signed-out"
  case passwordSet = "password-set"
  case sessionKept = "session-kept"
  case sessionEnded = "session-ended"
  case othersEnded = "others-ended"
  case secondFactorOn = "second-factor-on"
  case secondFactorOff = "second-factor-off"
  case passwordChanged = "password-changed"
  case settingsSaved = "settings-saved"
  case companyAdded = "company-added"
  case companySaved = "company-saved"
  case companyRemoved = "company-removed"
  case cardAdded = "card-added"
  case cardSaved = "card-saved"
  case memberLinked = "member-linked"
  case memberLinkedWithoutEmail = "member-linked-without-email"
  case memberUnlinked = "member-unlinked"
  case memberRefreshed = "member-refreshed"
  case memberGone = "member-gone"

  var label: Label {
    switch self {
    case .signedOut: .signedOutNotice
    case .passwordSet: .passwordSetNotice
    case .sessionKept: .sessionKeptNotice
    case .sessionEnded: .sessionEndedNotice
    case .othersEnded: .signedOutElsewhere
    case .secondFactorOn: .secondFactorOnNotice
    case .secondFactorOff: .secondFactorOffNotice
    case .passwordChanged: .passwordChangedNotice
    case .settingsSaved: .administration(.settingsSaved)
    case .companyAdded: .administration(.companyAdded)
    case .companySaved: .administration(.companySaved)
    case .companyRemoved: .administration(.companyRemoved)
    case .cardAdded: .card(.cardAdded)
    case .cardSaved: .card(.cardSaved)
    case .memberLinked: .card(.memberLinked)
    case .memberLinkedWithoutEmail: .card(.memberLinkedWithoutEmail)
    case .memberUnlinked: .card(.memberUnlinked)
    case .memberRefreshed: .card(.memberRefreshed)
    case .memberGone: .card(.memberGone)
    }
  }

  /// It was done, and there is more to do.
  var isWarning: Bool {
    switch self {
    case .memberLinkedWithoutEmail, .memberUnlinked, .memberGone: true
    default: false
    }
  }

  var query: String { "\(Self.parameter)=\(rawValue)" }
}
