import Foundation
import HTTPEngine
import Identity
import LDAPDirectory
import Testing

@testable import App

@Suite struct ServicePlanTests {
  private func plan(_ text: String, environment: [String: String] = [:]) throws -> ServicePlan {
    let path = NSTemporaryDirectory() + "plan-\(UUID().uuidString).toml"
    defer { unlink(path) }
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    let loaded = try Configuration.load(path: path, environment: environment)
    return try ServicePlan(loaded.configuration, environment: environment)
  }

  private static let needed = """
    [http]
    listen = ["127.0.0.1:8443", "[::1]:0"]
    certificate = "/c.pem"
    certificate_key = "/k.pem"

    """

  @Test("limits of the configuration become the rules of the installation")
  func policy() throws {
    let policy = try plan(
      """
      multi_company = true
      \(Self.needed)
      [sign_in]
      max_attempts = 3
      block_time = 90
      address_failures = 7
      [session]
      idle = 600
      remember_days = 0
      """
    ).policy
    #expect(policy.isMultiCompany)
    #expect(policy.maxAttempts == 3 && policy.blockTime == .seconds(90))
    #expect(policy.addressFailures == 7)
    #expect(policy.idleLimit == .seconds(600))
    // 0 is "without limit" (SIGN-11).
    #expect(policy.rememberLimit == nil)
    #expect(try plan(Self.needed).policy.rememberLimit == .days(30))
  }

  @Test("every TCP listener has the certificate; the port of the public address is kept")
  func listeners() throws {
    let plan = try plan("public_url = \"https://brama.example.com:9443\"\n" + Self.needed)
    #expect(
      plan.listeners.map(\.endpoint) == [
        .tcp(host: "127.0.0.1", port: 8443), .tcp(host: "::1", port: 0),
      ])
    #expect(plan.listeners.allSatisfy { $0.certificate?.certificate == "/c.pem" })
    #expect(plan.publicURL?.explicitPort == 9443)
    #expect(PublicURL("https://brama.example.com")?.explicitPort == nil)
    #expect(PublicURL("https://[::1]:1443")?.explicitPort == 1443)
  }

  @Test("a domain keeps its servers' order, its rules and its deadlines")
  func domain() throws {
    let domain = try #require(
      try plan(
        """
        \(Self.needed)
        [domains.main]
        servers = ["ldaps://a", "ldap://b:1389"]
        base = "dc=example,dc=com"
        service_dn = "cn=s,dc=example,dc=com"
        service_password = "x"
        create_cards = true
        qualifiers = ["FIRMA"]
        directory_lockout = { threshold = 0 }
        total_deadline = 4
        """
      ).domains.first)
    #expect(
      domain.servers.map(\.transport) == [
        .tls(host: "a", port: 636), .tcp(host: "b", port: 1389),
      ])
    #expect(domain.rules.createsCards && domain.rules.qualifiers == ["firma"])
    #expect(domain.rules.lockout == nil)
    #expect(domain.limits.totalDeadline == .seconds(4))
    #expect(domain.startTLS && !domain.insecurePlainPasswords)
  }

  @Test("srv:DOMAIN stands for the servers that DNS lists (DOM-46)")
  func discovered() throws {
    let domain = try #require(
      try plan(
        """
        \(Self.needed)
        [domains.main]
        servers = ["SRV:Example.com"]
        base = "dc=example,dc=com"
        service_dn = "cn=s,dc=example,dc=com"
        service_password = "x"
        """
      ).domains.first)
    #expect(domain.servers.isEmpty && domain.discovery?.domain == "example.com")
    #expect(domain.discovery?.controllersOnly == false)
  }

  @Test("groups of another class are told by that class; what is no class is refused")
  func groups() throws {
    var configuration = DomainConfiguration(name: try #require(DomainName("main")))
    configuration.servers = ["ldap://a"]
    configuration.base = "o=a"
    configuration.serviceDN = "cn=s,o=a"
    configuration.servicePassword = Secret("x")
    configuration.attributes = .usual
    configuration.poolSize = 1
    configuration.connectTimeout = .seconds(1)
    configuration.operationTimeout = .seconds(1)
    configuration.totalDeadline = .seconds(1)
    configuration.kind = .custom
    configuration.attributes.groupFilter = "(objectClass=groupOfUniqueNames)"
    configuration.attributes.member = "uniqueMember"
    guard case .custom(let preset) = try configuration.directory().kind else {
      Issue.record("not custom")
      return
    }
    #expect(preset.groupKinds.map(\.objectClass) == ["groupOfUniqueNames"])
    configuration.attributes.groupFilter = "(&(objectClass=a)(b=c))"
    #expect(throws: InvalidSetting.self) { try configuration.directory() }
  }

  private func preset(_ keys: String) throws -> (ServerPreset, DirectoryRules) {
    let domain = try #require(
      try plan(
        """
        \(Self.needed)
        [domains.main]
        servers = ["ldaps://a"]
        base = "OU=All,DC=Firma,DC=example"
        service_dn = "cn=s,dc=firma,dc=example"
        service_password = "x"
        \(keys)
        """
      ).domains.first)
    return (domain.preset, domain.rules)
  }

  @Test(
    "each kind brings its own names, and each can be called otherwise (DOM-11)",
    arguments: [
      ("active-directory", "objectGUID", "sAMAccountName"), ("openldap", "entryUUID", "uid"),
      ("389ds", "nsUniqueId", "uid"), ("freeipa", "ipaUniqueID", "uid"),
    ])
  func kinds(_ kind: String, _ id: String, _ login: String) throws {
    let (usual, rules) = try preset("kind = \"\(kind)\"")
    #expect(usual.kind.rawValue == kind)
    #expect(usual.stableID.text == id && usual.login.text == login)
    // Active Directory and FreeIPA know people as name@domain without being told.
    let knowsDomain = ["active-directory", "freeipa"].contains(kind)
    #expect(rules.suffixes == (knowsDomain ? ["firma.example"] : []))
    let (changed, _) = try preset(
      """
      kind = "\(kind)"
      login_attribute = "employeeID"
      principal_name_attribute = "mailNickname"
      id_attribute = "objectGUID"
      name_attribute = "gecos"
      given_name_attribute = "first"
      surname_attribute = "last"
      mail_attribute = "rfc822"
      member_filter = "(a=1)"
      disabled_filter = "(b=2)"
      group_filter = "(objectClass=team)"
      member_attribute = "player"
      member_of_attribute = "plays"
      ignored_references = ["ldap://child.firma.example/"]
      """)
    #expect(changed.kind.rawValue == kind)
    #expect(changed.login == "employeeID" && changed.principalName == "mailNickname")
    #expect(changed.stableID == "objectGUID" && changed.stableIDForm == .guid)
    #expect(changed.displayNames == ["gecos"])
    #expect(changed.givenName == "first" && changed.surname == "last" && changed.mail == "rfc822")
    #expect(changed.memberFilter.description == "(a=1)")
    #expect(changed.disabledFilter?.description == "(b=2)")
    #expect(changed.groupKinds.map(\.objectClass) == ["team"])
    #expect(changed.groupKinds.map(\.member) == ["player"])
    #expect(changed.memberOf == "plays")
    #expect(changed.ignoredReferences == ["ldap://child.firma.example/"])
    // What tells a disabled account is the kind's, whatever the names are.
    #expect(changed.unusable == usual.unusable && changed.passing == usual.passing)
  }
}
