/// What signing in would do for one login, without a password (`brama explain`).
public struct Explanation: Sendable, Equatable {
  /// Whose login it is, before any password is judged.
  public enum Owner: String, Sendable {
    case nativeCard = "native-card"
    case domainCard = "domain-card"
    /// No card has this spelling; the company's directory knows the login.
    case member
    case nobody
  }

  public enum SecondStep: String, Sendable {
    case notDemanded = "none"
    case enrolled
    /// Everybody must have one, and this person has none yet.
    case owed
    /// Only an administrator's reset opens it.
    case locked
  }

  /// What would follow on the right password.
  public enum Next: String, Sendable {
    case secondFactor = "second-factor"
    case enrolment
    case passwordChange = "password-change"
    case signedInElsewhere = "signed-in-elsewhere"
    case session
  }

  /// `nil`: the text is no login.
  public let login: Login?
  public var company: Company?
  public var owner = Owner.nobody
  public var card: Employee?
  /// The domain that is asked.
  public var domain: DomainName?
  public var member: Member?
  /// What the directory's entry says of the account; `nil`: nothing is wrong, or it was not asked.
  public var accountProblem: AccountProblem?
  /// The directory wants another password first, and it may be set while signing in.
  public var mustChangePassword = false
  /// The group that the company has chosen.
  public var group: GroupChoice?
  public var membership: MembershipPath?
  /// Why the directory gave no answer.
  public var directoryError: DirectoryError.Code?
  /// Seconds until an attempt is judged again.
  public var blockedFor: Int?
  public var secondStep: SecondStep?
  public var next: Next?
  /// The first thing that keeps the person out; `nil`: the right password lets them in.
  public var obstacle: SignInObstacle?

  public init(login: Login?) { self.login = login }
}
