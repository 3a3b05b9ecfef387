public import Foundation
import Synchronization

/// A Samba Active Directory domain controller really started, on a loopback address of its own (its ports
/// are fixed): LDAP with StartTLS, LDAPS and Kerberos, with a certificate from an authority of its own.
///
/// It takes root. The domain is provisioned once a machine (`TestCache`) and copied; it ends with the
/// process that started it.
///
///     let samba = try await SambaDC.start()
///     // samba.ldapsURL, samba.caFile, SambaDC.serviceDN, SambaDC.servicePassword
///     await samba.stop()
public final class SambaDC: Sendable {
  public static let realm = "KIT.TEST"
  /// The NetBIOS name, as in `KIT\u1`.
  public static let domain = "KIT"
  public static let baseDN = "DC=kit,DC=test"
  public static let peopleBase = "OU=People,\(baseDN)"
  public static let groupBase = "OU=Groups,\(baseDN)"
  /// A plain user: it reads what every authenticated user of a domain reads.
  public static let serviceDN = "CN=brama,OU=Services,\(baseDN)"
  public static let serviceLogin = "brama@kit.test"
  public static let servicePassword = "Service-secret1"
  public static let administratorDN = "CN=Administrator,CN=Users,\(baseDN)"
  public static let administratorPassword = "Adm1n-Pass!"

  let address: LoopbackAddress
  let folder: TemporaryFolder
  private let authority: TestAuthority
  private let program: LeashedProgram
  /// Made once, by the first who asks.
  let exportedKeytab = Mutex<Task<String, any Error>?>(nil)

  public var host: String { address.text }
  public var ldapURL: String { "ldap://\(address.text)" }
  public var ldapsURL: String { "ldaps://\(address.text)" }
  public var caFile: String { authority.certificateFile }
  var settingsFile: String { folder.file("dc/etc/smb.conf") }
  private var logFile: String { folder.file("dc/log/samba") }

  private init(folder: TemporaryFolder, address: LoopbackAddress, authority: TestAuthority) {
    self.folder = folder
    self.address = address
    self.authority = authority
    // One process for all: quicker to start, and one to freeze.
    self.program = LeashedProgram(
      "samba", ["/usr/sbin/samba", "-s", folder.file("dc/etc/smb.conf"), "-F", "-M", "single"],
      in: folder, logFile: folder.file("out"))
  }

  /// Makes a domain with these people and groups, starts the server and returns when it answers.
  public static func start(
    people: [Person] = usualPeople, groups: [Group] = usualGroups, options: Options = Options()
  ) async throws -> SambaDC {
    try await onOwnThread {
      guard getuid() == 0 else {
        throw SlapdProgram.Failure(
          description: "Samba's LDAP ports are 389 and 636 and cannot be changed: run as root")
      }
      let folder = try TemporaryFolder()
      let address = try LoopbackAddress(ports: [88, 389, 464, 636, 3268, 3269])
      let authority = try TestAuthority(name: "Samba \(address.text)")
      let certificate = try authority.issue(
        "dc1.kit.test", names: ["IP:\(address.text)", "DNS:dc1.kit.test"])
      let samba = SambaDC(folder: folder, address: address, authority: authority)
      let seed = try await SambaSeed.folder()
      try await SlapdProgram.run("/bin/cp", ["-a", seed, folder.file("dc")])
      try FileManager.default.createDirectory(
        atPath: folder.file("dc/log"), withIntermediateDirectories: true)
      let settings = SambaSeed.settings(
        folder.file("dc"), address: address.text, certificate: certificate, options)
      try Data(settings.utf8).write(to: URL(fileURLWithPath: samba.settingsFile))
      try await samba.fill(
        Contents(
          services: ["brama": servicePassword], people: people, groups: groups,
          policy: options.policy))
      try await samba.launch()
      return samba
    }
  }

  /// Starts it again after `stop`, on the same address with the same data.
  public func restart() async throws {
    await stop()
    try await launch()
  }

