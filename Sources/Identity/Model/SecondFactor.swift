/// A person's confirmed second factor. The secret itself is a sealed value beside it
/// (`SealedName.secondFactor`).
public struct SecondFactor: Sendable, Equatable {
  public let employee: EmployeeID
  public let enrolledAt: Timestamp
  /// The newest time step that a code was accepted for; it and earlier ones are refused (TFA-21).
  public var lastStep: Int64
  /// Digests of the recovery codes not used yet (TFA-27).
  public var recoveryCodes: [Digest]

  public init(
    employee: EmployeeID, enrolledAt: Timestamp, lastStep: Int64, recoveryCodes: [Digest]
  ) {
    self.employee = employee
    self.enrolledAt = enrolledAt
    self.lastStep = lastStep
    self.recoveryCodes = recoveryCodes
  }
}

/// An enrolment that has been begun by a signed-in person (not by a ticket) and not confirmed yet.
public enum PendingEnrolment {
  /// A pending secret of the own-account page is forgotten after this time (TFA-18).
  public static let lifetime = Interval.minutes(10)
}
