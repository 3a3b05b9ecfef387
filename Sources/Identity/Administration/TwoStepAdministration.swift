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

  public func status(by caller: Caller) async throws(Rejection) -> Status {
    try await core.authority.read(by: caller, .administrator) { tx in
      try Self.status(TwoStepSetting.read(in: tx), for: caller, in: tx)
    }
  }

  /// Repeating the same wish changes nothing and writes no audit entry (TFA-31).
  ///
  /// Nobody is signed out (TFA-07) and nobody's second factor is touched (TFA-10): what changes is the
  /// next sign-in.
  ///
  /// - Parameter version: the version that the wish was formed on; `nil` for a caller that has none to
  ///   show (the command).
  /// - Throws: `.stale` when the setting was changed since, unless it already is as wished.
  public func enforce(_ on: Bool, version: Int?, by caller: Caller) async throws(Rejection)
    -> Status
  {
    try await core.authority.perform(.enforcementChanged, by: caller, .administrator) {
      [sessions = core.sessions] tx, event in
      let setting = try TwoStepSetting.read(in: tx)
      guard setting.isEnforced != on else {
        event.isVoid = true
        return try Self.status(setting, for: caller, in: tx)
      }
      if let version, version != setting.version { throw Rejection.stale }
      let saved = try TwoStepSetting.save(on, expected: setting.version, in: tx)
      sessions.enforcementChanged(on, in: tx)
      event.reason = on ? "on" : "off"
      return try Self.status(saved, for: caller, in: tx)
    }
  }

  private static func status(
    _ setting: TwoStepSetting, for caller: Caller, in tx: any Transaction
  ) throws -> Status {
    let isEnrolled = try caller.employee.map { try tx.secondFactors.find($0) != nil } ?? true
    return Status(
      isEnforced: setting.isEnforced, notEnrolled: try tx.secondFactors.countNotEnrolled(),
      version: setting.version, callerNotEnrolled: !isEnrolled)
  }
}