  /// As `restart`, with another `ldap server require strong auth`.
  public func restart(strongAuth: String) async throws {
    let lines = try String(contentsOfFile: settingsFile, encoding: .utf8)
      .split(separator: "\n").map { line in
        line.hasPrefix("ldap server require strong auth = ")
          ? "ldap server require strong auth = \(strongAuth)" : String(line)
      }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(
      to: URL(fileURLWithPath: settingsFile))
    try await restart()
  }

  private func launch() async throws {
    try await program.launch {
      let answer = try? await SlapdProgram.run(
        "/usr/bin/ldapsearch",
        [
          "-x", "-LLL", "-o", "nettimeout=2", "-H", self.ldapsURL, "-b", "", "-s", "base",
          "dnsHostName",
        ], environment: self.trust)
      return answer?.contains("dc1.kit.test") ?? false
    }
  }

  /// Ends it as an administrator would (SIGTERM) and waits until it is gone.
  public func stop() async { await program.stop() }

  /// Hangs: connections are accepted by the kernel and nothing is ever answered.
  public func freeze() async throws { try await program.freeze() }
  public func thaw() { program.thaw() }

  // MARK: Contents

  /// The entry of a person or of a group that `start`, `createUsers` or `createGroups` made.
  public static func dn(person login: String) -> String { "CN=\(escaped(login)),\(peopleBase)" }
  public static func dn(group name: String) -> String { "CN=\(escaped(name)),\(groupBase)" }

  private static func escaped(_ value: String) -> String {
    value.map { ",+\"\\<>;=#".contains($0) ? "\\\($0)" : String($0) }.joined()
  }

  /// Adds people in one transaction: some 5 ms each.
  public func createUsers(_ people: [Person]) async throws {
    try await fill(Contents(people: people))
  }

  /// Adds groups; their people and groups are there already or come along.
  public func createGroups(_ groups: [Group]) async throws {
    try await fill(Contents(groups: groups))
  }

  /// Makes the password so old that it has expired (error 532).
  public func agePassword(_ login: String) async throws {
    try await fill(Contents(aged: [login]))
  }

  public func setPolicy(_ policy: Policy) async throws {
    try await fill(Contents(policy: policy))
  }

  private func fill(_ contents: Contents) async throws {
    try await SlapdProgram.run(
      "/usr/bin/python3", ["-c", SambaScript.text, settingsFile], input: contents.json())
  }

  /// A fine-grained password policy for one person or one global group (msDS-PasswordSettings).
  /// - Parameter precedence: of several that apply the lowest counts.
  public func addPasswordSettings(
    _ name: String, precedence: Int = 1, for dn: String, _ policy: Policy
  ) async throws {
    let time = { (seconds: Int) in "\(-seconds * 10_000_000)" }
    try await add(
      Slapd.record(
        "CN=\(name),CN=Password Settings Container,CN=System,\(Self.baseDN)",
        [
          ("objectClass", ["msDS-PasswordSettings"]),
          ("msDS-PasswordSettingsPrecedence", ["\(precedence)"]),
          ("msDS-PasswordReversibleEncryptionEnabled", ["FALSE"]),
          ("msDS-PasswordHistoryLength", ["\(policy.history)"]),
          ("msDS-PasswordComplexityEnabled", [policy.complexity ? "TRUE" : "FALSE"]),
          ("msDS-MinimumPasswordLength", ["\(policy.minLength)"]),
          ("msDS-MinimumPasswordAge", ["0"]),
          (
            "msDS-MaximumPasswordAge",
            [policy.maxAgeDays == 0 ? "-9223372036854775808" : time(policy.maxAgeDays * 86400)]
          ),
          ("msDS-LockoutThreshold", ["\(policy.lockAfter)"]),
          ("msDS-LockoutObservationWindow", [time(policy.observationSeconds)]),
          ("msDS-LockoutDuration", [time(policy.lockSeconds)]),
          ("msDS-PSOAppliesTo", [dn]),
        ]))
  }

  /// Adds LDIF records as the administrator of the domain (`Slapd.record` writes them).
  public func add(_ ldif: String) async throws { try await change("ldapadd", ldif) }

  /// Applies LDIF change records (`Slapd.change` writes them).
  public func modify(_ ldif: String) async throws { try await change("ldapmodify", ldif) }

