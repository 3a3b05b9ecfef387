public import Identity

/// What Brama must know before it can open its store: addresses, files, limits and directories.
///
/// Read once, at the start (CONF-03). Business settings are in the store, not here. Each property's key,
/// default and limits stand in `ConfigurationKeys`; a value of this type has passed all of them.
public struct Configuration: Sendable {
  /// The address people and programs use; it decides the Origin check and redirects. `nil` on loopback
  /// only.
  public var publicURL: PublicURL?
  /// Several companies in one installation (COMP-01).
  public var multiCompany = false
  /// The language where the reader names none.
  public var language = Language.polish
  public var http = HTTP()
  public var metrics = Metrics()
  public var socket = Socket()
  public var store = Store()
  public var key = Key()
  public var log = Log()
  public var signIn = SignIn()
  public var session = Session()
  public var directoryCheck = DirectoryCheck()
  /// In the order of their names.
  public var domains: [DomainConfiguration] = []

  // The values here and below are placeholders that the table of keys fills before anyone sees them.
  init() {}

  public enum Language: String, Sendable, CaseIterable {
    case polish = "pl"
    case english = "en"
  }

  public struct HTTP: Sendable, Equatable {
    /// Empty: no TCP listener, only the Unix socket.
    public var listen: [ListenAddress] = []
    /// Without TLS; loopback only.
    public var plainListen: [ListenAddress] = []
    /// A PEM file with the chain, the server's own certificate first.
    public var certificate = ""
    /// A PEM file.
    public var certificateKey = ""
    /// Whose `X-Forwarded-For` is believed.
    public var trustedProxies: [AddressRange] = []
    /// 0: one for each core.
    public var threads = 0
    public var maxConnections = 0
  }

  public struct Metrics: Sendable, Equatable {
    /// `nil`: off.
    public var listen: ListenAddress?
  }

  public struct Socket: Sendable, Equatable {
    /// Where the commands reach the running server.
    public var path = ""
  }

  public struct Store: Sendable, Equatable {
    public var path = ""
    /// The copy of the audit chain's head, outside the store.
    public var auditHead = ""
  }

  public struct Key: Sendable, Equatable {
    /// The file of the sealing key.
    public var file = ""
  }

  public struct Log: Sendable, Equatable {
    public enum Level: String, Sendable, CaseIterable { case error, warning, info, debug }
    public enum Form: String, Sendable, CaseIterable { case text, json }

    public var level = Level.info
    public var form = Form.text
  }

  /// Limits of signing in (SIGN-12, SIGN-13).
  public struct SignIn: Sendable, Equatable {
    /// `MaxLoginAttempts` of the source product.
    public var maxAttempts = 0
    /// `LoginBlockTime` of the source product.
    public var blockTime = Interval.zero
    /// Failures that one address may have within `addressWindow`.
    public var addressFailures = 0
    public var addressWindow = Interval.zero
    /// When a refusal leaves, counted from the request's arrival.
    public var refusalTime = Interval.zero
  }

  public struct Session: Sendable, Equatable {
    public var idle = Interval.zero
    public var absolute = Interval.zero
    /// Days of a remembered session; 0: without limit (SIGN-11).
    public var rememberDays = 0
  }

  public struct DirectoryCheck: Sendable, Equatable {
    /// Between two looks at the directory; who is missing at two looks is signed out.
    public var interval = Interval.zero
  }
}
