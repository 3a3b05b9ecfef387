import Identity
import LDAPDirectory
import TestKit
import Testing

/// A directory that binds SASL to the TLS channel (`olcSaslCBinding`), and somebody in the middle who shows
/// a certificate that Brama trusts.
private let boundSlapd = Task {
  let realm = try await KerberosRealm.shared.value
  return (
    realm,
    try await Slapd.start(
      options: .init {
        $0.sasl = true
        $0.kerberos = realm
        $0.channelBinding = "tls-endpoint"
      })
  )
}

/// RFC 5929, tls-server-end-point: who stands in the middle with a certificate of the right authority gets
/// nothing out of a bind that is bound to the channel, because the server refuses it.
@Suite("SASL binds are bound to the TLS channel")
struct ChannelBindingTests {
  private static let mechanisms = ServiceBind.PasswordMechanism.allCases.filter { $0 != .digestMD5 }

  /// Mechanisms of SASL binds that let the service account in, as the server's log has them.
  private func accepted(_ slapd: Slapd, _ mechanism: String) throws -> Int {
    try slapd.log().split(separator: "\n").count {
      $0.contains("BIND dn=\"\(Slapd.serviceDN)\" mech=\(mechanism) ")
    }
  }

  @Test("SCRAM: let in directly, refused by the server through the middle", arguments: mechanisms)
  func scram(mechanism: ServiceBind.PasswordMechanism) async throws {
    let (_, slapd) = try await boundSlapd.value
    let bind = ServiceBind.password(mechanism, user: "brama")
    #expect(
      try await serviceFailure(serviceDirectory(slapd.ldapsURL, caFile: slapd.caFile, bind)) == nil)
    let middle = try TLSInterceptor(to: slapd.tlsPort, slapd.certificates)
    defer { middle.stop() }
    let before = try accepted(slapd, mechanism.rawValue)
    let refusal = try await serviceFailure(
      serviceDirectory(middle.ldapsURL, caFile: slapd.caFile, bind))
    #expect(refusal?.code == .serviceAccountRefused)
    for part in ["Channel bindings mismatch", "stands between"] {
      #expect(refusal?.detail.contains(part) == true, "\(refusal?.detail ?? "")")
    }
    #expect(middle.accepted > 0)
    #expect(try accepted(slapd, mechanism.rawValue) == before)
  }

  @Test(
    "SCRAM: the middle that takes the offer out of the server's list is told on (RFC 5802, 6)",
    arguments: mechanisms)
  func downgrade(mechanism: ServiceBind.PasswordMechanism) async throws {
    let (_, slapd) = try await boundSlapd.value
    let middle = try TLSInterceptor(
      to: slapd.tlsPort, slapd.certificates, replacing: ("-PLUS", with: "-NONE"))
    defer { middle.stop() }
    let bind = ServiceBind.password(mechanism, user: "brama")
    let refusal = try await serviceFailure(
      serviceDirectory(middle.ldapsURL, caFile: slapd.caFile, bind))
    #expect(refusal?.code == .serviceAccountRefused)
    for part in ["client incorrectly assumed server had no channel binding", "stands between"] {
      #expect(refusal?.detail.contains(part) == true, "\(refusal?.detail ?? "")")
    }
    #expect(middle.accepted > 0)
  }

  @Test("Kerberos: let in directly, refused by the server through the middle")
  func kerberos() async throws {
    let (realm, slapd) = try await boundSlapd.value
    let bind = ServiceBind.kerberos(
      keytab: try await realm.keytab(for: "brama/channel"),
      principal: "brama/channel@\(realm.name)")
    #expect(
      try await serviceFailure(serviceDirectory(slapd.ldapsURL, caFile: slapd.caFile, bind)) == nil)
    let middle = try TLSInterceptor(to: slapd.tlsPort, slapd.certificates)
    defer { middle.stop() }
    let refusal = try await serviceFailure(
      serviceDirectory(middle.ldapsURL, caFile: slapd.caFile, bind))
    #expect(refusal?.code == .serviceAccountRefused)
    #expect(
      refusal?.detail.contains("the certificate that Brama sees is not its own") == true,
      "\(refusal?.detail ?? "")")
    #expect(middle.accepted > 0)
  }

  @Test("the doctor names somebody in the middle, and what to do")
  func doctor() async throws {
    let (_, slapd) = try await boundSlapd.value
    let middle = try TLSInterceptor(to: slapd.tlsPort, slapd.certificates)
    defer { middle.stop() }
    try await Illness("somebody in the middle", .bindChannelDiffers, remedy: "ends TLS") {
      try serviceDomain(
        middle.ldapsURL, caFile: slapd.caFile, .password(.scramSHA256, user: "brama"))
    }.check()
  }

  /// Without these the tests above would pass for any reason that breaks the connection.
  @Test(
    "what is not bound to the channel passes through the middle: it is the binding that refuses")
  func control() async throws {
    let (realm, bound) = try await boundSlapd.value
    let (_, unbound) = try await saslSlapd.value
    let middle = try TLSInterceptor(to: bound.tlsPort, bound.certificates)
    defer { middle.stop() }
    let simple = LDAPDirectory(
      configuration: try domain([middle.ldapsURL], caFile: bound.caFile) {
        $0.limits.connectTimeout = .seconds(20)
      }, random: TestRandom())
    #expect(try await serviceFailure(simple) == nil)
    // RFC 2831 has nothing to bind with.
    let digest = ServiceBind.password(.digestMD5, user: "brama")
    #expect(
      try await serviceFailure(serviceDirectory(middle.ldapsURL, caFile: bound.caFile, digest))
        == nil)
    // A server that has not been told to.
    let careless = try TLSInterceptor(to: unbound.tlsPort, unbound.certificates)
    defer { careless.stop() }
    let kerberos = ServiceBind.kerberos(
      keytab: try await realm.keytab(for: "brama/control"),
      principal: "brama/control@\(realm.name)")
    for bind in [.password(.scramSHA256, user: "brama"), kerberos] {
      #expect(
        try await serviceFailure(serviceDirectory(careless.ldapsURL, caFile: unbound.caFile, bind))
          == nil, "\(bind)")
    }
  }

  @Test(
    """
    SCRAM says what it knows of the channel: p where it is offered (in libldap's words), y where not, \
    n without TLS
    """,
    arguments: [
      (true, true, "SCRAM-SHA-256", "p=ldap,,n=brama,r="),
      (true, false, "SCRAM-SHA-256", "y,,n=brama,r="),
      (false, true, "SCRAM-SHA-256", "n,,n=brama,r="),
    ])
  func flags(isTLS: Bool, isOffered: Bool, mechanism: String, first: String) async throws {
    let standIn = try await LDAPStandIn.start(isTLS ? .ldaps : .none) { request in
      guard case .search = request.operation else { return [.done(.init(49))] }
      let offered = ["SCRAM-SHA-256"] + (isOffered ? ["SCRAM-SHA-256-PLUS"] : [])
      return [.entry("", ["supportedSASLMechanisms": offered]), .done(.success)]
    }
    defer { standIn.stop() }
    let directory = try serviceDirectory(
      isTLS ? standIn.ldapsURL : standIn.ldapURL, caFile: standIn.caFile,
      .password(.scramSHA256, user: "brama")
    ) {
      $0.startTLS = isTLS
      $0.insecurePlainPasswords = !isTLS
    }
    #expect(try await serviceFailure(directory)?.code == .serviceAccountRefused)
    let sent = standIn.requests.compactMap { request -> (String, String)? in
      guard case .sasl(let mechanism, let words) = request.operation else { return nil }
      return (mechanism, String(decoding: words, as: UTF8.self))
    }
    #expect(sent.map(\.0) == [mechanism])
    #expect(sent.first?.1.hasPrefix(first) == true, "\(sent)")
  }
}