  private func change(_ program: String, _ ldif: String) async throws {
    try await SlapdProgram.run(
      "/usr/bin/\(program)", ["-x", "-H", ldapsURL] + asAdministrator, input: ldif,
      environment: trust)
  }

  private var asAdministrator: [String] {
    ["-D", "Administrator@kit.test", "-w", Self.administratorPassword]
  }
  private var trust: [String: String] { ["LDAPTLS_CACERT": caFile] }

  /// Runs `samba-tool` on this domain; some of it costs half a second.
  /// - Returns: what it wrote.
  @discardableResult
  public func tool(_ arguments: [String]) async throws -> String {
    try await SlapdProgram.run("/usr/bin/samba-tool", arguments + ["-s", settingsFile])
  }

  /// What a simple bind over LDAPS is answered with; empty: it is let in.
  public func bindAnswer(_ name: String, _ password: String) async throws -> String {
    do {
      try await search("(objectClass=*)", ["1.1"], base: "", as: (name, password))
      return ""
    } catch let failure as SlapdProgram.Failure {
      return failure.description
    }
  }

  /// What `ldapsearch` writes.
  @discardableResult
  public func search(
    _ filter: String, _ attributes: [String], base: String = baseDN,
    as account: (name: String, password: String) = (serviceDN, servicePassword)
  ) async throws -> String {
    // libldap has no bound of its own for a TLS handshake.
    try await SlapdProgram.run(
      "/usr/bin/timeout",
      [
        "5", "/usr/bin/ldapsearch", "-x", "-LLL", "-o", "ldif-wrap=no", "-H", ldapsURL, "-D",
        account.name, "-w", account.password, "-b", base, "-s", base.isEmpty ? "base" : "sub",
        filter,
      ] + attributes, environment: trust)
  }

  // MARK: What was asked of it

  /// Binds of this login (sAMAccountName), right or wrong, that have reached the server.
  public func bindCount(_ login: String) throws -> Int {
    let account = "[\(Self.domain)]\\[\(login)]".lowercased()
    return try log().split(separator: "\n").count { line in
      line.contains("Auth: [LDAP")
        && ["became ", "mapped to "].contains { word in
          line.lowercased().contains(word + account)
        }
    }
  }

  /// Samba's log, with a line for each authentication.
  public func log() throws -> String { try String(contentsOfFile: logFile, encoding: .utf8) }

  /// The values of one attribute of an entry, as the administrator sees them.
  public func values(_ attribute: String, of dn: String) async throws -> [Data] {
    let ldif = try await SlapdProgram.run(
      "/usr/bin/ldapsearch",
      ["-x", "-LLL", "-o", "ldif-wrap=no", "-H", ldapsURL] + asAdministrator + [
        "-b", dn, "-s", "base", attribute,
      ], environment: trust)
    return ldif.split(separator: "\n").compactMap { line in
      if line.hasPrefix("\(attribute):: ") {
        return Data(base64Encoded: String(line.dropFirst(attribute.count + 3)))
      }
      return line.hasPrefix("\(attribute): ")
        ? Data(line.dropFirst(attribute.count + 2).utf8) : nil
    }
  }

  /// The entry's `objectGUID` in the usual form, lower case (MS-DTYP 2.3.4: the first three parts are
  /// little-endian).
  public func stableID(_ dn: String) async throws -> String {
    guard let guid = try await values("objectGUID", of: dn).first, guid.count == 16 else {
      throw SlapdProgram.Failure(description: "\(dn) has no objectGUID")
    }
    let bytes = [UInt8](guid)
    return [[3, 2, 1, 0], [5, 4], [7, 6], [8, 9], [10, 11, 12, 13, 14, 15]].map { part in
      part.map { String(format: "%02x", bytes[$0]) }.joined()
    }.joined(separator: "-")
  }
}

/// The domain of `SambaDC.usualPeople` and `usualGroups`, started once for all tests that only read. As
/// Active Directory does, and unlike Samba left to itself, it takes Kerberos under TLS.
public let usualSamba = Task {
  try await SambaDC.start(options: .init(strongAuth: "allow_sasl_over_tls"))
}
