import Foundation
import Testing

@testable import App

@Suite struct ConfigurationFaultTests {
  let folder: ConfigurationFolder

  init() throws { folder = try ConfigurationFolder() }

  @Test(
    "CONF-04, CONF-B01: a value that is not allowed is named with key, line, column and what is allowed",
    arguments: [
      (
        "log.level = \"loud\"",
        "1:13: log.level: value loud is not allowed; allowed: error, warning, info, debug."
      ),
      ("language = \"de\"", "1:12: language: value de is not allowed; allowed: pl, en."),
      ("multi_company = 1", "1:17: multi_company: value 1 is not allowed; allowed: true, false."),
      (
        "multi_company = \"yes\"",
        "1:17: multi_company: value yes is not allowed; allowed: true, false."
      ),
      (
        "sign_in.max_attempts = 0",
        """
        1:24: sign_in.max_attempts: value 0 is not allowed; allowed: whole numbers from 1 to 1000.
        """
      ),
      (
        "sign_in.max_attempts = \"5\"",
        """
        1:24: sign_in.max_attempts: value "5" is not allowed; allowed: whole numbers from 1 to 1000.
        """
      ),
      (
        "session.remember_days = 1.5",
        """
        1:25: session.remember_days: value 1.5 is not allowed; allowed: whole numbers from 0 to 3650.
        """
      ),
      (
        "metrics.listen = \"9464\"",
        """
        1:18: metrics.listen: value 9464 is not allowed; allowed: an IP address and a port, as in \
        127.0.0.1:8443 or [::1]:8443, or nothing.
        """
      ),
      (
        "public_url = \"http://login.example.com\"",
        """
        1:14: public_url: value http://login.example.com is not allowed; allowed: an https address \
        without a path, as in https://login.example.com, or nothing.
        """
      ),
      (
        "store.path = \"\"",
        "1:14: store.path: value \"\" is not allowed; allowed: the path of a file."
      ),
      (
        "store.path = [\"a\"]",
        "1:14: store.path: value (a list) is not allowed; allowed: the path of a file."
      ),
      (
        "store.path = { a = 1 }",
        "1:14: store.path: value (a table) is not allowed; allowed: the path of a file."
      ),
      ("log = \"info\"", "1:7: log: value info is not allowed; allowed: a table."),
      ("log = [1]", "1:7: log: value (a list) is not allowed; allowed: a table."),
      ("[[session]]\nidle = 60", "1:1: session: value (a list) is not allowed; allowed: a table."),
      ("domains = 5", "1:11: domains: value 5 is not allowed; allowed: a table."),
      ("domains.main = 5", "1:16: domains.main: value 5 is not allowed; allowed: a table."),
      (
        "domains.Main.base = \"dc=x\"",
        """
        1:9: domains.Main: value Main is not allowed; allowed: 1 to 63 of a-z, 0-9, dot and hyphen.
        """
      ),
      (
        "log.level = \"a\\u0000\\nb\"",
        "1:13: log.level: value a\\u0000\\nb is not allowed; allowed: error, warning, info, debug."
      ),
    ])
  func notAllowed(line: String, fault: String) throws {
    let faults = try folder.faults(line + "\n" + ConfigurationFolder.needed)
    #expect(faults.first == "brama.toml:" + fault)
    #expect(faults.count == 1)
  }

