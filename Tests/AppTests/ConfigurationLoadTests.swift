import Foundation
import Identity
import Testing

@testable import App

@Suite struct ConfigurationLoadTests {
  let folder: ConfigurationFolder

  init() throws { folder = try ConfigurationFolder() }

  @Test(
    "CONF-01: what is not set has its default, MaxLoginAttempts 5 and LoginBlockTime 60 among them")
  func defaults() throws {
    let loaded = try folder.load(ConfigurationFolder.needed + ConfigurationFolder.domain)
    let it = loaded.configuration
    #expect(it.publicURL == nil)
    #expect(!it.multiCompany)
    #expect(it.language == .polish)
    #expect(it.http.listen.map(\.description) == ["127.0.0.1:8443"])
    #expect(it.http.certificate == "/c.pem")
    #expect(it.http.trustedProxies.isEmpty)
    #expect(it.http.threads == 0)
    #expect(it.http.maxConnections == 4000)
    #expect(it.metrics.listen?.description == "127.0.0.1:9464")
    #expect(it.socket.path == "/run/brama/brama.sock")
    #expect(it.store.path == "/var/lib/brama/brama.db")
    #expect(it.store.auditHead == "/var/lib/brama/audit.head")
    #expect(it.key.file == "/etc/brama/sealing.key")
    #expect(it.log == Configuration.Log())
    #expect(it.signIn.maxAttempts == 5)
    #expect(it.signIn.blockTime == .seconds(60))
    #expect(it.signIn.addressFailures == 50)
    #expect(it.signIn.addressWindow == .seconds(600))
    #expect(it.signIn.refusalTime == Interval(milliseconds: 250))
    #expect(it.session.idle == .seconds(1800))
    #expect(it.session.absolute == .seconds(43200))
    #expect(it.session.rememberDays == 30)
    #expect(it.directoryCheck.interval == .seconds(120))
    let domain = try #require(it.domains.first)
    #expect(domain.name.text == "main")
    #expect(domain.kind == .openldap)
    #expect(domain.servers == ["ldaps://ldap.example.com"])
    #expect(domain.peopleBase == "dc=example,dc=com" && domain.groupBase == domain.base)
    #expect(domain.servicePassword.matches(Secret("swordfish-1")))
    #expect(domain.caFile == nil)
    #expect(domain.startTLS && !domain.insecurePlainPasswords)
    #expect(!domain.createCards && !domain.loginByEmail)
    #expect(domain.directoryLockout.threshold == 5)
    #expect(domain.directoryLockout.window == .seconds(1800))
    #expect(domain.attributes == DomainConfiguration.Attributes())
    #expect(domain.ignoredReferences.isEmpty)
    #expect(domain.poolSize == 8)
    #expect(domain.connectTimeout == .seconds(3))
    #expect(domain.operationTimeout == .seconds(5))
    #expect(domain.totalDeadline == .seconds(8))
    #expect(loaded.warnings.isEmpty)
  }

  @Test("Every kind of value is taken from the file, also with dotted keys and inline tables")
  func file() throws {
    let it = try folder.load(
      """
      public_url = "https://Login.Example.com:443/"
      multi_company = true
      language = "EN"
      http = { listen = ["0.0.0.0:8443", "[::1]:0"], certificate = "c", certificate_key = "k", trusted_proxies = ["10.0.0.0/8", "fd00::1"] }
      metrics.listen = ""
      log.level = "debug"
      log.form = "json"
      sign_in.refusal_time = 300

      [domains."firma.pl"]
      servers = ["ldap://a", "ldapi://%2Frun%2Fslapd.sock"]
      base = "dc=firma,dc=pl"
      people_base = "ou=ludzie,dc=firma,dc=pl"
      service_dn = "cn=s,dc=firma,dc=pl"
      service_password = "x"
      ca_file = "/ca.pem"
      qualifiers = ["FIRMA"]
      directory_lockout = { threshold = 0 }
      member_of_attribute = "memberOf"

      [domains.alpha]
      servers = ["ldaps://b:1636"]
      base = "o=b"
      service_dn = "cn=s,o=b"
      service_password = "y"
      """
    ).configuration
    #expect(it.publicURL?.origin == "https://login.example.com")
    #expect(it.multiCompany)
    #expect(it.language == .english)
    #expect(it.http.listen.map(\.description) == ["0.0.0.0:8443", "[::1]:0"])
    #expect(it.http.trustedProxies.map(\.description) == ["10.0.0.0/8", "fd00::1"])
    #expect(it.metrics.listen == nil)
    #expect(it.log.level == .debug && it.log.form == .json)
    #expect(it.signIn.refusalTime == Interval(milliseconds: 300))
    #expect(it.domains.map(\.name.text) == ["alpha", "firma.pl"])
    let domain = it.domains[1]
    #expect(domain.servers == ["ldap://a", "ldapi://%2Frun%2Fslapd.sock"])
    #expect(domain.peopleBase == "ou=ludzie,dc=firma,dc=pl")
    #expect(domain.groupBase == "dc=firma,dc=pl")
    #expect(domain.caFile == "/ca.pem")
    #expect(domain.qualifiers == ["firma"])
    #expect(domain.directoryLockout.threshold == 0)
    #expect(domain.directoryLockout.window == .seconds(1800))
    #expect(domain.attributes.memberOf == "memberOf")
  }

