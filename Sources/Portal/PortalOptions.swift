public import Identity
public import Messages

/// What an installation decides about its portal.
public struct PortalOptions: Sendable {
  /// `nil` on loopback only: no HSTS, and the cookie is accepted on `Sec-Fetch-Site` alone.
  public var publicURL: PublicURL?
  /// Whose `X-Forwarded-For` is believed.
  public var trustedProxies: [AddressRange]
  /// A refused sign-in leaves this long after its arrival, or at a multiple of it (SIGN-16).
  public var refusalTime: Interval
  /// For readers whose `Accept-Language` names no language of ours.
  public var language: Language
  /// What the OpenAPI document says, as in `1.0.0`.
  public var version: String
  public var operations: PortalOperations

  public init(
    publicURL: PublicURL? = nil, trustedProxies: [AddressRange] = [],
    refusalTime: Interval = Interval(milliseconds: 250), language: Language = .polish,
    version: String, operations: PortalOperations
  ) {
    self.publicURL = publicURL
    self.trustedProxies = trustedProxies
    self.refusalTime = refusalTime
    self.language = language
    self.version = version
    self.operations = operations
  }
}

/// What the operator's calls need beyond `Gate`: the head file, the key file, the store as a file. Set by
/// the App; each authorises and audits through Identity with the caller it is given.
public struct PortalOperations: Sendable {
  /// Reads the whole audit chain against the head file.
  public var verifyAudit:
    @Sendable (Caller) async throws(Rejection) -> (lines: Int, findings: [AuditTrail.Finding])
  /// Loads the key anew and seals every secret with it.
  /// - Returns: how many values.
  public var rotateKey: @Sendable (Caller) async throws(Rejection) -> Int
  /// Writes a copy of the store to a path of the server's machine.
  /// - Throws: `.invalid` with the field `path` where it cannot be written.
  public var backup: @Sendable (_ path: String, Caller) async throws(Rejection) -> Void
  /// What is known of the directories, for `/readyz`: reachable or not.
  public var directories: @Sendable () async -> [DomainName: Bool]

  public init(
    verifyAudit:
      @escaping @Sendable (Caller) async throws(Rejection) -> (
        lines: Int, findings: [AuditTrail.Finding]
      ),
    rotateKey: @escaping @Sendable (Caller) async throws(Rejection) -> Int,
    backup: @escaping @Sendable (_ path: String, Caller) async throws(Rejection) -> Void,
    directories: @escaping @Sendable () async -> [DomainName: Bool]
  ) {
    self.verifyAudit = verifyAudit
    self.rotateKey = rotateKey
    self.backup = backup
    self.directories = directories
  }
}

/// What the log hears of: an answer of 5xx, and what a signed-in person was not allowed. Holds no secret and
/// no personal data but the id of a card.
public struct PortalEvent: Sendable, Equatable {
  /// The route's name, `nil` before one was found.
  public let route: String?
  /// The kind of problem, as in `/problems/KIND`.
  public let problem: String
  public let cause: String
  /// Whose session asked for what it may not; `nil` for a failure of ours.
  public var employee: EmployeeID?
}

/// What the metrics count.
public enum PortalObservation: Sendable, Equatable {
  /// A whole request; `route` is `nil` where none was found.
  case answered(route: String?, status: Int, seconds: Double)
  /// A step of a sign-in, by its state (`signed-in`, `second-factor`, ...) or kind of problem.
  case signIn(outcome: String)
}
