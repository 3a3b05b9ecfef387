import Identity

/// The step that a sign-in is at, as the step cookie carries it between two pages: the stage, what the
/// page has to say, and the ticket. Identity judges the ticket; a forged stage only shows another form.
struct PageStep: Sendable, Equatable {
  enum Stage: Sendable, Equatable {
    case secondFactor
    case enrolment
    case passwordChange(PasswordChangeReason, isInDomain: Bool)
    /// With the kinds of the other sessions, in a fixed order.
    case elsewhere([ClientKind])
  }

  private static let inDomain = "+domain"

  let stage: Stage
  let ticket: Secret

  static func == (a: PageStep, b: PageStep) -> Bool {
    a.stage == b.stage && a.ticket.matches(b.ticket)
  }

  init(_ stage: Stage, ticket: Secret) {
    self.stage = stage
    self.ticket = ticket
  }

  /// `STAGE.DETAIL.TICKET`; `nil` unless it has that form.
  init?(cookie value: String) {
    let parts = value.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[2].isEmpty else { return nil }
    switch (Ticket.Stage(rawValue: String(parts[0])), parts[1]) {
    case (.secondFactor, ""): stage = .secondFactor
    case (.enrolment, ""): stage = .enrolment
    case (.passwordChange, let words):
      let isInDomain = words.hasSuffix(Self.inDomain)
      let word = isInDomain ? words.dropLast(Self.inDomain.count) : words
      guard let reason = PasswordChangeReason(rawValue: String(word)) else { return nil }
      stage = .passwordChange(reason, isInDomain: isInDomain)
    case (.elsewhere, let words):
      let kinds = words.split(separator: "+").compactMap { ClientKind(rawValue: String($0)) }
      stage = .elsewhere(kinds)
    default: return nil
    }
    ticket = Secret(String(parts[2]))
  }

  var cookieValue: String {
    let (name, detail): (Ticket.Stage, String) =
      switch stage {
      case .secondFactor: (.secondFactor, "")
      case .enrolment: (.enrolment, "")
      case .passwordChange(let reason, let isInDomain):
        (.passwordChange, reason.rawValue + (isInDomain ? Self.inDomain : ""))
      case .elsewhere(let kinds): (.elsewhere, kinds.map(\.rawValue).joined(separator: "+"))
      }
    let text = ticket.withText { $0 } ?? ""
    return "\(name.rawValue).\(detail).\(text)"
  }

  /// The word of the API for the step, as the metrics count it.
  var name: String {
    switch stage {
    case .secondFactor: Ticket.Stage.secondFactor.rawValue
    case .enrolment: Ticket.Stage.enrolment.rawValue
    case .passwordChange: Ticket.Stage.passwordChange.rawValue
    case .elsewhere: Ticket.Stage.elsewhere.rawValue
    }
  }

  /// Where the step is done.
  var path: PagePath {
    switch stage {
    case .secondFactor: .secondStep
    case .enrolment: .enrolment
    case .passwordChange: .passwordChange
    case .elsewhere: .elsewhere
    }
  }
}
