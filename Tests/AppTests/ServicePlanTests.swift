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
}
