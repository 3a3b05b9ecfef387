import Diagnostics
import HTTPEngine
import Identity
import LDAPDirectory
import Messages
import Secrets

/// What the service is to be made of: the configuration, turned into the types of the parts. Everything
/// in it was checked; making the parts can still fail for what lies outside (files, ports, servers).
struct ServicePlan: Sendable {
  struct Listener: Sendable {
    var endpoint: Endpoint
    /// `nil`: plain HTTP, which the configuration allows on loopback and behind a proxy only.
    var certificate: CertificateFiles?
  }

  struct CertificateFiles: Sendable, Hashable {
    var certificate: String
    var key: String
  }

  var listeners: [Listener]
  /// Threads that serve connections.
  var threads: Int
  /// Connections at one time.
  var connections: Int
  var metrics: Endpoint?
  /// The Unix socket that the command speaks to.
  var commandSocket: String
  var publicURL: PublicURL?
  var trustedProxies: [AddressRange]
  var language: Language
  var refusalTime: Interval
  var storePath: String
  /// The newest line of the audit chain, outside the store.
  var auditHeadPath: String
  var keyFile: SealingKeyFile
  var policy: Policy
  var domains: [DirectoryConfiguration]
  /// Between two passes that keep a domain's cards in step; a domain that is not here has none.
  var syncIntervals: [DomainName: Duration] = [:]
  var logLevel: LogLevel
  var logForm: LogForm
  /// How long requests under way may take once the service was told to end.
  var drainTime: Duration
}
