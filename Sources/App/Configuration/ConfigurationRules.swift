import Identity
import LDAPDirectory

/// The rules that look at several keys at once.
extension ConfigurationReader {
  mutating func check(_ configuration: Configuration) {
    checkListeners(configuration)
    if configuration.session.idle > configuration.session.absolute {
      fault("session.idle", "a session cannot be idle for longer than session.absolute.")
    }
    for domain in configuration.domains { check(domain) }
  }

  private mutating func checkListeners(_ configuration: Configuration) {
    let http = configuration.http
    checkPlainListeners(configuration)
    guard !http.listen.isEmpty else { return }
    // A fault of the key itself has been noted already; its place is empty then, and this would repeat it.
    for (key, value) in [
      ("http.certificate", http.certificate), ("http.certificate_key", http.certificateKey),
    ] where value.isEmpty && !hasFault(key) {
      fault(
        key, "a value is required, because http.listen has addresses; allowed: the path of a file.")
    }
    if let address = http.listen.first(where: { !$0.isLoopback }), configuration.publicURL == nil,
      !hasFault("public_url")
    {
      fault(
        "public_url",
        """
        a value is required, because http.listen has an address off loopback (\(address)); \
        allowed: \(TextRule<PublicURL>.publicURL.allowed).
        """)
    }
  }

  /// Passwords and tokens cross no network without TLS: whoever ends it stands on this machine.
  private mutating func checkPlainListeners(_ configuration: Configuration) {
    let addresses = configuration.http.plainListen
    if let address = addresses.first(where: { !$0.isLoopback }), !hasFault("http.plain_listen") {
      fault(
        "http.plain_listen",
        "value \(address) is not allowed; allowed: addresses of loopback, as in 127.0.0.1:8080.")
    }
    if let address = addresses.first, configuration.publicURL == nil, !hasFault("public_url") {
      fault(
        "public_url",
        """
        a value is required, because http.plain_listen has an address (\(address)); \
        allowed: \(TextRule<PublicURL>.publicURL.allowed).
        """)
    }
  }

  private mutating func check(_ domain: DomainConfiguration) {
    let prefix = ConfigurationSources.prefix(of: domain.name)
    checkServiceBind(domain, prefix)
    if domain.isDiscovered, domain.servers.count > 1, !hasFault(prefix + "servers") {
      fault(
        prefix + "servers",
        "srv:DOMAIN stands alone; allowed: it, or a list of addresses without it.")
    }
    if domain.kind == .activeDirectory, !hasFault(prefix + "servers"),
      let server = domain.servers.first(where: {
        (try? ServerAddress($0))?.isGlobalCatalogue == true
      })
    {
      fault(
        prefix + "servers",
        """
        value \(server) is the port of the global catalogue, where group membership is incomplete; \
        allowed: the domain's own ports, 389 with ldap:// and 636 with ldaps://.
        """)
    }
    if domain.isDiscovered, !domain.startTLS, !hasFault(prefix + "start_tls") {
      // Without TLS whoever answers for DNS would choose who gets the passwords.
      fault(
        prefix + "start_tls", "value false is not allowed with \(domain.servers[0]); allowed: true."
      )
    }
    if !domain.startTLS, !domain.insecurePlainPasswords,
      let server = domain.servers.first(where: { $0.lowercased().hasPrefix("ldap://") })
    {
      fault(
        prefix + "start_tls",
        """
        value false is not allowed with \(server) unless insecure_plain_passwords is true; \
        allowed: true.
        """)
    }
    if domain.kind == .custom {
      let names = domain.attributes
      let empty = [
        "login_attribute": names.login, "id_attribute": names.id,
        "member_filter": names.memberFilter, "group_filter": names.groupFilter,
        "member_attribute": names.member,
      ].filter(\.value.isEmpty)
      for name in ConfigurationKeys.namedByCustom
      where origins[prefix + name] == .standard || empty[name] != nil && !hasFault(prefix + name) {
        fault(prefix + name, "a value is required with kind = \"custom\".")
      }
    }
    if domain.connectTimeout > domain.totalDeadline, !hasFault(prefix + "connect_timeout") {
      fault(prefix + "connect_timeout", "it cannot be longer than total_deadline.")
    }
  }

  func hasFault(_ key: String) -> Bool { faults.contains { $0.key == key } }
}
