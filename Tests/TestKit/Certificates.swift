import Foundation

/// A certificate authority for tests, made by the `openssl` program in a directory of its own; the
/// directory goes with the authority. EC keys on P-256.
///
/// A second authority is the foreign one that a client must not trust.
public final class TestAuthority: Sendable {
  public enum Validity: Sendable { case current, expired }

  /// A certificate and its key, PEM.
  public struct Certificate: Sendable {
    public let certificateFile: String
    public let keyFile: String
  }

  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  public let directory: String
  /// The authority's own certificate, PEM: what clients trust.
  public let certificateFile: String

  public init(name: String = "Test Authority") throws {
    let directory = NSTemporaryDirectory() + "authority-\(UUID().uuidString)"
    self.directory = directory
    certificateFile = directory + "/ca.crt"
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o755])
    // The `ca` program is the one that sets both dates; it wants a configuration and a register.
    try Data(Self.configuration(directory).utf8)
      .write(to: URL(fileURLWithPath: directory + "/ca.cnf"))
    try Data().write(to: URL(fileURLWithPath: directory + "/index.txt"))
    try openssl([
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
      "40",
      "-subj", "/CN=\(name)", "-keyout", directory + "/ca.key", "-out", directory + "/ca.crt",
      "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign",
    ])
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  /// Makes a key and a certificate for it.
  /// - Parameter names: subject alternative names, `DNS:` or `IP:` before each.
  public func issue(
    _ commonName: String = "localhost", names: [String] = ["DNS:localhost", "IP:127.0.0.1"],
    validity: Validity = .current
  ) throws -> Certificate {
    let stem = UUID().uuidString
    let certificate = Certificate(
      certificateFile: "\(directory)/\(stem).crt", keyFile: "\(directory)/\(stem).key")
    let extensions = """
      basicConstraints=CA:FALSE
      keyUsage=digitalSignature
      extendedKeyUsage=serverAuth,clientAuth
      subjectAltName=\(names.joined(separator: ","))
      """
    try Data(extensions.utf8).write(to: URL(fileURLWithPath: "\(directory)/\(stem).ext"))
    try openssl([
      "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
      "-subj", "/CN=\(commonName)", "-keyout", "\(directory)/\(stem).key", "-out",
      "\(directory)/\(stem).csr",
    ])
    let day = 86_400.0
    let (start, end) = validity == .current ? (-day, 30 * day) : (-2 * day, -day)
    try openssl([
      "ca", "-batch", "-notext", "-config", directory + "/ca.cnf", "-in",
      "\(directory)/\(stem).csr", "-out", "\(directory)/\(stem).crt",
      "-extfile", "\(directory)/\(stem).ext", "-startdate", Self.stamp(start), "-enddate",
      Self.stamp(end),
    ])
    return certificate
  }

  private static func stamp(_ offset: TimeInterval) -> String {
    let form = DateFormatter()
    form.locale = Locale(identifier: "en_US_POSIX")
    form.timeZone = TimeZone(identifier: "UTC")
    form.dateFormat = "yyyyMMddHHmmss'Z'"
    return form.string(from: Date().addingTimeInterval(offset))
  }

  private static func configuration(_ directory: String) -> String {
    """
    [ca]
    default_ca = test
    [test]
    database = \(directory)/index.txt
    new_certs_dir = \(directory)
    certificate = \(directory)/ca.crt
    private_key = \(directory)/ca.key
    default_md = sha256
    policy = policy
    unique_subject = no
    rand_serial = yes
    [policy]
    commonName = supplied
    """
  }

  /// Runs the `openssl` program; give it absolute paths.
  /// - Throws: `Failure` with what the program said.
  public func openssl(_ arguments: [String]) throws {
    let errors = "\(directory)/\(UUID().uuidString).errors"
    // Not `Process`: run from many threads at once it has crashed inside Foundation on Linux.
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var argv = (["openssl"] + arguments).map { strdup($0) } + [nil]
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    var environment = [strdup("PATH=\(path)"), nil]
    defer { for pointer in argv + environment { free(pointer) } }
    var child = pid_t()
    guard posix_spawnp(&child, "openssl", &actions, nil, &argv, &environment) == 0 else {
      throw Failure(description: "openssl cannot be started")
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else {
      let said = try? String(contentsOfFile: errors, encoding: .utf8)
      throw Failure(description: "openssl: " + (said ?? "failed"))
    }
  }
}
