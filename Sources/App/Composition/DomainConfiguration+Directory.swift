import Identity
import LDAPDirectory

extension DomainConfiguration {
  /// The domain in the directory adapter's own types.
  /// - Throws: `InvalidSetting`, naming the domain.
  func directory() throws -> DirectoryConfiguration {
    do {
      return try checkedDirectory()
    } catch let error as InvalidSetting {
      throw InvalidSetting("domains.\(name): \(error.description)")
    }
  }

  private func checkedDirectory() throws -> DirectoryConfiguration {
    var limits = DirectoryLimits()
    limits.poolSize = poolSize
    limits.connectTimeout = .milliseconds(connectTimeout.milliseconds)
    limits.operationTimeout = .milliseconds(operationTimeout.milliseconds)
    limits.totalDeadline = .milliseconds(totalDeadline.milliseconds)
    let lockout =
      directoryLockout.threshold == 0
      ? nil
      : DirectoryLockout(threshold: directoryLockout.threshold, window: directoryLockout.window)
    return try DirectoryConfiguration(
      name: name, kind: .custom(preset()),
      servers: isDiscovered ? [] : servers.map { try ServerAddress($0) },
      discovery: isDiscovered ? discovery() : nil, baseDN: DN(base),
      peopleBase: peopleBase.isEmpty ? nil : DN(peopleBase),
      groupBase: groupBase.isEmpty ? nil : DN(groupBase),
      serviceAccount: ServiceAccount(dn: DN(serviceDN), password: servicePassword),
      caFile: caFile, startTLS: startTLS, insecurePlainPasswords: insecurePlainPasswords,
      rules: DirectoryRules(
        createsCards: createCards, qualifiers: Set(qualifiers),
        suffixes: Set(suffixes + [try ownSuffix()].compactMap { $0 }),
        loginByEmail: loginByEmail, lockout: lockout),
      limits: limits)
  }

  /// The domain's DNS name, which stands after `@` in everybody's name where the server itself knows
  /// such names.
  private func ownSuffix() throws -> String? {
    switch kind {
    case .activeDirectory, .freeIPA: try DN(base).domainName
    case .openldap, .directoryServer389, .custom: nil
    }
  }

  private var directoryKind: DirectoryKind {
    switch kind {
    case .activeDirectory: .activeDirectory
    case .openldap: .openLDAP
    case .directoryServer389: .directoryServer389
    case .freeIPA: .freeIPA
    case .custom: .custom
    }
  }

  private func discovery() throws -> ServiceDiscovery {
    guard servers.count == 1 else { throw InvalidSetting("servers: srv:DOMAIN stands alone") }
    return try ServiceDiscovery(domain: String(servers[0].dropFirst(ServiceDiscovery.scheme.count)))
  }

  /// What the kind of server brings, with what the file calls otherwise.
  private func preset() throws -> ServerPreset {
    var preset = directoryKind.preset
    func take(_ text: String, _ place: WritableKeyPath<ServerPreset, AttributeName>) throws {
      if !text.isEmpty { preset[keyPath: place] = try AttributeName(text) }
    }
    let names = attributes
    try take(names.login, \.login)
    try take(names.id, \.stableID)
    if !names.id.isEmpty { preset.stableIDForm = StableIDForm(of: preset.stableID) }
    try take(names.givenName, \.givenName)
    try take(names.surname, \.surname)
    try take(names.mail, \.mail)
    if !names.name.isEmpty { preset.displayNames = [try AttributeName(names.name)] }
    if !names.principalName.isEmpty {
      preset.principalName = try AttributeName(names.principalName)
    }
    if !names.memberFilter.isEmpty { preset.memberFilter = try Filter(parsing: names.memberFilter) }
    if !names.disabledFilter.isEmpty {
      preset.disabledFilter = try Filter(parsing: names.disabledFilter)
    }
    if !names.memberOf.isEmpty { preset.memberOf = try AttributeName(names.memberOf) }
    if !names.groupFilter.isEmpty || !names.member.isEmpty {
      let usual = preset.groupKinds[0]
      preset.groupKinds = [
        .init(
          objectClass: names.groupFilter.isEmpty ? usual.objectClass : try groupClass(),
          member: names.member.isEmpty ? usual.member : try AttributeName(names.member),
          naming: .distinguishedName)
      ]
    }
    preset.ignoredReferences += ignoredReferences
    return preset
  }

  /// Groups are told by their class: `(objectClass=NAME)`.
  private func groupClass() throws -> String {
    let parts = attributes.groupFilter.dropFirst().dropLast().split(separator: "=")
    guard attributes.groupFilter.hasPrefix("("), attributes.groupFilter.hasSuffix(")"),
      parts.count == 2, parts[0].lowercased() == "objectclass",
      let name = try? AttributeName(String(parts[1]))
    else {
      throw InvalidSetting("group_filter: allowed: (objectClass=NAME)")
    }
    return name.text
  }
}
