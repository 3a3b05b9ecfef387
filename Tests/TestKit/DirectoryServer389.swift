import Foundation

/// A 389 Directory Server really started on 127.0.0.1: `ldap://` with StartTLS and `ldaps://`, with the
/// certificate that the servers of a test run share. Its tree is the one of `Slapd`.
///
/// The instance is made once a machine (`TestCache`) and copied; it ends with the process that started it.
///
///     let server = try await DirectoryServer389.start()
///     // server.ldapsURL, server.caFile, DirectoryServer389.serviceDN, .servicePassword
///     await server.stop()
public final class DirectoryServer389: Sendable {
  public static let baseDN = Slapd.baseDN
  public static let peopleBase = Slapd.peopleBase
  public static let groupBase = Slapd.groupBase
  public static let serviceDN = Slapd.serviceDN
  public static let servicePassword = Slapd.servicePassword
  public static let adminDN = "cn=Directory Manager"
  static let adminPassword = "Admin-secret"

  public let port: UInt16
  public let tlsPort: UInt16
  public var caFile: String { certificates.caFile }
  public let certificates: SlapdCertificates
  let folder: TemporaryFolder
  private let program: LeashedProgram

  public var ldapURL: String { "ldap://127.0.0.1:\(port)" }
  public var ldapsURL: String { "ldaps://127.0.0.1:\(tlsPort)" }
  private var configuration: String { folder.file("ds/etc/dirsrv/slapd-kit") }
  private var logFile: String { folder.file("ds/var/log/dirsrv/slapd-kit/access") }

  private init(
    folder: TemporaryFolder, certificates: SlapdCertificates, environment: [String: String],
    port: UInt16, tlsPort: UInt16
  ) {
    self.folder = folder
    self.certificates = certificates
    self.port = port
    self.tlsPort = tlsPort
    self.program = LeashedProgram(
      "389-ds",
      [
        "/usr/sbin/ns-slapd", "-D", folder.file("ds/etc/dirsrv/slapd-kit"), "-i",
        folder.file("ds/run/dirsrv/slapd-kit.pid"), "-d", "0",
      ], in: folder, logFile: folder.file("out"), environment: environment)
  }

  /// Makes a directory, starts the server and returns when it answers.
  public static func start(
    people: [Slapd.Person] = Slapd.usualPeople, groups: [Slapd.Group] = Slapd.usualGroups,
    options: Options = Options()
  ) async throws -> DirectoryServer389 {
    let seed = try await DirectoryServer389Seed.folder()
    let folder = try TemporaryFolder()
    let certificates = try await SlapdCertificates.shared(in: folder)
    try await SlapdProgram.run("/bin/cp", ["-a", seed, folder.file("ds")])
    var environment: [String: String] = [:]
    if let realm = options.kerberos {
      environment["KRB5_KTNAME"] = try await realm.keytab(for: "ldap/127.0.0.1")
    }
    var server: DirectoryServer389?
    for attempt in 1... {
      let next = DirectoryServer389(
        folder: folder, certificates: certificates, environment: environment,
        port: try freePort(), tlsPort: try freePort())
      try next.settle(over: server)
      if options.sasl {
        try Data(Self.certificateMap.utf8).write(
          to: URL(fileURLWithPath: "\(next.configuration)/certmap.conf"))
      }
      if attempt == 1 { try await next.trust(certificates) }
      server = next
      // Should somebody have been faster on these ports, on others.
      do {
        try await next.launch()
        break
      } catch  where attempt < 3 { continue }
    }
    guard let server else {
      throw SlapdProgram.Failure(description: "unreachable: the loop ends with a server")
    }
    if options.sasl { try await server.modify(Self.saslSettings) }
    try await server.add(Slapd.units + Slapd.serviceRecord)
    if options.sasl {
      try await server.modify(
        Slapd.change(serviceDN, replace: "description", ["CN=brama-client"]))
    }
    try await server.modify(Self.rights)
    // A few hundred people are no burden to one ldapadd.
    let records =
      people.map { Slapd.record($0) }
      + groups.enumerated().map {
        Slapd.record($1, number: $0)
      }
    if !records.isEmpty { try await server.add(records.joined()) }
    let nesting = groups.map { Slapd.nestingRecord($0) }.joined()
    if !nesting.isEmpty { try await server.modify(nesting) }
    // Last: it would demand of those who are added to change their passwords.
    let policy = options.settings
    if !policy.isEmpty { try await server.modify(policy) }
    return server
  }

