/// One-time codes that let people set their first password (SIGN-20, 21).
public final class AccessCodes: Sendable {
  let core: Core

  init(_ core: Core) { self.core = core }

  /// Makes the first Administrator if there is none, and a new set-up code for them; an older code is
  /// void. Only the command may.
  /// - Throws: `.forbidden` once an administrator has a password.
  public func issueSetup(by caller: Caller) async throws(Rejection) -> Secret { fatalError() }

  /// Is the first Administrator still without a password?
  public func isSetupPending() async throws(Rejection) -> Bool { fatalError() }

  /// `POST /setup`: sets the first Administrator's password.
  public func setUp(code: String, password: Secret, from origin: ClientOrigin)
    async throws(Rejection)
  { fatalError() }

  /// `POST /employees/{id}/activation`: a code for a native card, shown once.
  public func issueActivation(for employee: EmployeeID, by caller: Caller)
    async throws(Rejection) -> (code: Secret, expiresAt: Timestamp)
  { fatalError() }

  /// `POST /sign-in/activate`.
  public func activate(code: String, password: Secret, from origin: ClientOrigin)
    async throws(Rejection)
  { fatalError() }
}
