/// The steps of signing in, over the store, the directories and the rules.
public final class SignIn: Sendable {
  let core: Core

  init(_ core: Core) { self.core = core }

  public func begin(_ attempt: SignInAttempt) async -> SignInOutcome { fatalError() }
  public func secondFactor(ticket: Secret, code: String, from origin: ClientOrigin) async
    -> SignInOutcome
  { fatalError() }
  public func enrolment(ticket: Secret, from origin: ClientOrigin) async -> EnrolmentOutcome {
    fatalError()
  }
  public func confirmEnrolment(ticket: Secret, code: String, from origin: ClientOrigin) async
    -> SignInOutcome
  { fatalError() }
  public func changePassword(ticket: Secret, newPassword: Secret, from origin: ClientOrigin) async
    -> SignInOutcome
  { fatalError() }
  public func elsewhere(ticket: Secret, decision: ElsewhereDecision, from origin: ClientOrigin)
    async -> SignInOutcome
  { fatalError() }
}
