import Foundation
import Glibc
import TestKit
import Testing

/// An installation in a folder of its own: configuration, certificate, and a directory where one is
/// given. Nothing runs until `serve`.
final class CommandInstallation: Sendable {
  let folder = NSTemporaryDirectory() + "brama-command-\(UUID().uuidString.prefix(8))"
  let authority: TestAuthority

  var configuration: String { file("brama.toml") }
  var certificate: String { file("server.crt") }
  var key: String { file("sealing.key") }
  var store: String { file("brama.db") }
  var log: String { file("brama.log") }

  init(_ slapd: Slapd? = nil, servers: [String]? = nil, more: String = "") throws {
    authority = try TestAuthority()
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try renewCertificate()
    var text = """
      \(more)
      [http]
      listen = ["127.0.0.1:0"]
      certificate = "\(certificate)"
      certificate_key = "\(file("server.key"))"
      [metrics]
      listen = "127.0.0.1:0"
      [socket]
      path = "\(file("brama.sock"))"
      [store]
      path = "\(store)"
      audit_head = "\(file("audit.head"))"
      [key]
      file = "\(key)"

      """
    if let slapd {
      let urls = (servers ?? [slapd.ldapURL]).map { "\"\($0)\"" }.joined(separator: ", ")
      text += """
        [domains.main]
        servers = [\(urls)]
        base = "\(Slapd.baseDN)"
        people_base = "\(Slapd.peopleBase)"
        group_base = "\(Slapd.groupBase)"
        service_dn = "\(Slapd.serviceDN)"
        service_password = "\(Slapd.servicePassword)"
        ca_file = "\(slapd.caFile)"

        """
    }
    try write(text, to: "brama.toml")
    chmod(configuration, 0o600)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func file(_ name: String) -> String { "\(folder)/\(name)" }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
  }

  /// A new certificate from the same authority, under the same names.
  func renewCertificate(_ commonName: String = "localhost") throws {
    let issued = try authority.issue(commonName)
    for (from, to) in [(issued.certificateFile, certificate), (issued.keyFile, file("server.key"))]
    {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: from))
      try bytes.write(to: URL(fileURLWithPath: to))
    }
  }

  /// Runs the command with this installation's configuration.
  func brama(
    _ words: [String], input: String = "", environment: [String: String] = [:]
  ) async throws -> CommandProgram.Result {
    try await CommandProgram.run(
      CommandProgram.path(), words,
      environment: ["BRAMA_CONFIG": configuration, "LC_ALL": "C.UTF-8"]
        .merging(environment) { $1 },
      input: input)
  }

  func brama(_ words: String...) async throws -> CommandProgram.Result { try await brama(words) }

  /// Runs a command that must succeed.
  @discardableResult
  func done(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) async throws
    -> CommandProgram.Result
  {
    let result = try await brama(words)
    #expect(
      result.code == 0, "brama \(words.joined(separator: " ")): \(result.errors)",
      sourceLocation: sourceLocation)
    return result
  }

  /// As `done`, with `--json`.
  func json(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) async throws
    -> JSONNode
  {
    let result = try await brama(words + ["--json"])
    try #require(
      result.code == 0, "brama \(words.joined(separator: " ")): \(result.errors)",
      sourceLocation: sourceLocation)
    return try result.json()
  }

  /// Starts the service and returns once it says that it is ready.
  func serve(environment: [String: String] = [:], runner: [String] = []) async throws
    -> CommandService
  {
    try await CommandService(self, environment: environment, runner: runner)
  }
}
