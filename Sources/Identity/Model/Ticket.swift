/// The short-lived pre-session between two steps of a sign-in (TFA-22): it can do what its stage says
/// and nothing else.
public struct Ticket: Sendable, Equatable {
  public static let lifetime = Interval.minutes(5)

  /// What the store keeps of the 256 random bits.
  public let token: Digest
  public let employee: EmployeeID
  public let company: CompanyID
  public let client: ClientKind
  public let remember: Bool
  public let stage: Stage
  public let createdAt: Timestamp
  public let expiresAt: Timestamp
  /// Recovery codes are shown once at enrolment, also when the question about another client follows.
  public init(
    token: Digest, employee: EmployeeID, company: CompanyID, client: ClientKind, remember: Bool,
    stage: Stage, createdAt: Timestamp, expiresAt: Timestamp
  ) {
    self.token = token
    self.employee = employee
    self.company = company
    self.client = client
    self.remember = remember
    self.stage = stage
    self.createdAt = createdAt
    self.expiresAt = expiresAt
  }

  public enum Stage: String, Sendable, CaseIterable {
    case secondFactor = "second-factor"
    case enrolment
    case passwordChange = "password-change"
    case elsewhere = "signed-in-elsewhere"
  }
}
