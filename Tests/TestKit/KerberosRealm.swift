import Foundation

/// A Kerberos realm of its own: an MIT key distribution centre really started on 127.0.0.1. It ends with
/// the process that started it. This process and its children know the realm by `KRB5_CONFIG`.
public final class KerberosRealm: Sendable {
  public let name: String
  private let folder: TemporaryFolder
  private let port: UInt16
  private let program: LeashedProgram

  private init(folder: TemporaryFolder, port: UInt16) {
    self.folder = folder
    self.port = port
    name = "R\(port).TEST"
    program = LeashedProgram(
      "krb5kdc", ["/usr/sbin/krb5kdc", "-n", "-r", name], in: folder,
      logFile: folder.file("out"), environment: ["KRB5_KDC_PROFILE": folder.file("kdc.conf")])
  }

  /// The realm in which the directory on 127.0.0.1 is, one for all tests of a process.
  public static let shared = Task { try await KerberosRealm.start() }

  public static func start() async throws -> KerberosRealm {
    let realm = KerberosRealm(folder: try TemporaryFolder(), port: try freePort())
    let (folder, port) = (realm.folder, realm.port)
    try folder.write(
      """
      [kdcdefaults]
        kdc_listen = 127.0.0.1:\(port)
        kdc_tcp_listen = 127.0.0.1:\(port)
      [realms]
        \(realm.name) = {
          database_name = \(folder.file("principal"))
          key_stash_file = \(folder.file("stash"))
          acl_file = \(folder.file("acl"))
          supported_enctypes = aes256-cts-hmac-sha1-96:normal
        }
      [logging]
        kdc = FILE:\(folder.file("log"))

      """, to: "kdc.conf")
    try await KerberosSettings.add(realm.name, kdc: "127.0.0.1:\(port)", hosts: ["127.0.0.1"])
    try await SlapdProgram.run(
      "/usr/sbin/kdb5_util", ["-r", realm.name, "create", "-s", "-P", "Master-secret"],
      environment: try realm.environment())
    try await realm.launch()
    return realm
  }

  private func environment() throws -> [String: String] {
    [
      "KRB5_KDC_PROFILE": folder.file("kdc.conf"), "KRB5_CONFIG": try KerberosSettings.file(),
    ]
  }

  private func launch() async throws {
    try await program.launch { canConnect(self.port) }
  }

  public func restart() async throws {
    await stop()
    try await launch()
  }

  public func stop() async { await program.stop() }

  /// Hangs: it takes questions and answers none.
  public func freeze() async throws { try await program.freeze() }
  public func thaw() { program.thaw() }

  /// Makes a principal with a random key, `ldap/127.0.0.1` for one, unless it is there, and a keytab
  /// for it.
  /// - Returns: the keytab's path.
  public func keytab(for principal: String) async throws -> String {
    let path = folder.file("\(UUID().uuidString).keytab")
    // It exits with an error where the principal is there already, which the next command tells.
    _ = try? await administer("addprinc -randkey \(principal)")
    let answer = try await administer("ktadd -norandkey -k \(path) \(principal)")
    guard answer.contains("added to keytab") else {
      throw SlapdProgram.Failure(description: "kadmin.local: \(answer)")
    }
    return path
  }

  private func administer(_ command: String) async throws -> String {
    try await SlapdProgram.run(
      "/usr/sbin/kadmin.local", ["-r", name, "-q", command], environment: try environment())
  }

  /// Gives a principal another random key: keytabs made before are worth nothing any more.
  public func changeKey(of principal: String) async throws {
    _ = try await administer("cpw -randkey \(principal)")
  }

  /// The centre's log: one line for each ticket asked for.
  public func log() throws -> String {
    try String(contentsOfFile: folder.file("log"), encoding: .utf8)
  }
}
