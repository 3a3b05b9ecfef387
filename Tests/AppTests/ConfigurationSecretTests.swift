import Foundation
import Identity
import Testing

@testable import App

@Suite struct ConfigurationSecretTests {
  let folder: ConfigurationFolder
  /// A domain without its password.
  let text =
    ConfigurationFolder.needed
    + ConfigurationFolder.domain.replacing("service_password = \"swordfish-1\"\n", with: "")

  init() throws { folder = try ConfigurationFolder() }

  @Test(
    "CONF-08: a secret is read from a file, without the line end that editors add",
    arguments: [
      ("p", "p"), ("p\n", "p"), ("p\r\n", "p"), ("p\n\n", "p\n"), (" zażółć \n", " zażółć "),
    ])
  func file(content: String, password: String) throws {
    let path = try folder.write(content, to: "password")
    let loaded = try folder.load(text + "service_password_file = \"\(path)\"\n")
    #expect(loaded.configuration.domains[0].servicePassword.matches(Secret(password)))
    #expect(loaded.warnings.isEmpty)
    let other = try folder.load(text, ["BRAMA_DOMAINS_MAIN_SERVICE_PASSWORD_FILE": path])
    #expect(other.configuration.domains[0].servicePassword.matches(Secret(password)))
  }

  @Test("A secret's file that is missing, empty, too large or no text is named with its key")
  func wrongFile() throws {
    let path = folder.path + "/password"
    let line = "brama.toml:8:25: domains.main.service_password_file: "
    func faults() throws -> [String] {
      try folder.faults(text + "service_password_file = \"\(path)\"\n")
    }
    #expect(try faults() == [line + "password: the file does not exist."])
    try folder.write("\n", to: "password")
    #expect(try faults() == [line + "password: the file is empty."])
    try folder.write([0xff, 0xfe], to: "password")
    #expect(try faults() == [line + "password: the file is not text in UTF-8."])
    try folder.write(String(repeating: "x", count: 70_000), to: "password")
    #expect(
      try faults() == [line + "password: the file cannot be read (larger than 65536 bytes)."])
  }

  @Test("Both forms in one place are refused; across places the environment goes first")
  func bothForms() throws {
    let path = try folder.write("from-file", to: "password")
    let inFile = text + "service_password = \"a\"\n"
    #expect(
      try folder.faults(inFile + "service_password_file = \"\(path)\"\n") == [
        """
        brama.toml:8:20: domains.main.service_password: give either domains.main.service_password or \
        domains.main.service_password_file, not both.
        """
      ])
    let variable = "BRAMA_DOMAINS_MAIN_SERVICE_PASSWORD"
    let loaded = try folder.load(inFile, [variable + "_FILE": path])
    #expect(loaded.configuration.domains[0].servicePassword.matches(Secret("from-file")))
    let other = try folder.load(
      text + "service_password_file = \"/nowhere\"\n", [variable: "from-environment"])
    #expect(other.configuration.domains[0].servicePassword.matches(Secret("from-environment")))
    #expect(try folder.faults(text, [variable: "a", variable + "_FILE": path]).count == 1)
  }

  @Test("CONF-09: every key is shown with value and origin, secrets masked")
  func show() throws {
    let path = try folder.write("swordfish-2\n", to: "password")
    let shown = try folder.load(
      """
      language = "en"
      http.listen = []
      [domains."firma.pl"]
      servers = ["ldaps://x", "ldaps://y"]
      base = "dc=x"
      service_dn = "cn=\\"s\\",dc=x"
      service_password_file = "\(path)"

      """ + ConfigurationFolder.domain, ["BRAMA_LOG_LEVEL": "DEBUG"]
    ).show()
    let lines = shown.split(separator: "\n").map(String.init)
    let names = lines.map { String($0.prefix(while: { $0 != " " })) }
    #expect(
      names == KnownKeys.global.names
        + KnownKeys.ofDomain.names.map { "domains.\"firma.pl\"." + $0 }
        + KnownKeys.ofDomain.names.map { "domains.main." + $0 })
    for line in [
      "language = \"en\"  # file, line 1",
      "log.level = \"debug\"  # environment, BRAMA_LOG_LEVEL",
      "session.idle = 1800  # default",
      "http.listen = []  # file, line 2",
      "domains.\"firma.pl\".servers = [\"ldaps://x\", \"ldaps://y\"]  # file, line 4",
      "domains.\"firma.pl\".service_dn = \"cn=\\\"s\\\",dc=x\"  # file, line 6",
      "domains.\"firma.pl\".service_password = \"•••\"  # file, line 7",
      "domains.\"firma.pl\".service_password_file = \"\(path)\"  # file, line 7",
      "domains.main.service_password = \"•••\"  # file, line 12",
      "domains.main.service_password_file = \"\"  # default",
    ] {
      #expect(lines.contains(line))
    }
    #expect(!shown.contains("swordfish"))
    // What is shown is a document itself, with the same values, once the masks are gone.
    let again = try folder.load(
      shown.split(separator: "\n").filter {
        !$0.hasPrefix("domains.\"firma.pl\".service_password =")
      }
      .joined(separator: "\n"))
    #expect(
      again.shown.map { "\($0.key) = \($0.value)" }
        == lines.map { String($0.prefix(while: { $0 != "#" }).dropLast(2)) })
    #expect(again.configuration.domains[0].servicePassword.matches(Secret("swordfish-2")))
    #expect(again.warnings.isEmpty)
  }

  @Test("A secret is in no error, no warning and no reflection")
  func hidden() throws {
    let loaded = try folder.load(ConfigurationFolder.needed + ConfigurationFolder.domain)
    var dumped = ""
    dump(loaded, to: &dumped)
    #expect(!dumped.contains("swordfish"))
    #expect(!String(describing: loaded).contains("swordfish"))
    for wrong in ["[\"swordfish\"]", "{ a = \"swordfish\" }", "77777"] {
      let faults = try folder.faults(text + "service_password = \(wrong)\n")
      #expect(
        faults.first
          == """
          brama.toml:8:20: domains.main.service_password: value ••• is not allowed; allowed: text.
          """)
      #expect(!faults.joined().contains("swordfish") && !faults.joined().contains("77777"))
    }
  }

  @Test("A file with a secret in it that others may read is a warning; one without is not")
  func permissions() throws {
    try folder.write(ConfigurationFolder.needed + ConfigurationFolder.domain, mode: 0o644)
    let loaded = try Configuration.load(path: folder.file, environment: [:])
    #expect(
      loaded.warnings.map { $0.description.replacing(folder.path + "/", with: "") } == [
        """
        brama.toml:8:20: domains.main.service_password: the file holds this secret and other users \
        may read the file; make its mode 0600.
        """
      ])
    try folder.write(ConfigurationFolder.needed, mode: 0o644)
    #expect(try Configuration.load(path: folder.file, environment: [:]).warnings.isEmpty)
  }
}