  /// Writes this server's folder and ports into the copied configuration.
  private func settle(over previous: DirectoryServer389?) throws {
    let prefix = try String(contentsOfFile: folder.file("ds/prefix"), encoding: .utf8)
    let ports = previous.map { ($0.port, $0.tlsPort) } ?? DirectoryServer389Seed.ports
    for file in ["dse.ldif", "pkcs11.txt"] {
      let path = "\(configuration)/\(file)"
      // A long path may be broken over two lines of LDIF: first make each line whole.
      let text = try String(contentsOfFile: path, encoding: .utf8)
        .replacingOccurrences(of: "\n ", with: "")
        .replacingOccurrences(of: prefix, with: folder.file("ds"))
        .replacingOccurrences(
          of: "nsslapd-port: \(ports.0)\n", with: "nsslapd-port: \(port)\n"
        )
        .replacingOccurrences(
          of: "nsslapd-securePort: \(ports.1)\n", with: "nsslapd-securePort: \(tlsPort)\n"
        )
        // What it is called in Kerberos.
        .replacingOccurrences(
          of: "nsslapd-localhost: localhost\n", with: "nsslapd-localhost: 127.0.0.1\n")
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
  }

  /// Puts certificate, key and authority into the server's NSS database.
  private func trust(_ certificates: SlapdCertificates) async throws {
    let bundle = folder.file("server.p12")
    try await SlapdProgram.run(
      "/usr/bin/openssl",
      [
        "pkcs12", "-export", "-in", certificates.certificateFile, "-inkey", certificates.keyFile,
        "-name", "Server-Cert", "-out", bundle, "-passout", "pass:bundle",
      ])
    let store = ["-d", configuration]
    let password = "\(configuration)/pwdfile.txt"
    try await SlapdProgram.run(
      "/usr/bin/pk12util", ["-i", bundle, "-k", password, "-W", "bundle"] + store)
    try await SlapdProgram.run(
      "/usr/bin/certutil",
      ["-A", "-n", "CA", "-t", "CT,,", "-a", "-i", certificates.caFile, "-f", password] + store)
  }

  /// Starts it again after `stop`, on the same ports with the same data.
  public func restart() async throws {
    await stop()
    try await launch()
  }

  private func launch() async throws {
    try await program.launch {
      let answer = try? await SlapdProgram.run(
        "/usr/bin/ldapsearch",
        [
          "-x", "-LLL", "-o", "nettimeout=2", "-H", self.ldapURL, "-b", "", "-s", "base",
          "vendorVersion",
        ])
      return answer?.contains("389-Directory") ?? false
    }
  }

  /// Ends it as an administrator would (SIGTERM) and waits until it is gone; that takes it some 2 s.
  public func stop() async { await program.stop() }

  /// Hangs: connections are accepted by the kernel and nothing is ever answered.
  public func freeze() async throws { try await program.freeze() }
  public func thaw() { program.thaw() }

  // MARK: Contents

  public static func dn(person login: String) -> String { Slapd.dn(person: login) }
  public static func dn(group name: String) -> String { Slapd.dn(group: name) }

  /// Adds LDIF records as the directory manager (`Slapd.record` writes them).
  public func add(_ ldif: String) async throws { try await change("ldapadd", ldif) }

  /// Applies LDIF change records (`Slapd.change` writes them), to cn=config too.
  public func modify(_ ldif: String) async throws { try await change("ldapmodify", ldif) }

  private func change(_ program: String, _ ldif: String) async throws {
    try await SlapdProgram.run(
      "/usr/bin/\(program)", ["-x", "-H", ldapURL] + asManager, input: ldif)
  }

  private var asManager: [String] { ["-D", Self.adminDN, "-w", Self.adminPassword] }

  /// An administrator has switched the account off (`nsAccountLock`).
  public func setDisabled(_ login: String, _ isDisabled: Bool = true) async throws {
    try await modify(
      Slapd.change(
        Self.dn(person: login), replace: "nsAccountLock", isDisabled ? ["true"] : []))
  }

  /// Makes the password expired; it takes `Options.expiry` too.
  public func expirePassword(_ login: String) async throws {
    try await modify(
      Slapd.change(
        Self.dn(person: login), replace: "passwordExpirationTime", ["20200101000000Z"]))
  }

  /// Sets a password as an administrator does; with `Options.mustChange` the person must change it.
  public func resetPassword(_ login: String, to password: String) async throws {
    try await modify(
      Slapd.change(Self.dn(person: login), replace: "userPassword", [password]))
  }

  // MARK: What was asked of it

  /// Simple binds as this entry that have reached the server.
  public func bindCount(_ dn: String) throws -> Int {
    let wanted = "BIND dn=\"\(dn)\" method=128".lowercased()
    return try log().split(separator: "\n").count { $0.lowercased().contains(wanted) }
  }

  /// The server's access log: one line for each connection, request and result.
  public func log() throws -> String { try String(contentsOfFile: logFile, encoding: .utf8) }

  /// What `ldapsearch` writes, asked by the directory manager.
  public func search(
    _ filter: String, _ attributes: [String], base: String = baseDN
  ) async throws -> String {
    try await SlapdProgram.run(
      "/usr/bin/ldapsearch",
      ["-x", "-LLL", "-o", "ldif-wrap=no", "-H", ldapURL] + asManager + ["-b", base, filter]
        + attributes)
  }

  /// What a simple bind over LDAPS is answered with, the password policy's word included; empty: it is
  /// let in and nothing more is said.
  public func bindAnswer(_ dn: String, _ password: String) async throws -> String {
    do {
      // libldap has no bound of its own for a TLS handshake; it writes what the control says as an error.
      let answer = try await SlapdProgram.run(
        "/usr/bin/timeout",
        [
          "5", "/bin/sh", "-c", "exec ldapwhoami \"$@\" 2>&1", "ldapwhoami", "-x", "-e", "ppolicy",
          "-H", ldapsURL, "-D", dn, "-w", password,
        ], environment: ["LDAPTLS_CACERT": caFile])
      return answer.lowercased() == "dn: \(dn)\n".lowercased() ? "" : answer
    } catch let failure as SlapdProgram.Failure {
      return failure.description
    }
  }

  /// The entry's `nsUniqueId`.
  public func stableID(_ dn: String) async throws -> String {
    let ldif = try await search("(objectClass=*)", ["nsUniqueId"], base: dn)
    guard let line = ldif.split(separator: "\n").first(where: { $0.hasPrefix("nsUniqueId: ") })
    else {
      throw SlapdProgram.Failure(description: "\(dn) has no nsUniqueId")
    }
    return String(line.dropFirst("nsUniqueId: ".count))
  }
}

/// The directory of `Slapd.usualPeople` and `usualGroups`, started once for all tests that only read.
public let usualDirectoryServer389 = Task { try await DirectoryServer389.start() }
