import Identity
import LDAPDirectory
import TestKit
import Testing

/// A domain whose service account comes in the way that `bind` says.
func serviceDomain(
  _ url: String, caFile: String, _ bind: ServiceBind, password: String = Slapd.servicePassword,
  _ change: (inout DirectoryConfiguration) throws -> Void = { _ in }
) throws -> DirectoryConfiguration {
  try domain([url], caFile: caFile) {
    $0.serviceAccount = try ServiceAccount(bind, password: Secret(password))
    // Beside hundreds of other tests a ticket takes its time.
    $0.limits.connectTimeout = .seconds(20)
    try change(&$0)
  }
}

func serviceDirectory(
  _ url: String, caFile: String, _ bind: ServiceBind, password: String = Slapd.servicePassword,
  _ change: (inout DirectoryConfiguration) throws -> Void = { _ in }
) throws -> LDAPDirectory {
  LDAPDirectory(
    configuration: try serviceDomain(url, caFile: caFile, bind, password: password, change),
    random: TestRandom())
}

/// Why the search for a person came to nothing; `nil`: it found the person.
func serviceFailure(_ directory: LDAPDirectory, _ name: String = "u1") async throws
  -> DirectoryError?
{
  let person = try login(name)
  do throws(DirectoryError) {
    let found = try await directory.member(login: person)
    #expect(found?.login == name)
    await directory.close()
    return nil
  } catch {
    await directory.close()
    return error
  }
}

/// The directory of `usualSlapd` with every way to bind, started once for all tests that only read.
let saslSlapd = Task {
  let realm = try await KerberosRealm.shared.value
  return (
    realm,
    try await Slapd.start(
      options: .init {
        $0.sasl = true
        $0.clientCertificates = true
        $0.kerberos = realm
      })
  )
}

@Suite("How Brama itself binds")
struct ServiceBindTests {
  @Test(
    "SCRAM and DIGEST-MD5 prove the password, over LDAPS, StartTLS and the Unix socket",
    arguments: ServiceBind.PasswordMechanism.allCases)
  func passwords(mechanism: ServiceBind.PasswordMechanism) async throws {
    let (_, slapd) = try await saslSlapd.value
    for url in [slapd.ldapsURL, slapd.ldapURL, slapd.ldapiURL] {
      let right = try serviceDirectory(
        url, caFile: slapd.caFile, .password(mechanism, user: "brama"))
      #expect(try await serviceFailure(right) == nil, "\(url)")
    }
    let wrong = try serviceDirectory(
      slapd.ldapsURL, caFile: slapd.caFile, .password(mechanism, user: "brama"), password: "wrong")
    let refusal = try #require(try await serviceFailure(wrong))
    #expect(refusal.code == .serviceAccountRefused)
    #expect(!refusal.detail.contains("wrong"))
  }

