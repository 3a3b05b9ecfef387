/// The order of the steps of a sign-in, as a pure rule: what was done and what is known go in, the next
/// step comes out.
struct SignInFlow {
  /// What has been proved so far.
  enum Done: Int, Comparable {
    case password
    case secondStep
    case passwordChange
    case elsewhere

    static func < (a: Done, b: Done) -> Bool { a.rawValue < b.rawValue }
  }

  enum Step: Equatable {
    /// Refused for good: only an administrator's reset opens it.
    case secondFactorLocked
    case secondFactor
    case enrolment
    case passwordChange
    case signedInElsewhere
    case session
  }

  /// What is known of the person at this moment.
  struct Facts: Equatable {
    var isEnrolled: Bool
    var isEnforced: Bool
    var isLocked: Bool
    var mustChangePassword: Bool
    var client: ClientKind
    /// Exclusive client kinds with a live session.
    var otherClients: Set<ClientKind>
  }

  /// The client kinds that the new session would exclude (SIGN-08); `api` and the same kind never ask.
  static func excluded(by facts: Facts) -> Set<ClientKind> {
    facts.client.isExclusive ? facts.otherClients.subtracting([facts.client]) : []
  }

  static func next(after done: Done, _ facts: Facts) -> Step {
    if done < .secondStep {
      // A lock never leads to self-enrolment nor past the second step.
      if facts.isLocked { return .secondFactorLocked }
      if facts.isEnrolled { return .secondFactor }
      if facts.isEnforced { return .enrolment }
    }
    if done < .passwordChange, facts.mustChangePassword { return .passwordChange }
    if done < .elsewhere, !excluded(by: facts).isEmpty { return .signedInElsewhere }
    return .session
  }
}
