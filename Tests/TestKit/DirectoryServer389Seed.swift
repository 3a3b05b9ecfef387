import Foundation

/// An instance of 389 Directory Server made by `dscreate` once a machine and version, below a prefix of
/// its own, with nothing in it but its suffix; each `DirectoryServer389` works on a copy whose
/// configuration names its own folder and ports.
enum DirectoryServer389Seed {
  /// Stands in the seed where a copy has its own ports.
  static let ports: (plain: UInt16, tls: UInt16) = (389, 636)

  static func folder() async throws -> String {
    let version = try await TestCache.version(of: "389-ds-base")
    return try await TestCache.folder("389ds-\(TestCache.digest(version + "1"))") { draft in
      try await make(draft)
      // The configuration names it; a copy replaces that.
      try Data(draft.utf8).write(to: URL(fileURLWithPath: draft + "/prefix"))
    }
  }

  private static func make(_ prefix: String) async throws {
    let files = FileManager.default
    for folder in [
      "share/dirsrv/inf", "etc/default", "run/dirsrv", "run/lock/dirsrv", "var/log/dirsrv",
      "var/lib/dirsrv", "shm", "lib/dirsrv",
    ] {
      try files.createDirectory(
        atPath: "\(prefix)/\(folder)", withIntermediateDirectories: true)
    }
    try await SlapdProgram.run("/bin/cp", ["-r", "/etc/dirsrv", "\(prefix)/etc/dirsrv"])
    try Data(paths(prefix).utf8).write(
      to: URL(fileURLWithPath: "\(prefix)/share/dirsrv/inf/defaults.inf"))
    let (port, tlsPort) = (try freePort(), try freePort())
    let wanted = """
      [general]
      config_version = 2
      full_machine_name = localhost
      strict_host_checking = False
      systemd = False
      [slapd]
      instance_name = kit
      port = \(port)
      secure_port = \(tlsPort)
      root_password = \(DirectoryServer389.adminPassword)
      self_sign_cert = False
      [backend-userroot]
      suffix = \(DirectoryServer389.baseDN)
      sample_entries = no
      create_suffix_entry = True
      """
    try Data(wanted.utf8).write(to: URL(fileURLWithPath: "\(prefix)/instance.inf"))
    try await SlapdProgram.run(
      "/usr/sbin/dscreate", ["from-file", "\(prefix)/instance.inf"],
      environment: ["PREFIX": prefix])
    // It has been started by dscreate; what follows takes effect at the next start.
    let pidFile = "\(prefix)/run/dirsrv/slapd-kit.pid"
    let text = try String(contentsOfFile: pidFile, encoding: .utf8)
    guard let pid = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw SlapdProgram.Failure(description: "\(pidFile): \(text)")
    }
    do {
      defer { kill(pid, SIGTERM) }
      try await SlapdProgram.run(
        "/usr/bin/ldapmodify",
        [
          "-x", "-H", "ldap://127.0.0.1:\(port)", "-D", DirectoryServer389.adminDN, "-w",
          DirectoryServer389.adminPassword,
        ], input: settings)
    }
    try await until("389-ds ends") { kill(pid, 0) != 0 }
    // Shared memory of the database: made anew at each start, 100 MB.
    let data = "\(prefix)/var/lib/dirsrv/slapd-kit/db"
    for name in try files.contentsOfDirectory(atPath: data) where name.hasPrefix("__db.") {
      try files.removeItem(atPath: "\(data)/\(name)")
    }
    let dse = "\(prefix)/etc/dirsrv/slapd-kit/dse.ldif"
    let made = try String(contentsOfFile: dse, encoding: .utf8)
      .replacingOccurrences(of: "nsslapd-port: \(port)\n", with: "nsslapd-port: \(ports.plain)\n")
      .replacingOccurrences(
        of: "nsslapd-securePort: \(tlsPort)\n", with: "nsslapd-securePort: \(ports.tls)\n"
      )
      // No waiting for the disk; this one cannot be changed while the server runs.
      .replacingOccurrences(
        of: "nsslapd-db-durable-transaction: on", with: "nsslapd-db-durable-transaction: off")
    try Data(made.utf8).write(to: URL(fileURLWithPath: dse))
  }

  /// Debian's table of paths, below the prefix and for this user.
  private static func paths(_ prefix: String) throws -> String {
    let debian = try String(
      contentsOfFile: "/usr/share/dirsrv/inf/defaults.inf", encoding: .utf8)
    return debian.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let parts = line.components(separatedBy: " = ")
      guard parts.count == 2 else { return String(line) }
      let (key, value) = (parts[0], parts[1])
      switch key {
      case "with_systemd": return "with_systemd = 0"
      case "user", "group": return "\(key) = \(NSUserName())"
      case "inst_dir": return "inst_dir = \(prefix)/lib/dirsrv/slapd-{instance_name}"
      default:
        if value.hasPrefix("/dev/shm") { return "\(key) = \(prefix)/shm" }
        let isOwn = ["/etc", "/run", "/var"].contains { value.hasPrefix($0) }
        return isOwn ? "\(key) = \(prefix)\(value)" : String(line)
      }
    }.joined(separator: "\n")
  }

  /// Loopback alone, TLS, a small cache, a log that can be read at once, and the
  /// plugin that keeps memberOf, also through nested groups.
  private static let settings = """
    dn: cn=config
    changetype: modify
    replace: nsslapd-listenhost
    nsslapd-listenhost: 127.0.0.1
    -
    replace: nsslapd-securelistenhost
    nsslapd-securelistenhost: 127.0.0.1
    -
    replace: nsslapd-security
    nsslapd-security: on
    -
    replace: nsslapd-accesslog-logbuffering
    nsslapd-accesslog-logbuffering: off
    -
    replace: passwordStorageScheme
    passwordStorageScheme: SSHA512

    dn: cn=config,cn=ldbm database,cn=plugins,cn=config
    changetype: modify
    replace: nsslapd-cache-autosize
    nsslapd-cache-autosize: 0

    dn: cn=bdb,cn=config,cn=ldbm database,cn=plugins,cn=config
    changetype: modify
    replace: nsslapd-dbcachesize
    nsslapd-dbcachesize: 8388608

    dn: cn=MemberOf Plugin,cn=plugins,cn=config
    changetype: modify
    replace: nsslapd-pluginEnabled
    nsslapd-pluginEnabled: on
    -
    replace: memberofgroupattr
    memberofgroupattr: member
    memberofgroupattr: uniqueMember
    -
    replace: memberofautoaddoc
    memberofautoaddoc: nsMemberOf

    dn: cn=referential integrity postoperation,cn=plugins,cn=config
    changetype: modify
    replace: nsslapd-pluginEnabled
    nsslapd-pluginEnabled: on

    """
}