  @Test("EXTERNAL counts the client certificate, and over the Unix socket the process")
  func external() async throws {
    let (_, slapd) = try await saslSlapd.value
    let certificate = try ClientCertificate(
      file: slapd.certificates.clientCertificateFile, keyFile: slapd.certificates.clientKeyFile)
    for url in [slapd.ldapsURL, slapd.ldapURL] {
      let shown = try serviceDirectory(url, caFile: slapd.caFile, .external) {
        $0.clientCertificate = certificate
      }
      #expect(try await serviceFailure(shown) == nil, "\(url)")
    }
    #expect(
      try await serviceFailure(serviceDirectory(slapd.ldapiURL, caFile: slapd.caFile, .external))
        == nil)
    // Without a certificate the connection shows nothing, and the server offers no EXTERNAL.
    let bare = try await serviceFailure(
      serviceDirectory(slapd.ldapsURL, caFile: slapd.caFile, .external))
    #expect(bare?.code == .serviceAccountRefused)
    #expect(
      bare?.detail.contains("does not offer EXTERNAL; it offers ") == true, "\(bare?.detail ?? "")")
    let broken = try await serviceFailure(
      serviceDirectory(slapd.ldapsURL, caFile: slapd.caFile, .external) {
        $0.clientCertificate = try ClientCertificate(
          file: certificate.file, keyFile: "/nowhere/client.key")
      })
    #expect(broken?.code == .untrusted)
    #expect(broken?.detail.contains("/nowhere/client.key cannot be used") == true)
  }

  @Test("A keytab gets tickets and the tickets get in; a stale key is refused, and told")
  func kerberos() async throws {
    let (realm, slapd) = try await saslSlapd.value
    let keytab = try await realm.keytab(for: "brama/bind")
    let bind = ServiceBind.kerberos(keytab: keytab, principal: "brama/bind@\(realm.name)")
    for url in [slapd.ldapsURL, slapd.ldapURL] {
      #expect(
        try await serviceFailure(serviceDirectory(url, caFile: slapd.caFile, bind)) == nil, "\(url)"
      )
    }
    try await realm.changeKey(of: "brama/bind")
    let stale = try await serviceFailure(
      serviceDirectory(slapd.ldapsURL, caFile: slapd.caFile, bind))
    #expect(stale?.code == .serviceAccountRefused)
    #expect(
      stale?.detail.contains("Kerberos: brama/bind@\(realm.name)") == true, "\(stale?.detail ?? "")"
    )
    let none = ServiceBind.kerberos(
      keytab: "/nowhere/brama.keytab", principal: "brama@\(realm.name)")
    let missing = try await serviceFailure(
      serviceDirectory(slapd.ldapsURL, caFile: slapd.caFile, none))
    #expect(missing?.code == .serviceAccountRefused)
    #expect(missing?.detail.contains("/nowhere/brama.keytab") == true)
  }

  @Test("A key distribution centre that hangs or is gone costs no more than the time to connect")
  func silentCentre() async throws {
    let (_, slapd) = try await saslSlapd.value
    let realm = try await KerberosRealm.start()
    let bind = ServiceBind.kerberos(
      keytab: try await realm.keytab(for: "brama"), principal: "brama@\(realm.name)")
    let short: (inout DirectoryConfiguration) -> Void = { $0.limits.connectTimeout = .seconds(1) }
    try await realm.freeze()
    let start = ContinuousClock.now
    let hung = try await serviceFailure(
      serviceDirectory(slapd.ldapsURL, caFile: slapd.caFile, bind, short))
    #expect(hung?.code == .unavailable)
    #expect(ContinuousClock.now - start < .seconds(5))
    realm.thaw()
    await realm.stop()
    let gone = try await serviceFailure(
      serviceDirectory(slapd.ldapsURL, caFile: slapd.caFile, bind, short))
    #expect(gone?.code == .unavailable, "\(gone?.detail ?? "")")
  }

  @Test("A mechanism that the server does not offer is told before anything is proven to it")
  func notOffered() async throws {
    let standIn = try await LDAPStandIn.start(.ldaps) { request in
      if case .search = request.operation {
        return [
          .entry("", ["supportedSASLMechanisms": ["GSSAPI", "GSS-SPNEGO"]]), .done(.success),
        ]
      }
      return [.done(.init(7))]
    }
    defer { standIn.stop() }
    let refusal = try await serviceFailure(
      serviceDirectory(
        standIn.ldapsURL, caFile: standIn.caFile, .password(.scramSHA256, user: "brama")))
    #expect(refusal?.code == .serviceAccountRefused)
    #expect(
      refusal?.detail.hasSuffix(
        "the server does not offer SCRAM-SHA-256; it offers GSS-SPNEGO, GSSAPI") == true)
    #expect(!standIn.requests.contains { if case .sasl = $0.operation { true } else { false } })
  }

  @Test(
    "Active Directory: Kerberos over TLS and, where allowed, signed without it; a password over TLS alone"
  )
  func samba() async throws {
    let samba = try await usualSamba.value
    let kerberos = ServiceBind.kerberos(
      keytab: try await samba.keytab(), principal: "brama@\(SambaDC.realm)")
    let ad: (inout DirectoryConfiguration) throws -> Void = {
      $0.baseDN = try DN(SambaDC.baseDN)
      $0.peopleBase = try DN(SambaDC.peopleBase)
      $0.groupBase = try DN(SambaDC.groupBase)
      $0.kind = .activeDirectory
    }
    let plain: (inout DirectoryConfiguration) throws -> Void = {
      try ad(&$0)
      $0.startTLS = false
      $0.insecurePlainPasswords = true
    }
    for url in [samba.ldapsURL, samba.ldapURL] {
      #expect(
        try await serviceFailure(serviceDirectory(url, caFile: samba.caFile, kerberos, ad))?.detail
          == nil,
        "\(url)")
      let simple = try serviceDirectory(url, caFile: samba.caFile, .external) {
        try ad(&$0)
        $0.serviceAccount = try ServiceAccount(
          dn: DN(SambaDC.serviceDN), password: Secret(SambaDC.servicePassword))
      }
      #expect(try await serviceFailure(simple) == nil, "\(url)")
    }
    #expect(
      try await serviceFailure(
        serviceDirectory(samba.ldapURL, caFile: samba.caFile, kerberos, plain)) == nil)
    let refused = try serviceDirectory(samba.ldapURL, caFile: samba.caFile, .external) {
      try plain(&$0)
      $0.serviceAccount = try ServiceAccount(
        dn: DN(SambaDC.serviceDN), password: Secret(SambaDC.servicePassword))
    }
    let refusal = try await serviceFailure(refused)
    #expect(refusal?.code == .unprotected)
    #expect(
      refusal?.detail.contains("Transport encryption required") == true, "\(refusal?.detail ?? "")")
    let external = try await serviceFailure(
      serviceDirectory(
        samba.ldapsURL, caFile: samba.caFile, .password(.scramSHA256, user: "brama"), ad))
    #expect(
      external?.detail.contains("does not offer SCRAM-SHA-256; it offers GSS-SPNEGO, GSSAPI")
        == true,
      "\(external?.detail ?? "")")
  }

  @Test("What a way of binding needs must be there")
  func incomplete() {
    #expect(throws: InvalidSetting.self) {
      try ServiceAccount(.password(.scramSHA1, user: ""), password: Secret("x"))
    }
    #expect(throws: InvalidSetting.self) {
      try ServiceAccount(.password(.scramSHA1, user: "x"))
    }
    #expect(throws: InvalidSetting.self) {
      try ServiceAccount(.kerberos(keytab: "", principal: "x"))
    }
    #expect(throws: InvalidSetting.self) { try ServiceAccount(.simple) }
    #expect(throws: InvalidSetting.self) { try ClientCertificate(file: "/x", keyFile: "") }
  }
}
