import Foundation

/// An OpenLDAP server really started on 127.0.0.1: `ldap://` with StartTLS, `ldaps://` and `ldapi://`,
/// with a certificate from an authority of its own.
///
/// It ends with the process that started it, however that ends: a small shell watches a pipe.
///
///     let slapd = try await Slapd.start()
///     // slapd.ldapsURL, slapd.caFile, Slapd.serviceDN, Slapd.servicePassword
///     await slapd.stop()
public final class Slapd: Sendable {
  public static let serviceDN = "cn=brama,ou=services,\(suffix)"
  public static let servicePassword = "Service-secret"
  public static let baseDN = suffix
  public static let peopleBase = "ou=people,\(suffix)"
  public static let groupBase = "ou=groups,\(suffix)"
  static let adminPassword = "Admin-secret"

  public let port: UInt16
  public let tlsPort: UInt16
  public var caFile: String { certificates.caFile }
  public let certificates: SlapdCertificates
  private let folder: TemporaryFolder
  private let program: LeashedProgram

  public var ldapURL: String { "ldap://127.0.0.1:\(port)" }
  public var ldapsURL: String { "ldaps://127.0.0.1:\(tlsPort)" }
  public var ldapiURL: String {
    "ldapi://" + folder.file("ldapi").replacingOccurrences(of: "/", with: "%2F")
  }
  private var logFile: String { folder.file("log") }

  private init(
    folder: TemporaryFolder, certificates: SlapdCertificates, environment: [String: String],
    port: UInt16, tlsPort: UInt16
  ) {
    self.folder = folder
    self.certificates = certificates
    self.port = port
    self.tlsPort = tlsPort
    let ldapi = "ldapi://" + folder.file("ldapi").replacingOccurrences(of: "/", with: "%2F")
    self.program = LeashedProgram(
      "slapd",
      [
        "/usr/sbin/slapd", "-d", "stats", "-F", folder.file("conf"), "-h",
        "ldap://127.0.0.1:\(port)/ ldaps://127.0.0.1:\(tlsPort)/ \(ldapi)",
      ], in: folder, logFile: folder.file("log"), environment: environment)
  }

  /// Builds a directory, starts the server and returns when it answers.
  public static func start(
    people: [Person] = usualPeople, groups: [Group] = usualGroups, options: Options = Options()
  ) async throws -> Slapd {
    let folder = try TemporaryFolder()
    let certificates =
      options.ownAuthority || options.fault != nil
      ? try await SlapdCertificates.make(in: folder, options.fault)
      : try await SlapdCertificates.shared(in: folder)
    for name in ["conf", "data"] {
      try FileManager.default.createDirectory(
        atPath: folder.file(name), withIntermediateDirectories: false)
    }
    let conf = try folder.write(
      configuration(options, folder: folder, certificates: certificates), to: "conf.ldif")
    let slapadd = "/usr/sbin/slapadd"
    try await SlapdProgram.run(slapadd, ["-n", "0", "-F", folder.file("conf"), "-l", conf])
    let data = try folder.write(tree(people, options), to: "data.ldif")
    try await SlapdProgram.run(
      slapadd, ["-q", "-n", "1", "-F", folder.file("conf"), "-l", data])
    var environment: [String: String] = [:]
    if let realm = options.kerberos {
      environment["KRB5_KTNAME"] = try await realm.keytab(for: "ldap/127.0.0.1")
    }
    let slapd = try await launched(folder, certificates, environment)
    if !groups.isEmpty {
      try await slapd.add(groups.enumerated().map { record($1, number: $0) }.joined())
      // The memberOf overlay sees only members that exist: first all groups, then what they hold.
      let nesting = groups.map { nestingRecord($0) }.joined()
      if !nesting.isEmpty { try await slapd.modify(nesting) }
    }
    return slapd
  }

  /// On ports that were free a moment ago; should somebody have been faster, on others.
  private static func launched(
    _ folder: TemporaryFolder, _ certificates: SlapdCertificates, _ environment: [String: String]
  ) async throws -> Slapd {
    for attempt in 1... {
      let slapd = Slapd(
        folder: folder, certificates: certificates, environment: environment,
        port: try freePort(), tlsPort: try freePort())
      do {
        try await slapd.launch()
        return slapd
      } catch  where attempt < 5 { continue }
    }
    throw SlapdProgram.Failure(description: "unreachable: the loop has no end")
  }

