import Testing

@testable import App

@Suite("What service_bind demands of the configuration")
struct ServiceBindRuleTests {
  private let folder: ConfigurationFolder

  init() throws { folder = try ConfigurationFolder() }

  private func faults(_ bind: String, _ more: String = "", without: String = "") throws -> [String]
  {
    let domain = ConfigurationFolder.domain.split(separator: "\n").filter {
      without.isEmpty || !$0.contains(without)
    }.joined(separator: "\n")
    return try folder.faults(
      ConfigurationFolder.needed + domain + "\nservice_bind = \"\(bind)\"\n" + more
    ).map { fault in
      String(fault.drop { $0 != " " }.dropFirst())
    }
  }

  @Test("DOM-37: each way of binding says what it lacks")
  func lacking() throws {
    #expect(
      try faults("simple", without: "service_dn") == [
        "domains.main.service_dn: a value is required; allowed: a distinguished name, as in "
          + "dc=example,dc=com."
      ])
    #expect(
      try faults("gssapi") == [
        "domains.main.keytab: a value is required, because service_bind is gssapi; allowed: the "
          + "path of a keytab.",
        "domains.main.service_principal: a value is required, because service_bind is gssapi; "
          + "allowed: a Kerberos principal, as in brama@EXAMPLE.COM.",
      ])
    for bind in ["scram-sha-1", "scram-sha-256", "scram-sha-512", "digest-md5"] {
      #expect(
        try faults(bind) == [
          "domains.main.service_user: a value is required, because service_bind is \(bind); "
            + "allowed: the user name of an account."
        ])
      #expect(try faults(bind, "service_user = \"brama\"\n") == [])
      #expect(
        try faults(bind, "service_user = \"brama\"\n", without: "service_password").map {
          $0.prefix(50)
        } == ["domains.main.service_password: a value is required"])
    }
    #expect(
      try faults("external") == [
        "domains.main.client_cert: a value is required, because service_bind is external; allowed: "
          + "a PEM file to show to ldaps://ldap.example.com."
      ])
    #expect(
      try faults("kerberos").first?.contains(
        "allowed: simple, external, gssapi, scram-sha-1, scram-sha-256, scram-sha-512, digest-md5")
        == true)
  }

  @Test("DOM-37: neither external nor gssapi asks for a DN or a password")
  func enough() throws {
    let kerberos =
      "keytab = \"/etc/brama/brama.keytab\"\nservice_principal = \"brama@EXAMPLE.COM\"\n"
    #expect(try faults("gssapi", kerberos, without: "service_") == [])
    let certificate = "client_cert = \"/etc/brama/c.pem\"\nclient_key = \"/etc/brama/c.key\"\n"
    #expect(try faults("external", certificate, without: "service_") == [])
    #expect(
      try faults("simple", "client_cert = \"/etc/brama/c.pem\"\n") == [
        "domains.main.client_key: a value is required, because its other half is given; allowed: a "
          + "PEM file."
      ])
  }
}
