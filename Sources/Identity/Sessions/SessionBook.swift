/// All live sessions in memory, so that checking one costs no store access.
public final class SessionBook: Sendable {
  static func open(_ environment: Environment) async throws -> SessionBook { fatalError() }

  /// Judges a presented token and notes that it was seen. Never waits (SIGN-06, SIGN-23, TFA-25).
  public func check(_ token: Secret) -> CheckedSession? { fatalError() }

  /// Sessions alive now.
  public var count: Int { fatalError() }

  /// The live sessions of a person, newest first.
  public func list(of employee: EmployeeID) -> [CheckedSession] { fatalError() }

  /// Signs out (SIGN-07): ends the session that asks.
  public func end(_ session: SessionID, by caller: Caller) async throws(Rejection) {
    fatalError()
  }

  /// Ends another session of one's own.
  /// - Throws: `notFound` where the session is not the caller's.
  public func endOwn(_ session: SessionID, by caller: Caller) async throws(Rejection) {
    fatalError()
  }

  /// Ends all sessions of the caller but the one that asks.
  /// - Returns: how many were ended.
  public func endOthers(by caller: Caller) async throws(Rejection) -> Int { fatalError() }
}
