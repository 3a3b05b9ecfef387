import Identity
import LDAPDirectory
import TestKit
import Testing

/// How a service account can come to Samba.
private enum SambaWay: CaseIterable {
  case kerberosOverLDAPS, kerberosOverStartTLS, kerberosSigned
  case simpleOverLDAPS, simpleOverStartTLS, simpleInClear

  var isLDAPS: Bool { self == .kerberosOverLDAPS || self == .simpleOverLDAPS }
  var isTLS: Bool { self != .kerberosSigned && self != .simpleInClear }
  var isKerberos: Bool {
    [.kerberosOverLDAPS, .kerberosOverStartTLS, .kerberosSigned].contains(self)
  }
}

/// What servers other than slapd let the service account do.
@Suite("How Brama itself binds on 389 Directory Server and Samba")
struct ServiceBindServersTests {
  @Test(
    "389 Directory Server: by certificate, SCRAM, DIGEST-MD5 and Kerberos, over LDAPS and StartTLS")
  func directoryServer389() async throws {
    let realm = try await KerberosRealm.shared.value
    let server = try await DirectoryServer389.start(
      options: .init {
        $0.sasl = true
        $0.kerberos = realm
      })
    let kerberos = ServiceBind.kerberos(
      keytab: try await realm.keytab(for: "brama/389"), principal: "brama/389@\(realm.name)")
    let passwords = ServiceBind.PasswordMechanism.allCases.map {
      ServiceBind.password($0, user: "brama")
    }
    func failure(
      _ url: String, _ bind: ServiceBind, password: String = Slapd.servicePassword,
      certificate: Bool = false
    ) async throws -> DirectoryError? {
      try await serviceFailure(
        serviceDirectory(url, caFile: server.caFile, bind, password: password) {
          $0.kind = .directoryServer389
          guard certificate else { return }
          $0.clientCertificate = try ClientCertificate(
            file: server.certificates.clientCertificateFile,
            keyFile: server.certificates.clientKeyFile)
        })
    }
    for url in [server.ldapsURL, server.ldapURL] {
      for bind in passwords + [kerberos] {
        #expect(try await failure(url, bind) == nil, "\(bind) at \(url)")
      }
      #expect(try await failure(url, .external, certificate: true) == nil, "\(url)")
      // It offers EXTERNAL to those too who have nothing to show.
      let bare = try await failure(url, .external)
      #expect(bare?.code == .serviceAccountRefused)
      #expect(bare?.detail.contains("missing client certificate") == true, "\(bare?.detail ?? "")")
    }
    for bind in passwords {
      let wrong = try await failure(server.ldapsURL, bind, password: "wrong")
      #expect(wrong?.code == .serviceAccountRefused, "\(bind)")
    }
    // It does not know what a channel binding is: nothing keeps somebody in the middle away but the
    // certificate.
    let middle = try TLSInterceptor(to: server.tlsPort, server.certificates)
    defer { middle.stop() }
    for bind in [passwords[0], kerberos] {
      #expect(try await failure(middle.ldapsURL, bind) == nil, "\(bind)")
    }
    await server.stop()
  }

  @Test("Samba's strong authentication: what each setting lets in, and what the refusal advises")
  func samba() async throws {
    let usual = try await usualSamba.value
    let samba = try await SambaDC.start(options: .init(strongAuth: "yes"))
    let keytab = try await usual.keytab()
    try await usual.giveTickets(for: samba)
    let kerberos = ServiceBind.kerberos(keytab: keytab, principal: "brama@\(SambaDC.realm)")
    @Sendable func domain(_ way: SambaWay) throws -> DirectoryConfiguration {
      try serviceDomain(
        way.isLDAPS ? samba.ldapsURL : samba.ldapURL, caFile: samba.caFile, kerberos
      ) {
        $0.baseDN = try DN(SambaDC.baseDN)
        $0.peopleBase = try DN(SambaDC.peopleBase)
        $0.groupBase = try DN(SambaDC.groupBase)
        $0.kind = .activeDirectory
        if !way.isKerberos {
          $0.serviceAccount = try ServiceAccount(
            dn: DN(SambaDC.serviceDN), password: Secret(SambaDC.servicePassword))
        }
        $0.startTLS = way.isTLS
        $0.insecurePlainPasswords = !way.isTLS
      }
    }
    func refusals() async throws -> [SambaWay: DirectoryError] {
      var refusals: [SambaWay: DirectoryError] = [:]
      for way in SambaWay.allCases {
        let directory = LDAPDirectory(configuration: try domain(way), random: TestRandom())
        refusals[way] = try await serviceFailure(directory)
      }
      return refusals
    }
    let strict = try await refusals()
    #expect(Set(strict.keys) == [.kerberosOverLDAPS, .kerberosOverStartTLS, .simpleInClear])
    for way in [SambaWay.kerberosOverLDAPS, .kerberosOverStartTLS] {
      #expect(strict[way]?.code == .serviceAccountRefused)
      for part in [
        "Sign or Seal are required", "strong auth = allow_sasl_over_tls", "sign without TLS",
        "service_bind = \"simple\"",
      ] {
        #expect(strict[way]?.detail.contains(part) == true, "\(strict[way]?.detail ?? "")")
      }
    }
    try await Illness("Samba that signs", .bindNotOverTLS, remedy: "allow_sasl_over_tls") {
      try domain(.kerberosOverLDAPS)
    }.check()
    try await samba.restart(strongAuth: "allow_sasl_over_tls")
    let usualWay = try await refusals()
    #expect(Set(usualWay.keys) == [.simpleInClear])
    #expect(usualWay[.simpleInClear]?.code == .unprotected)
    // Then it is Brama alone that keeps passwords from going in clear (DOM-39).
    try await samba.restart(strongAuth: "no")
    #expect(try await refusals().isEmpty)
    let careful = LDAPDirectory(
      configuration: try {
        var configuration = try domain(.simpleInClear)
        configuration.insecurePlainPasswords = false
        return configuration
      }(), random: TestRandom())
    #expect(try await serviceFailure(careful)?.code == .unprotected)
    await samba.stop()
  }
}
