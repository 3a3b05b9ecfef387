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
  /// In the order in which they are to be used; empty where DNS lists them.
  public var servers: [ServerAddress]
  /// Where DNS lists the servers (RFC 2782).
  public var discovery: ServiceDiscovery?
  public var baseDN: DN
  /// Where people lie; `nil`: under `baseDN`.
  public var peopleBase: DN?
  /// Where groups lie; `nil`: under `baseDN`.
  public var groupBase: DN?
  public var serviceAccount: ServiceAccount
  /// PEM file of the authority that the servers' certificates come from; `nil`: the system's (DOM-40).
  public var caFile: String?
  /// What `caFile` held when it was read; `nil`: the file is read anew for each connection.
  public var authority: PinnedAuthority?
  /// StartTLS on `ldap://` addresses.
  public var startTLS: Bool
  /// Lets passwords go over a plain `ldap://` connection (DOM-39).
  public var insecurePlainPasswords: Bool
  public var rules: DirectoryRules
  public var limits: DirectoryLimits

  /// - Throws: `InvalidSetting` without a server, with both a list and a look-up, with a look-up whose
  ///   answer would be believed without TLS, or with limits that leave no room.
  public init(
    name: DomainName, kind: Kind = .openLDAP, servers: [ServerAddress],
    discovery: ServiceDiscovery? = nil, baseDN: DN,
    peopleBase: DN? = nil, groupBase: DN? = nil, serviceAccount: ServiceAccount,
    caFile: String? = nil, startTLS: Bool = true, insecurePlainPasswords: Bool = false,
    rules: DirectoryRules, limits: DirectoryLimits = DirectoryLimits()
  ) throws(InvalidSetting) {
    guard servers.isEmpty == (discovery != nil) else {
      throw InvalidSetting("domain \(name): no server, or both a list of servers and a look-up")
    }
    guard discovery == nil || startTLS else {
      throw InvalidSetting(
        "domain \(name): servers that DNS names need StartTLS, or DNS could choose who gets passwords"
      )
    }
    guard limits.poolSize > 0, limits.queueLimit >= 0, limits.cursors >= 0, limits.pageSize > 0,
      limits.searchSize > 0, limits.connectTimeout > .zero, limits.operationTimeout > .zero,
      limits.totalDeadline > .zero
    else { throw InvalidSetting("domain \(name): a limit is zero") }
    self.name = name
    self.kind = kind
    self.servers = servers
    self.discovery = discovery
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

  /// To whom the service password is sent, in one form for one meaning: servers in any order, TLS, the
  /// authority's contents, the account. A domain that moves has another.
  public var address: [UInt8] {
    var parts = servers.map(\.description).sorted()
    if let discovery { parts.append(discovery.description) }
    parts.append("start-tls \(startTLS) plain \(insecurePlainPasswords)")
    parts.append(serviceAccount.dn.description)
    parts.append(caFile == nil ? "system authorities" : "own authority")
    var bytes: [UInt8] = []
    for part in parts { bytes += Array("\(part.utf8.count):\(part)\n".utf8) }
    return bytes + (authority?.bytes ?? [])
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
