public import Identity

/// One domain: its servers, where people and groups lie, and how they are read (DOM-11).
public struct DirectoryConfiguration: Sendable {
  public enum Kind: Sendable {
    case openLDAP
    case activeDirectory
    case directoryServer389
    case freeIPA
    /// One of them with what an operator calls otherwise, or a server of which all is told.
    case custom(ServerPreset)
  }

  public var name: DomainName
  public var kind: Kind
  /// In the order in which they are to be used.
  public var servers: [ServerAddress]
  public var baseDN: DN
  /// Where people lie; `nil`: under `baseDN`.
  public var peopleBase: DN?
  /// Where groups lie; `nil`: under `baseDN`.
  public var groupBase: DN?
  public var serviceAccount: ServiceAccount
  /// PEM file of the authority that the servers' certificates come from; `nil`: the system's (DOM-40).
  public var caFile: String?
  /// StartTLS on `ldap://` addresses.
  public var startTLS: Bool
  /// Lets passwords go over a plain `ldap://` connection (DOM-39).
  public var insecurePlainPasswords: Bool
  public var rules: DirectoryRules
  public var limits: DirectoryLimits

  /// - Throws: `InvalidSetting` without a server, or with limits that leave no room.
  public init(
    name: DomainName, kind: Kind = .openLDAP, servers: [ServerAddress], baseDN: DN,
    peopleBase: DN? = nil, groupBase: DN? = nil, serviceAccount: ServiceAccount,
    caFile: String? = nil, startTLS: Bool = true, insecurePlainPasswords: Bool = false,
    rules: DirectoryRules, limits: DirectoryLimits = DirectoryLimits()
  ) throws(InvalidSetting) {
    guard !servers.isEmpty else { throw InvalidSetting("domain \(name): no server") }
    guard limits.poolSize > 0, limits.queueLimit >= 0, limits.cursors >= 0, limits.pageSize > 0,
      limits.searchSize > 0, limits.connectTimeout > .zero, limits.operationTimeout > .zero,
      limits.totalDeadline > .zero
    else { throw InvalidSetting("domain \(name): a limit is zero") }
    self.name = name
    self.kind = kind
    self.servers = servers
    self.baseDN = baseDN
    self.peopleBase = peopleBase
    self.groupBase = groupBase
    self.serviceAccount = serviceAccount
    self.caFile = caFile
    self.startTLS = startTLS
    self.insecurePlainPasswords = insecurePlainPasswords
    self.rules = rules
    self.limits = limits
  }

  /// What the server calls things.
  public var preset: ServerPreset {
    switch kind {
    case .openLDAP: .openLDAP
    case .activeDirectory: .activeDirectory
    case .directoryServer389: .directoryServer389
    case .freeIPA: .freeIPA
    case .custom(let preset): preset
    }
  }

  var people: DN { peopleBase ?? baseDN }
  var groups: DN { groupBase ?? baseDN }
}
