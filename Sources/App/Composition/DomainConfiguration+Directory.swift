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
    var directory = try DirectoryConfiguration(
      name: name, kind: .custom(preset()), servers: servers.map { try ServerAddress($0) },
      baseDN: DN(base), peopleBase: peopleBase.isEmpty ? nil : DN(peopleBase),
      groupBase: groupBase.isEmpty ? nil : DN(groupBase),
      serviceAccount: serviceAccount(),
      caFile: caFile, startTLS: startTLS, insecurePlainPasswords: insecurePlainPasswords,
      rules: DirectoryRules(
        createsCards: createCards, qualifiers: Set(qualifiers), suffixes: Set(suffixes),
        loginByEmail: loginByEmail, lockout: lockout),
      limits: limits)
    if !clientCertificate.isEmpty || !clientKey.isEmpty {
      directory.clientCertificate = try ClientCertificate(
        file: clientCertificate, keyFile: clientKey)
    }
    return directory
  }

  private func serviceAccount() throws -> ServiceAccount {
    let bind = serviceBind.ofDirectory(self)
    return bind == .simple
      ? try ServiceAccount(dn: DN(serviceDN), password: servicePassword)
      : try ServiceAccount(bind, password: servicePassword)
  }

  /// What the kind of server brings, with what the file calls otherwise.
  private func preset() throws -> ServerPreset {
    var preset = ServerPreset.openLDAP
    let names = attributes
    preset.login = try AttributeName(names.login)
    preset.stableID = try AttributeName(names.id)
    let name = try AttributeName(names.name)
    if name != "cn" { preset.displayNames = [name] }
    preset.givenName = names.givenName.isEmpty ? name : try AttributeName(names.givenName)
    preset.surname = names.surname.isEmpty ? name : try AttributeName(names.surname)
    if !names.mail.isEmpty { preset.mail = try AttributeName(names.mail) }
    preset.memberFilter = try Filter(parsing: names.memberFilter)
    preset.memberOf = names.memberOf.isEmpty ? nil : try AttributeName(names.memberOf)
    let member = try AttributeName(names.member)
    if kind == .custom || names.groupFilter != "(objectClass=groupOfNames)" || member != "member" {
      preset.groupKinds = [
        .init(objectClass: try groupClass(), member: member, naming: .distinguishedName)
      ]
    }
    if kind == .custom { preset.unusable = [] }
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

extension DomainConfiguration.ServiceBind {
  /// The directory adapter's own word for it.
  func ofDirectory(_ domain: DomainConfiguration) -> ServiceBind {
    let mechanism: ServiceBind.PasswordMechanism
    switch self {
    case .simple: return .simple
    case .external: return .external
    case .gssapi:
      return .kerberos(keytab: domain.keytab, principal: domain.servicePrincipal)
    case .scramSHA1: mechanism = .scramSHA1
    case .scramSHA256: mechanism = .scramSHA256
    case .scramSHA512: mechanism = .scramSHA512
    case .digestMD5: mechanism = .digestMD5
    }
    return .password(mechanism, user: domain.serviceUser)
  }
}