  @Test(
    "CONF-06: a boolean is read in any letter case, as a string and in the environment too",
    arguments: ["true", "True", "TRUE", "tRuE", "\"true\"", "\"True\"", "'TRUE'"])
  func booleans(written: String) throws {
    for (text, expected) in [
      (written, true),
      (
        written.lowercased().replacing("true", with: written.contains("T") ? "False" : "false"),
        false
      ),
    ] {
      let loaded = try folder.load("multi_company = \(text)\n" + ConfigurationFolder.needed)
      #expect(loaded.configuration.multiCompany == expected)
      #expect(loaded.warnings.isEmpty)
    }
    let bare = written.filter { $0.isLetter }
    let loaded = try folder.load(ConfigurationFolder.needed, ["BRAMA_MULTI_COMPANY": bare])
    #expect(loaded.configuration.multiCompany)
  }

  @Test(
    "The environment goes before the file, the file before the default, and each is told (CONF-09)")
  func order() throws {
    let loaded = try folder.load(
      "language = \"pl\"\n" + ConfigurationFolder.needed
        + "[session]\nidle = 600\nabsolute = 700\n",
      ["BRAMA_SESSION_IDLE": "60", "BRAMA_LOG_LEVEL": "warning", "PATH": "/bin"])
    #expect(loaded.configuration.session.idle == .seconds(60))
    #expect(loaded.configuration.session.absolute == .seconds(700))
    #expect(loaded.configuration.log.level == .warning)
    #expect(loaded.origins["session.idle"] == .environment(variable: "BRAMA_SESSION_IDLE"))
    #expect(loaded.origins["session.absolute"] == .file(line: 7, column: 12))
    #expect(loaded.origins["language"] == .file(line: 1, column: 12))
    #expect(loaded.origins["session.remember_days"] == .standard)
    #expect(
      loaded.origins.keys.filter { !$0.hasPrefix("domains.") }.sorted()
        == KnownKeys.global.names.sorted())
  }

  @Test("A domain may be changed by the environment, or stand in it alone; lists have commas")
  func domainsOfEnvironment() throws {
    let loaded = try folder.load(
      ConfigurationFolder.needed + ConfigurationFolder.domain,
      [
        "BRAMA_DOMAINS_MAIN_SERVERS": "ldaps://a, ldaps://b",
        "BRAMA_DOMAINS_MAIN_DIRECTORY_LOCKOUT_THRESHOLD": "3",
        "BRAMA_DOMAINS_NEW_YORK_SERVERS": "ldaps://ny",
        "BRAMA_DOMAINS_NEW_YORK_BASE": "dc=ny",
        "BRAMA_DOMAINS_NEW_YORK_SERVICE_DN": "cn=s,dc=ny",
        "BRAMA_DOMAINS_NEW_YORK_SERVICE_PASSWORD": "p,q",
        "BRAMA_HTTP_LISTEN": "",
      ])
    let domains = loaded.configuration.domains
    #expect(domains.map(\.name.text) == ["main", "new-york"])
    #expect(domains[0].servers == ["ldaps://a", "ldaps://b"])
    #expect(domains[0].directoryLockout.threshold == 3)
    #expect(domains[0].base == "dc=example,dc=com")
    #expect(domains[1].servicePassword.matches(Secret("p,q")))
    #expect(loaded.configuration.http.listen.isEmpty)
    #expect(loaded.warnings.isEmpty)
  }

  @Test("A variable that fits two domains is refused")
  func ambiguousVariable() throws {
    let faults = try folder.faults(
      ConfigurationFolder.needed
        + ["a-b", "\"a.b\""].map {
          ConfigurationFolder.domain.replacing("domains.main", with: "domains.\($0)")
        }.joined(),
      ["BRAMA_DOMAINS_A_B_BASE": "dc=x"])
    #expect(faults == ["BRAMA_DOMAINS_A_B_BASE: it may mean a-b or a.b; set it in the file."])
  }

  @Test("CONF-05: an unknown key is a warning with a guess, once for a whole table, and no more")
  func unknown() throws {
    let loaded = try folder.load(
      """
      publik_url = "x"
      [htpp]
      listen = 5
      port = 7
      [http]
      certificate = "c"
      certificate_key = "k"
      lisen = []
      [log.sub]
      a = 1
      """ + "\n" + ConfigurationFolder.domain + "service_pasword = \"p4ss\"\nfoo.bar = 1\n",
      ["BRAMA_LOG_LEVL": "info", "BRAMA_DOMAINS_MAIN_BAZE": "x", "BRAMA_CONFIG": "/else.toml"])
    let warnings = loaded.warnings.map { $0.description.replacing(folder.path + "/", with: "") }
    #expect(
      warnings == [
        "brama.toml:1:14: publik_url: unknown key, ignored; did you mean public_url?",
        "brama.toml:2:1: htpp: unknown key, ignored; did you mean http?",
        "brama.toml:8:9: http.lisen: unknown key, ignored; did you mean http.listen?",
        "brama.toml:9:1: log.sub: unknown key, ignored.",
        "brama.toml:16:19: domains.main.service_pasword: unknown key, ignored; "
          + "did you mean domains.main.service_password?",
        "brama.toml:17:1: domains.main.foo: unknown key, ignored.",
        "BRAMA_DOMAINS_MAIN_BAZE: unknown key, ignored.",
        "BRAMA_LOG_LEVL: unknown key, ignored; did you mean BRAMA_LOG_LEVEL?",
      ])
    #expect(!warnings.joined().contains("p4ss"))
  }

  @Test("Without a path the file is the one that BRAMA_CONFIG names")
  func fileOfEnvironment() throws {
    try folder.write(ConfigurationFolder.needed + "[log]\nlevel = \"error\"\n")
    let loaded = try Configuration.load(path: nil, environment: ["BRAMA_CONFIG": folder.file])
    #expect(loaded.configuration.log.level == .error)
    #expect(loaded.file == folder.file)
    #expect(throws: ConfigurationErrors.self) {
      try Configuration.load(
        path: folder.path + "/none", environment: ["BRAMA_CONFIG": folder.file])
    }
  }
}
