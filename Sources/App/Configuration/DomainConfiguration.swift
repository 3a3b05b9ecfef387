public import Identity
import LDAPDirectory

/// One directory, as in `[domains.NAME]` (DOM-11). Plain values: the wiring makes the directory adapter's
/// own types of them.
public struct DomainConfiguration: Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    case activeDirectory = "active-directory"
    /// With the usual schema.
    case openldap
    case directoryServer389 = "389ds"
    case freeIPA = "freeipa"
    /// Another LDAP server: the attributes and filters must be named.
    case custom
  }

  /// The directory's own lock-out, which Brama stays one wrong bind below.
  public struct Lockout: Sendable, Equatable {
    /// Wrong binds within `window` at which the directory locks an account; 0: it never does.
    public var threshold = 0
    public var window = Interval.zero
  }

  /// What the directory calls things. Empty: as its kind does.
  public struct Attributes: Sendable, Equatable {
    public var login = ""
    /// `name@domain` as an attribute of its own (DOM-47).
    public var principalName = ""
    /// The stable id (DOM-34).
    public var id = ""
    public var name = ""
    public var givenName = ""
    public var surname = ""
    public var mail = ""
    public var memberFilter = ""
    /// True of people who may not sign in.
    public var disabledFilter = ""
    public var groupFilter = ""
    /// On a group: its members.
    public var member = ""
    /// On a person: their groups.
    public var memberOf = ""
  }

  public let name: DomainName
  public var kind = Kind.openldap
  /// In the order they are tried; `ldap://`, `ldaps://` or `ldapi://`. Or `srv:DOMAIN` alone: as DNS lists
  /// them.
  public var servers: [String] = []
  public var base = ""
  /// `base` where it was not given.
  public var peopleBase = ""
  public var groupBase = ""
  public var serviceDN = ""
  public var servicePassword = Secret("")
  /// `nil`: the system's own authorities.
  public var caFile: String?
  public var startTLS = true
  public var insecurePlainPasswords = false
  public var createCards = false
  public var loginByEmail = false
  /// What may stand before `\` in a login, in lower case.
  public var qualifiers: [String] = []
  /// What may stand after `@` in a login, in lower case.
  public var suffixes: [String] = []
  public var directoryLockout = Lockout()
  /// Between two passes that keep cards in step; zero: none.
  public var syncInterval = Interval.zero
  public var attributes = Attributes()
  /// Beginnings of URLs.
  public var ignoredReferences: [String] = []
  public var poolSize = 0
  public var connectTimeout = Interval.zero
  public var operationTimeout = Interval.zero
  public var totalDeadline = Interval.zero

  init(name: DomainName) { self.name = name }

  /// DNS lists the servers.
  var isDiscovered: Bool {
    servers.contains { $0.lowercased().hasPrefix(ServiceDiscovery.scheme) }
  }
}
