/// What signed-in people do with their own password and second factor.
public final class OwnAccount: Sendable {
  let core: Core

  init(_ core: Core) { self.core = core }

  /// Native users only; with a second factor, `code` is needed too. Ends the person's other sessions.
  public func changePassword(
    current: Secret, new: Secret, code: String?, by caller: Caller
  ) async throws(Rejection) { fatalError() }

  /// Begins enrolment: `password` when not enrolled, `code` when enrolled (TFA-26). The old secret holds
  /// until the new one is confirmed.
  public func beginEnrolment(password: Secret?, code: String?, by caller: Caller)
    async throws(Rejection) -> EnrolmentOffer
  { fatalError() }

  /// Turns the pending secret on (TFA-17) and gives new recovery codes. Ends the other sessions.
  public func confirmEnrolment(code: String, by caller: Caller) async throws(Rejection) -> [String]
  { fatalError() }

  /// TFA-09, TFA-11, TFA-26.
  public func disable(code: String, by caller: Caller) async throws(Rejection) { fatalError() }

  public func renewRecoveryCodes(code: String, by caller: Caller) async throws(Rejection)
    -> [String]
  { fatalError() }
}
