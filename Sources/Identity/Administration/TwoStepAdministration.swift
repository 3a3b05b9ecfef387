/// Enforcement of two-step verification (TFA-01 to 11, 29, 31).
public final class TwoStepAdministration: Sendable {
  let core: Core

  init(_ core: Core) { self.core = core }

  public struct Status: Sendable, Equatable {
    public let isEnforced: Bool
    public let notEnrolled: Int
    public let version: Int
    /// The caller will have to enrol at the next sign-in (TFA-29).
    public let callerNotEnrolled: Bool
  }

  public func status(by caller: Caller) async throws(Rejection) -> Status { fatalError() }
  /// Repeating the same wish changes nothing and writes no audit entry (TFA-31).
  public func enforce(_ on: Bool, version: Int?, by caller: Caller) async throws(Rejection)
    -> Status
  { fatalError() }
}
