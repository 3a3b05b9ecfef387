import TestKit
import Testing

@Suite("slapd as the test kit starts it")
struct SlapdTests {
  private let service = "dn:" + Slapd.serviceDN + "\n"

  @Test("Each SASL mechanism lets the service account in")
  func mechanisms() async throws {
    let realm = try await KerberosRealm.shared.value
    let slapd = try await Slapd.start(
      options: .init {
        $0.sasl = true
        $0.clientCertificates = true
        $0.kerberos = realm
      })
    for mechanism in ["SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512", "DIGEST-MD5"] {
      let arguments = [
        "-H", slapd.ldapsURL, "-Y", mechanism, "-O", "maxssf=0", "-U", "brama", "-w",
      ]
      #expect(
        try await slapd.whoami(arguments + [Slapd.servicePassword]) == service, "\(mechanism)")
      let wrong = try await slapd.whoami(arguments + ["wrong"])
      #expect(wrong.contains("Invalid credentials (49)"), "\(mechanism): \(wrong)")
    }
    let certificate = [
      "LDAPTLS_CERT": slapd.certificates.clientCertificateFile,
      "LDAPTLS_KEY": slapd.certificates.clientKeyFile,
    ]
    #expect(
      try await slapd.whoami(["-H", slapd.ldapsURL, "-Y", "EXTERNAL"], environment: certificate)
        == service)
    #expect(try await slapd.whoami(["-H", slapd.ldapiURL, "-Y", "EXTERNAL"]) == service)
    let keytab = try await realm.keytab(for: "brama/test")
    let tickets = try TemporaryFolder()
    let kerberos = ["KRB5_CLIENT_KTNAME": keytab, "KRB5CCNAME": "FILE:\(tickets.path)/tickets"]
    for url in [slapd.ldapURL, slapd.ldapsURL] {
      let answer = try await slapd.whoami(
        ["-H", url, "-Y", "GSSAPI"] + (url == slapd.ldapsURL ? ["-O", "maxssf=0"] : []),
        environment: kerberos)
      #expect(answer == service)
    }
    #expect(try realm.log().contains("ldap/127.0.0.1@\(realm.name)"))
    await slapd.stop()
  }

  @Test("Dynamic groups, sorting, synchronization, phrase indexes and a whole policy can be had")
  func overlays() async throws {
    let slapd = try await Slapd.start(
      options: .init(memberOf: true, lockAfter: 3) {
        $0.dynamicGroups = true
        $0.sorting = true
        $0.syncprov = true
        $0.phraseIndexes = true
        $0.policy = [
          "pwdGraceAuthNLimit": "2", "pwdExpireWarning": "3600", "pwdInHistory": "3",
          "pwdMinLength": "8", "pwdCheckQuality": "2", "pwdFailureCountInterval": "60",
        ]
        $0.database = ["olcSizeLimit: 1000"]
      })
    try await slapd.add(
      Slapd.record(
        "cn=all,\(Slapd.groupBase)",
        [
          ("objectClass", ["groupOfURLs"]), ("cn", ["all"]),
          ("memberURL", ["ldap:///\(Slapd.peopleBase)??one?(objectClass=inetOrgPerson)"]),
        ]))
    let found = try await slapd.search("(cn=all)", ["member"])
    #expect(found.contains("member: " + Slapd.dn(person: "u5")))
    let root = try await slapd.search("(objectClass=*)", ["supportedControl"], base: "")
    for control in ["1.2.840.113556.1.4.473", "1.3.6.1.4.1.4203.1.9.1.1"] {
      #expect(root.contains(control))
    }
    #expect(
      try await slapd.whoami(
        ["-x", "-H", slapd.ldapsURL, "-D", Slapd.dn(person: "u1"), "-w", "Secret-u1"])
        == "dn:\(Slapd.dn(person: "u1"))\n")
    await slapd.stop()
  }
}