  @Test("A wrong element of a list is named with its own place; a wrong count with the list's")
  func lists() throws {
    let range = "an IP address or a range, as in 10.0.0.0/8"
    #expect(
      try folder.faults(
        ConfigurationFolder.needed
          + "trusted_proxies = [\n  \"10.0.0.0/8\",\n  \"10.0.0.1/8\",\n]\n")
        == [
          """
          brama.toml:6:3: http.trusted_proxies: value 10.0.0.1/8 is not allowed; allowed: a list of \
          up to 64, each \(range).
          """
        ])
    #expect(
      try folder.faults(ConfigurationFolder.needed + "trusted_proxies = \"10.0.0.0/8\"\n")
        == [
          """
          brama.toml:4:19: http.trusted_proxies: value 10.0.0.0/8 is not allowed; allowed: a list of \
          up to 64, each \(range).
          """
        ])
    let none = ConfigurationFolder.domain.replacing("[\"ldaps://ldap.example.com\"]", with: "[]")
    #expect(
      try folder.faults(ConfigurationFolder.needed + none)
        == [
          """
          brama.toml:5:11: domains.main.servers: value [] is not allowed; allowed: a list of 1 to 8, \
          each ldap://HOST, ldaps://HOST or ldapi://PATH, or srv:DOMAIN.
          """
        ])
  }

  @Test("servers that DNS lists stand alone and need TLS (DOM-39, DOM-46)")
  func discovered() throws {
    func faults(_ servers: String, _ more: String = "") throws -> [String] {
      let folder = try ConfigurationFolder()
      let domain = ConfigurationFolder.domain.replacing(
        "[\"ldaps://ldap.example.com\"]", with: servers)
      return try folder.faults(ConfigurationFolder.needed + domain + more)
    }
    #expect(try faults("[\"srv:example.com\"]").isEmpty)
    #expect(
      try faults("[\"srv:example.com\", \"ldap://a\"]") == [
        """
        brama.toml:5:11: domains.main.servers: srv:DOMAIN stands alone; allowed: it, or a list of \
        addresses without it.
        """
      ])
    let plain = try faults(
      "[\"srv:example.com\"]", "\nstart_tls = false\ninsecure_plain_passwords = true")
    #expect(plain.count == 1)
    #expect(
      plain.first?.hasSuffix(
        """
        domains.main.start_tls: value false is not allowed with srv:example.com; allowed: true.
        """) == true, "\(plain)")
    #expect(try faults("[\"srv:\"]").count == 1)
  }

  @Test("CONF-B01: a value of the environment is named with its variable")
  func environment() throws {
    #expect(
      try folder.faults(
        ConfigurationFolder.needed,
        [
          "BRAMA_LOG_LEVEL": "loud", "BRAMA_SESSION_IDLE": "+60",
          "BRAMA_HTTP_LISTEN": "x,127.0.0.1:1",
        ])
        == [
          """
          BRAMA_HTTP_LISTEN: http.listen: value x is not allowed; allowed: a list of up to 16, each \
          an IP address and a port, as in 127.0.0.1:8443 or [::1]:8443.
          """,
          """
          BRAMA_LOG_LEVEL: log.level: value loud is not allowed; allowed: error, warning, info, debug.
          """,
          """
          BRAMA_SESSION_IDLE: session.idle: value +60 is not allowed; allowed: whole numbers from 60 \
          to 2592000.
          """,
        ])
  }

  @Test("CONF-B02: a missing or unreadable file is named as it was configured")
  func missingFile() throws {
    let error = #expect(throws: ConfigurationErrors.self) {
      try Configuration.load(path: "no/such/../brama.toml", environment: [:])
    }
    #expect(error?.description == "no/such/../brama.toml: the file does not exist.")
    let folderError = #expect(throws: ConfigurationErrors.self) {
      try Configuration.load(path: nil, environment: ["BRAMA_CONFIG": folder.path])
    }
    #expect(
      folderError?.description
        == "\(folder.path): the file cannot be read (not a regular file).")
  }

  @Test(
    "CONF-B03: typographic quotes are named, around the value, inside plain quotes and in lists",
    arguments: [
      ("log.level = “info”", "1:13: log.level"), ("log.level = „info”", "1:13: log.level"),
      ("log.level = \"“info”\"", "1:13: log.level"), ("log.level = ’info’", "1:13: log.level"),
      ("log.level = \"info”", "1:18: log.level"), ("multi_company = «true»", "1:17: multi_company"),
      ("[log]\n# note\nlevel = “info” # “why”", "3:9: log.level"),
      ("http.trusted_proxies = [“10.0.0.0/8”, “::1”]", "1:25: http.trusted_proxies"),
      ("http.trusted_proxies = [\n  \"„10.0.0.0/8”\"\n]", "2:3: http.trusted_proxies"),
      ("sign_in.max_attempts = \"”5”\"", "1:24: sign_in.max_attempts"),
    ])
  func typographicQuotes(text: String, place: String) throws {
    let other = "\n[http]\ncertificate = \"c\"\ncertificate_key = \"k\"\n"
    // A dotted `http.…` and a table `[http]` cannot stand in one document.
    let rest =
      text.hasPrefix("http.") ? "\nhttp.certificate = \"c\"\nhttp.certificate_key = \"k\"\n" : other
    #expect(
      try folder.faults(text + rest) == ["brama.toml:\(place): remove the typographic quotes."])
  }

  @Test("CONF-B03: in the environment too, but not in a secret or in the middle of a text")
  func typographicQuotesElsewhere() throws {
    #expect(
      try folder.faults(
        ConfigurationFolder.needed,
        ["BRAMA_LOG_LEVEL": "„info”", "BRAMA_HTTP_TRUSTED_PROXIES": "“::1”"])
        == [
          "BRAMA_HTTP_TRUSTED_PROXIES: http.trusted_proxies: remove the typographic quotes.",
          "BRAMA_LOG_LEVEL: log.level: remove the typographic quotes.",
        ])
    let text = ConfigurationFolder.needed + ConfigurationFolder.domain
    #expect(
      try folder.faults(
        text.replacing("dc=example,dc=com\"", with: "ou=O’Brien,dc=com\"")
          .replacing("swordfish-1", with: "“quoted”")) == [])
  }

  @Test("All faults are told at once, in the order of the file, typographic quotes among them")
  func allAtOnce() throws {
    let faults = try folder.faults(
      """
      language = “pl”
      multi_company = TRUE
      [session]
      idle = 1
      absolute = “2”
      [http]
      listen = ["nowhere"]
      [domains.main]
      kind = "novell"
      base = 7
      """, ["BRAMA_SIGN_IN_BLOCK_TIME": "x"])
    #expect(
      faults.map {
        $0.prefix { $0 != ";" }.split(separator: ": ", maxSplits: 2)[0...1].joined(separator: " ")
      }
        == [
          "brama.toml:1:12 language", "brama.toml:4:8 session.idle",
          "brama.toml:5:12 session.absolute",
          "brama.toml:5:12 session.absolute", "brama.toml:7:11 http.listen",
          "brama.toml:9:8 domains.main.kind", "brama.toml:10:8 domains.main.base",
          "BRAMA_SIGN_IN_BLOCK_TIME sign_in.block_time", "brama.toml domains.main.servers",
          "brama.toml domains.main.service_dn", "brama.toml domains.main.service_password",
        ])
  }

  @Test("public_url is required as soon as one address is not loopback, and only then")
  func publicURL() throws {
    let text = ConfigurationFolder.needed + "listen = [\"127.0.0.1:1\", \"ADDRESS\"]\n"
    for address in ["127.9.9.9:1", "[::1]:1", "localhost:1"] {
      #expect(try folder.faults(text.replacing("ADDRESS", with: address)) == [])
    }
    for address in ["0.0.0.0:1", "[::]:1", "192.0.2.1:1", "[::ffff:127.0.0.1]:1"] {
      let open = text.replacing("ADDRESS", with: address)
      #expect(
        try folder.faults(open) == [
          """
          brama.toml: public_url: a value is required, because http.listen has an address off \
          loopback (\(address)); allowed: an https address without a path, as in \
          https://login.example.com.
          """
        ])
      #expect(try folder.faults(open, ["BRAMA_PUBLIC_URL": "https://login.example.com"]) == [])
    }
  }

  @Test("without TLS only loopback is listened on, and the public address has to be said")
  func plainListeners() throws {
    let text = ConfigurationFolder.needed + "plain_listen = [\"ADDRESS\"]\n"
    let environment = ["BRAMA_PUBLIC_URL": "https://login.example.com"]
    for address in ["127.0.0.1:8080", "[::1]:8080"] {
      let plain = text.replacing("ADDRESS", with: address)
      #expect(try folder.faults(plain, environment) == [])
      #expect(
        try folder.faults(plain) == [
          """
          brama.toml: public_url: a value is required, because http.plain_listen has an address \
          (\(address)); allowed: an https address without a path, as in https://login.example.com.
          """
        ])
    }
    for address in ["0.0.0.0:8080", "192.0.2.1:8080", "[::]:8080"] {
      let faults = try folder.faults(text.replacing("ADDRESS", with: address), environment)
      #expect(faults.count == 1)
      #expect(
        faults.first?.hasSuffix(
          """
          http.plain_listen: value \(address) is not allowed; allowed: addresses of loopback, as in \
          127.0.0.1:8080.
          """) == true)
    }
  }

  @Test("A listener needs certificate and key; without a listener nothing is needed")
  func certificate() throws {
    #expect(
      try folder.faults("").map { String($0.prefix(60)) } == [
        "brama.toml: http.certificate: a value is required, because h",
        "brama.toml: http.certificate_key: a value is required, becau",
      ])
    #expect(try folder.faults("http.listen = []") == [])
  }

  @Test("DOM-37, DOM-39: a service account needs a password, a plain connection a permission")
  func domains() throws {
    let text = ConfigurationFolder.needed + ConfigurationFolder.domain
    #expect(
      try folder.faults(text.replacing("swordfish-1", with: "")) == [
        """
        brama.toml:8:20: domains.main.service_password: a value is required; give it here or in \
        domains.main.service_password_file.
        """
      ])
    let plain = text.replacing("ldaps://", with: "ldap://") + "start_tls = false\n"
    #expect(
      try folder.faults(plain) == [
        """
        brama.toml:9:13: domains.main.start_tls: value false is not allowed with \
        ldap://ldap.example.com unless insecure_plain_passwords is true; allowed: true.
        """
      ])
    #expect(try folder.faults(plain + "insecure_plain_passwords = true\n") == [])
    #expect(try folder.faults(text + "start_tls = false\n") == [])
    #expect(
      try folder.faults(text + "connect_timeout = 9\n") == [
        """
        brama.toml:9:19: domains.main.connect_timeout: it cannot be longer than total_deadline.
        """
      ])
  }

  @Test("kind = \"custom\" must name attributes and filters")
  func custom() throws {
    let text = ConfigurationFolder.needed + ConfigurationFolder.domain + "kind = \"custom\"\n"
    #expect(
      try folder.faults(text)
        == [
          "login_attribute", "id_attribute", "member_filter", "group_filter", "member_attribute",
          "member_of_attribute",
        ].map { "brama.toml: domains.main.\($0): a value is required with kind = \"custom\"." })
    #expect(
      try folder.faults(
        text + """
          login_attribute = "uid"
          id_attribute = "nsUniqueId"
          member_filter = "(objectClass=person)"
          group_filter = "(objectClass=groupOfUniqueNames)"
          member_attribute = "uniqueMember"
          member_of_attribute = ""
          """) == [])
    // Nothing is no name either.
    #expect(
      try folder.faults(
        text + """
          login_attribute = ""
          id_attribute = "nsUniqueId"
          member_filter = ""
          group_filter = "(objectClass=groupOfUniqueNames)"
          member_attribute = "uniqueMember"
          member_of_attribute = ""
          """
      ).map { $0.contains("a value is required with kind = \"custom\".") } == [true, true])
  }

  @Test("An idle limit past the absolute one is refused")
  func session() throws {
    #expect(
      try folder.faults(ConfigurationFolder.needed + "[session]\nidle = 100\nabsolute = 99\n") == [
        "brama.toml:5:8: session.idle: a session cannot be idle for longer than session.absolute."
      ])
  }
}
