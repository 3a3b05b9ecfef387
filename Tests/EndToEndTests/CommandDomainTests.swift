import Foundation
import TestKit
import Testing

/// Started once for a suite and handed to its tests; ended after the last of them.
struct DirectoryForSuite: SuiteTrait, TestScoping {
  @TaskLocal static var slapd: Slapd?

  func scopeProvider(for test: Test, testCase: Test.Case?) -> DirectoryForSuite? {
    test.isSuite ? self : nil
  }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let slapd = try await Slapd.start()
    do {
      try await Self.$slapd.withValue(slapd, operation: function)
    } catch {
      await slapd.stop()
      throw error
    }
    await slapd.stop()
  }

  static var current: Slapd {
    get throws { try #require(slapd) }
  }
}

@Suite(DirectoryForSuite()) struct CommandDomainTests {
  let installation: CommandInstallation
  let slapd: Slapd

  init() throws {
    slapd = try DirectoryForSuite.current
    installation = try CommandInstallation(slapd)
  }

  @Test("the domains are listed with when each locks an account, without server and store (CLI-01)")
  func list() async throws {
    let domain = try await installation.json("domain", "list")["domains"][0]
    #expect(domain["name"].string == "main")
    // This directory tells nothing: what Brama goes by is its own default.
    #expect(domain["lockout"]["threshold"].int == 5 && domain["lockout"]["window"].int == 1800)
    #expect(domain["lockoutFrom"].string == "configuration" && domain["directoryError"].isNull)
    #expect(
      try await installation.done("domain", "list").output == """
        Domain  Lock-out                           From
        main    after 5 wrong passwords in 1800 s  configuration

        """)
    #expect(!FileManager.default.fileExists(atPath: installation.store))
  }

  @Test("the lock-out listed is the directory's where it tells, and says why where it does not")
  func listedLockout() async throws {
    let locking = try await Slapd.start(
      groups: [], options: .init(lockAfter: 3) { $0.policy = ["pwdFailureCountInterval": "900"] })
    let installation = try CommandInstallation(locking)
    let told = try await installation.json("domain", "list")["domains"][0]
    #expect(told["lockout"]["threshold"].int == 3 && told["lockout"]["window"].int == 900)
    #expect(told["lockoutFrom"].string == "directory")
    let polish = try await installation.brama(
      ["domain", "list"], environment: ["LC_ALL": "pl_PL.UTF-8"])
    #expect(polish.output.contains("po 3 błędnych hasłach w 900 s  katalog"), "\(polish.output)")

    // What is configured stricter holds; what the directory does not tell, too.
    let configuration = try String(contentsOfFile: installation.configuration, encoding: .utf8)
    try installation.write(
      configuration + "directory_lockout.threshold = 2\n", to: "brama.toml")
    let stricter = try await installation.json("domain", "list")["domains"][0]
    #expect(stricter["lockout"]["threshold"].int == 2 && stricter["lockout"]["window"].int == 900)
    #expect(stricter["lockoutFrom"].string == "configuration")
    try await locking.freeze()
    let start = ContinuousClock.now
    let silent = try await installation.json("domain", "list")["domains"][0]
    #expect(ContinuousClock.now - start < .seconds(10))
    #expect(silent["lockout"]["threshold"].int == 2 && silent["lockout"]["window"].int == 1800)
    #expect(silent["directoryError"].string == "unavailable", "\(silent)")
    locking.thaw()
    await locking.stop()
  }

  @Test("the groups are listed with “All” first (CLI-02)")
  func groups() async throws {
    let groups = try await installation.json("domain", "groups", "main")["groups"].list
    #expect(groups.first?["id"].string == "all")
    #expect(groups.first?["name"].string == "All")
    #expect(
      Set(groups.compactMap { $0["name"].string }) == ["All", "warehouse", "accounting", "staff"])
    let polish = try await installation.brama(
      ["domain", "groups", "main"], environment: ["LC_ALL": "pl_PL.UTF-8"])
    #expect(polish.output.contains("Wszystkie"))
  }

  @Test("members are listed with login, name, e-mail and stable id (CLI-03)")
  func members() async throws {
    let answer = try await installation.json("domain", "members", "main", "nowak")
    let member = answer["members"][0]
    #expect(answer["members"].list.count == 1 && answer["more"].bool == false)
    #expect(member["login"].string == "u1")
    #expect(member["name"].string == "Anna Nowak")
    #expect(member["email"].string == "u1@example.test")
    #expect(member["id"].string == (try await slapd.stableID(Slapd.dn(person: "u1"))))
    let table = try await installation.done("domain", "members", "main", "nowak").output
    #expect(table.split(separator: "\n").count == 2 && table.contains("u1@example.test"))
  }

  @Test(
    "members of a group are those of the groups in it too, by its name or id (CLI-03)",
    arguments: [true, false])
  func membersOfGroup(byName: Bool) async throws {
    let id = try await slapd.stableID(Slapd.dn(group: "staff"))
    let answer = try await installation.json(
      "domain", "members", "main", "--group", byName ? "STAFF" : id)
    #expect(Set(answer["members"].list.compactMap { $0["login"].string }) == ["u1", "u2", "u3"])
  }

  @Test("nothing found is an empty list and exit code 0")
  func nobody() async throws {
    let answer = try await installation.json("domain", "members", "main", "zzzz")
    #expect(answer["members"].list.isEmpty && answer["more"].bool == false)
    #expect(
      try await installation.done("domain", "members", "main", "zzzz").output == "Nothing found.\n")
  }

  @Test(
    "an unknown domain or group ends with 1 and its sentence (CLI-B01)",
    arguments: [
      ("en_GB.UTF-8", "brama: No such domain: X", "brama: No such group: nobodies"),
      ("pl_PL.UTF-8", "brama: Brak domeny: X", "brama: Brak grupy: nobodies"),
    ])
  func unknown(locale: String, domain: String, group: String) async throws {
    let noDomain = try await installation.brama(
      ["domain", "members", "X"], environment: ["LC_ALL": locale])
    #expect(noDomain.code == 1 && noDomain.complaint == domain, "\(noDomain.errors)")
    let noGroup = try await installation.brama(
      ["domain", "members", "main", "--group", "nobodies"], environment: ["LC_ALL": locale])
    #expect(noGroup.code == 1 && noGroup.complaint == group, "\(noGroup.errors)")
  }

  @Test(
    "a phrase of one character ends with 2 and its sentence (CLI-B02)",
    arguments: [
      ("C", "brama: Enter at least 2 characters."),
      ("pl_PL.UTF-8", "brama: Podaj co najmniej 2 znaki."),
    ])
  func shortPhrase(locale: String, sentence: String) async throws {
    let result = try await installation.brama(
      ["domain", "members", "main", "a"], environment: ["LC_ALL": locale])
    #expect(result.code == 2 && result.complaint == sentence, "\(result.errors)")
  }

  @Test(
    "a directory that is not there ends with 3 and its sentence (CLI-B03)",
    arguments: [
      ("C", "brama: The domain is unavailable: "), ("pl", "brama: Domena jest niedostępna: "),
    ])
  func unreachable(locale: String, sentence: String) async throws {
    // Port 1 of loopback: nobody listens there.
    let installation = try CommandInstallation(slapd, servers: ["ldap://127.0.0.1:1"])
    let result = try await installation.brama(
      ["domain", "groups", "main", "--json"], environment: ["LC_ALL": locale])
    #expect(result.code == 3 && result.output.isEmpty)
    #expect(result.complaint?.hasPrefix(sentence) == true, "\(result.errors)")
  }

  @Test("a refused service account ends with 3 (CLI-06)")
  func refused() async throws {
    let result = try await installation.brama(
      ["domain", "groups", "main"],
      environment: ["BRAMA_DOMAINS_MAIN_SERVICE_PASSWORD": "wrong"])
    #expect(result.code == 3 && result.complaint != nil, "\(result.errors)")
  }

  @Test("LDAP metacharacters in a phrase or a group's name find nothing and break nothing")
  func metacharacters() async throws {
    for phrase in ["*)(uid=*", "\\2a\\2a", "u1)(|(uid=*", "((((", "ab\u{0}"]
    where !phrase.contains("\0") {
      let answer = try await installation.json("domain", "members", "main", phrase)
      #expect(answer["members"].list.isEmpty, "\(phrase)")
      let group = try await installation.brama("domain", "members", "main", "--group", phrase)
      #expect(group.code == 1, "\(phrase): \(group.errors)")
    }
  }
}

@Suite struct CommandListingTests {
  @Test("--all lists every member of a domain past the first page, as a table and as one document")
  func everything() async throws {
    let people = (1...450).map { Slapd.Person("p\(1000 + $0)") }
    let slapd = try await Slapd.start(people: people, groups: [])
    let installation = try CommandInstallation(slapd)
    let first = try await installation.json("domain", "members", "main")
    #expect(first["members"].list.count == 200 && first["more"].bool == true)
    let all = try await installation.json("domain", "members", "main", "--all")
    let logins = all["members"].list.compactMap { $0["login"].string }
    #expect(logins.count == 450 && Set(logins).count == 450 && all["more"].bool == false)
    let table = try await installation.done("domain", "members", "main", "--all").output
    #expect(table.split(separator: "\n").count == 451)
    await slapd.stop()
  }
}
