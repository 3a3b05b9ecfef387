/// An employee card: who a person is to one company, and how they prove it.
public struct Employee: Sendable, Equatable, Identifiable {
  public let id: EmployeeID
  public let company: CompanyID
  public var login: Login
  /// First and last name.
  public var name: String
  public var email: String?
  public var role: Role
  public var origin: Origin
  public var access: Access
  public var state: State
  /// The card is bound to a cooperating system and its exchange key is in use (SIGN-18, TFA-30).
  public var isForCooperatingSystem: Bool
  /// The linked member was looked for in the directory and not found (DOM-35).
  public var memberNotFound: Bool
  /// A native user has to choose a new password at the next sign-in.
  public var mustChangePassword: Bool
  /// "Use ERP login" of the general permissions (DOM-25, DOM-26).
  public var erpLogin: ERPLogin
  public var createdAt: Timestamp
  public var version: Int

  public init(
    id: EmployeeID, company: CompanyID, login: Login, name: String, email: String?, role: Role,
    origin: Origin = .native, access: Access, state: State = .active,
    isForCooperatingSystem: Bool = false, memberNotFound: Bool = false,
    mustChangePassword: Bool = false, erpLogin: ERPLogin = .fromConfiguration,
    createdAt: Timestamp, version: Int = 1
  ) {
    self.id = id
    self.company = company
    self.login = login
    self.name = name
    self.email = email
    self.role = role
    self.origin = origin
    self.access = access
    self.state = state
    self.isForCooperatingSystem = isForCooperatingSystem
    self.memberNotFound = memberNotFound
    self.mustChangePassword = mustChangePassword
    self.erpLogin = erpLogin
    self.createdAt = createdAt
    self.version = version
  }

  public enum Role: String, Sendable, CaseIterable { case user, administrator }

  /// Native users exist only here; ERP users were imported (DOM-27).
  public enum Origin: String, Sendable, CaseIterable { case native, erp }

  /// Which login signs the person in to the ERP, where the ERP itself has no say: `ERPAccount`.
  public enum ERPLogin: String, Sendable, CaseIterable {
    case own
    case fromConfiguration = "from-configuration"
  }

  public enum State: String, Sendable, CaseIterable { case active, archived, anonymised }

  public enum Access: Sendable, Equatable {
    /// A native sign-in; `nil` until a password has been set (DOM-22, activation).
    case password(PasswordHash?)
    /// Domain sign-in: the directory judges the password; none is stored (DOM-20).
    case domain(MemberLink)
  }

  public var link: MemberLink? {
    if case .domain(let link) = access { return link }
    return nil
  }

  public var isActiveAdministrator: Bool { role == .administrator && state == .active }
}

/// An Argon2id hash in its PHC text form; never shown.
public struct PasswordHash: Sendable, Hashable, CustomStringConvertible,
  CustomDebugStringConvertible, CustomReflectable
{
  public let phc: String

  public init(phc: String) { self.phc = phc }

  public var description: String { "•••" }
  public var debugDescription: String { "•••" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
