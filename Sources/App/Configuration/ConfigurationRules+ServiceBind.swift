import Identity
import LDAPDirectory

/// What each way of `service_bind` needs, and what this machine can do.
extension ConfigurationReader {
  mutating func checkServiceBind(_ domain: DomainConfiguration, _ prefix: String) {
    let bind = domain.serviceBind
    switch bind {
    case .simple:
      need(
        prefix + "service_dn", domain.serviceDN, bind, TextRule<String>.distinguishedName.allowed)
    case .external: checkExternal(domain, prefix)
    case .gssapi:
      need(prefix + "keytab", domain.keytab, bind, "the path of a keytab")
      need(
        prefix + "service_principal", domain.servicePrincipal, bind,
        "a Kerberos principal, as in brama@EXAMPLE.COM")
      if let server = domain.servers.first(where: Self.isUnixSocket) {
        fault(
          prefix + "service_bind",
          """
          value gssapi is not allowed with \(server), which has no name in Kerberos; allowed: external.
          """)
      }
    case .scramSHA1, .scramSHA256, .scramSHA512, .digestMD5:
      need(prefix + "service_user", domain.serviceUser, bind, "the user name of an account")
    }
    // An empty password would make a bind without any (RFC 4513, 5.1.2).
    let password = prefix + "service_password"
    if bind.provesPassword, domain.servicePassword.isEmpty, !hasFault(password),
      !hasFault(ConfigurationKeys.file(of: password))
    {
      fault(
        password, "a value is required; give it here or in \(ConfigurationKeys.file(of: password))."
      )
    }
    if domain.clientCertificate.isEmpty != domain.clientKey.isEmpty {
      let missing = prefix + (domain.clientKey.isEmpty ? "client_key" : "client_cert")
      if !hasFault(missing) {
        fault(missing, "a value is required, because its other half is given; allowed: a PEM file.")
      }
    }
    checkPlugin(domain, prefix)
  }

  private mutating func checkExternal(_ domain: DomainConfiguration, _ prefix: String) {
    if domain.insecurePlainPasswords, !domain.startTLS,
      let server = domain.servers.first(where: { $0.lowercased().hasPrefix("ldap://") })
    {
      fault(
        prefix + "service_bind",
        "value external is not allowed with \(server) without TLS, which shows nothing; "
          + "allowed: simple, gssapi, digest-md5, scram-sha-1, scram-sha-256, scram-sha-512.")
    }
    if let server = domain.servers.first(where: { !Self.isUnixSocket($0) }) {
      need(
        prefix + "client_cert", domain.clientCertificate, domain.serviceBind,
        "a PEM file to show to \(server)")
    }
  }

  /// libsasl2 has each mechanism as a plugin, which a machine may lack.
  private mutating func checkPlugin(_ domain: DomainConfiguration, _ prefix: String) {
    let bind = domain.serviceBind.ofDirectory(domain)
    guard !bind.isInstalled else { return }
    let allowed = DomainConfiguration.ServiceBind.allCases.filter {
      $0.ofDirectory(domain).isInstalled
    }.map(\.rawValue).joined(separator: ", ")
    fault(
      prefix + "service_bind",
      """
      value \(domain.serviceBind.rawValue) needs the SASL plugin for \(bind.mechanism ?? ""), which this \
      machine lacks (package \(bind.package)); allowed: \(allowed).
      """)
  }

  private mutating func need(
    _ key: String, _ value: String, _ bind: DomainConfiguration.ServiceBind, _ allowed: String
  ) {
    guard value.isEmpty, !hasFault(key) else { return }
    let why = bind == .simple ? "" : ", because service_bind is \(bind.rawValue)"
    fault(key, "a value is required\(why); allowed: \(allowed).")
  }

  private static func isUnixSocket(_ server: String) -> Bool {
    server.lowercased().hasPrefix("ldapi://")
  }
}

extension DomainConfiguration.ServiceBind {
  var provesPassword: Bool { self != .external && self != .gssapi }
}
