/// A company as an administrator enters it; `nil` fields are left as they are in a change.
public struct CompanyDraft: Sendable, Equatable {
  public var name: String?
  /// An empty text removes it.
  public var displayName: String?
  /// The raw word; checked against `Company.Kind`.
  public var kind: String?
  public var useDomain: Bool?
  public var domain: String?
  /// `all`, or a group's stable id as `/domains/{name}/groups` lists it.
  public var group: String?

  public init(
    name: String? = nil, displayName: String? = nil, kind: String? = nil, useDomain: Bool? = nil,
    domain: String? = nil, group: String? = nil
  ) {
    self.name = name
    self.displayName = displayName
    self.kind = kind
    self.useDomain = useDomain
    self.domain = domain
    self.group = group
  }
}

/// A card as an administrator enters it; `nil` fields are left as they are in a change.
public struct EmployeeDraft: Sendable, Equatable {
  /// `nil` in single-company mode, or for an installation-wide card.
  public var company: CompanyID?
  public var login: String?
  public var name: String?
  /// An empty text removes it.
  public var email: String?
  /// The raw words; checked against the enums.
  public var role: String?
  public var state: String?
  public var origin: String?
  /// Native cards only: the person has to choose a new password at the next sign-in.
  public var mustChangePassword: Bool?
  /// The raw word; checked against `Employee.ERPLogin` (DOM-26).
  public var erpLogin: String?

  public init(
    company: CompanyID? = nil, login: String? = nil, name: String? = nil, email: String? = nil,
    role: String? = nil, state: String? = nil, origin: String? = nil,
    mustChangePassword: Bool? = nil, erpLogin: String? = nil
  ) {
    self.company = company
    self.login = login
    self.name = name
    self.email = email
    self.role = role
    self.state = state
    self.origin = origin
    self.mustChangePassword = mustChangePassword
    self.erpLogin = erpLogin
  }
}

/// A card with what the administrator's page shows beside it.
public struct EmployeeView: Sendable, Equatable {
  public let employee: Employee
  public let isEnrolled: Bool
  public let isSecondFactorLocked: Bool
  public let sessions: Int
}
