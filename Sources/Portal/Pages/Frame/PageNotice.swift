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
    }
  }

  var query: String { "\(Self.parameter)=\(rawValue)" }
}
