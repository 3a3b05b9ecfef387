/// A one-time code that lets a person set a password: an activation code for a card, or the set-up code
/// for the first Administrator (SIGN-21).
public struct AccessCode: Sendable, Equatable {
  public static let lifetime = Interval.hours(24)
  public static let allowedTries = 5

  public enum Purpose: String, Sendable { case activation, setup }

  public let digest: Digest
  public let purpose: Purpose
  public let employee: EmployeeID
  public let expiresAt: Timestamp
  public var wrongTries: Int

  public init(
    digest: Digest, purpose: Purpose, employee: EmployeeID, expiresAt: Timestamp,
    wrongTries: Int = 0
  ) {
    self.digest = digest
    self.purpose = purpose
    self.employee = employee
    self.expiresAt = expiresAt
    self.wrongTries = wrongTries
  }
}