  /// Starts it again after `stop`, on the same ports with the same data.
  public func restart() async throws {
    await stop()
    try await launch()
  }

  private func launch() async throws {
    let starts = startCount
    // Its own word: on the port alone somebody else may be listening.
    try await program.launch { self.startCount > starts && canConnect(self.port) }
  }

  private var startCount: Int {
    ((try? log()) ?? "").split(separator: "\n").count { $0.hasSuffix("slapd starting") }
  }

  /// Ends it as an administrator would (SIGTERM) and waits until it is gone.
  public func stop() async { await program.stop() }

  /// Hangs: connections are accepted by the kernel and nothing is ever answered. Returns when every
  /// thread has stopped.
  public func freeze() async throws { try await program.freeze() }
  public func thaw() { program.thaw() }

  // MARK: Contents

  /// Adds LDIF records as the administrator of the directory.
  public func add(_ ldif: String) async throws { try await change("ldapadd", ldif) }

  /// Adds an entry that says that all below it lies on another server (RFC 3296).
  public func addReferral(_ dn: String, to url: String) async throws {
    let name = dn.split(separator: ",")[0].split(separator: "=").map(String.init)
    try await change(
      "ldapadd",
      Self.record(
        dn,
        [
          ("objectClass", ["referral", "extensibleObject"]), (name[0], [name[1]]), ("ref", [url]),
        ]), ["-M"])
  }

  /// Applies LDIF change records.
  public func modify(_ ldif: String) async throws { try await change("ldapmodify", ldif) }

  /// As `modify`, for attributes that the server otherwise keeps to itself.
  public func modifyRelaxed(_ ldif: String) async throws {
    try await change("ldapmodify", ldif, ["-e", "relax"])
  }

  private func change(_ program: String, _ ldif: String, _ more: [String] = []) async throws {
    try await SlapdProgram.run(
      "/usr/bin/\(program)",
      ["-x", "-H", ldapURL, "-D", "cn=admin,\(Self.suffix)", "-w", Self.adminPassword] + more,
      input: ldif)
  }

  /// Who a bind is let in as, as `ldapwhoami` says it; what it complains of when it is not.
  /// - Parameter arguments: of `ldapwhoami`, the address among them.
  public func whoami(
    _ arguments: [String], environment: [String: String] = [:]
  ) async throws -> String {
    do {
      let trust = ["LDAPTLS_CACERT": caFile, "LDAPSASL_NOCANON": "on"]
      return try await SlapdProgram.run(
        "/usr/bin/timeout",
        ["5", "/usr/bin/ldapwhoami"] + (arguments.contains("-x") ? [] : ["-Q"]) + arguments,
        environment: trust.merging(environment) { $1 })
    } catch let failure as SlapdProgram.Failure {
      return failure.description
    }
  }

  // MARK: What was asked of it

  /// Simple binds as this entry that have reached the server since its first start.
  public func bindCount(_ dn: String) throws -> Int {
    let wanted = "BIND dn=\"\(dn)\" method=128"
    return try log().split(separator: "\n").count { $0.contains(wanted) }
  }

  /// The server's log: one line for each connection, request and result.
  public func log() throws -> String { try String(contentsOfFile: logFile, encoding: .utf8) }

  /// What `ldapsearch` writes, asked by the administrator of the directory.
  public func search(
    _ filter: String, _ attributes: [String], base: String = baseDN
  ) async throws -> String {
    try await SlapdProgram.run(
      "/usr/bin/ldapsearch",
      [
        "-x", "-LLL", "-o", "ldif-wrap=no", "-H", ldapURL, "-D", "cn=admin,\(Self.suffix)", "-w",
        Self.adminPassword, "-b", base, "-s", base == Self.baseDN ? "sub" : "base", filter,
      ] + attributes)
  }

  /// The entry's `entryUUID`.
  public func stableID(_ dn: String) async throws -> String {
    let ldif = try await search("(objectClass=*)", ["entryUUID"], base: dn)
    guard let line = ldif.split(separator: "\n").first(where: { $0.hasPrefix("entryUUID: ") })
    else {
      throw SlapdProgram.Failure(description: "\(dn) has no entryUUID")
    }
    return String(line.dropFirst("entryUUID: ".count))
  }
}
