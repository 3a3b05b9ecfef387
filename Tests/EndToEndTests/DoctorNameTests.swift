import Foundation
import Glibc
import TestKit
import Testing

/// What the system's own resolver says wrongly cannot be set up beside the other tests: each runs the
/// command in a network, or with a list of hosts, of its own.
@Suite(DirectoryForSuite()) struct DoctorNameTests {
  private let slapd: Slapd

  init() throws { slapd = try DirectoryForSuite.current }

  /// `unshare` (1) with these words before the command.
  private func examine(
    _ installation: CommandInstallation, _ words: [String], language: String = "C.UTF-8"
  ) async throws -> CommandProgram.Result {
    try await CommandProgram.run(
      "/usr/bin/unshare",
      (geteuid() == 0 ? [] : ["-r"]) + words + [
        try CommandProgram.path(), "doctor", "main", "--json",
      ], environment: ["BRAMA_CONFIG": installation.configuration, "LC_ALL": language])
  }

  private func finding(_ id: String, _ result: CommandProgram.Result) throws -> JSONNode {
    let found = try result.json()["domains"][0]["findings"].list
    return try #require(
      found.first { $0["id"].string == id }, "\(result.output) \(result.errors)")
  }

  @Test("a machine whose name servers do not answer is told from a name that is not there (DOM-39)")
  func noNameServer() async throws {
    let installation = try CommandInstallation(slapd, servers: ["ldaps://dc1.firma.test"])
    // A network of its own has nobody in it.
    let result = try await examine(installation, ["-n"])
    #expect(result.code == 3)
    let finding = try finding("name-lookup-failed", result)
    #expect(finding["verdict"].string == "problem")
    #expect("\(finding)".contains("dc1.firma.test"), "\(finding)")
    #expect("\(finding)".contains("emporary failure in name resolution"), "\(finding)")
    #expect(
      finding["remedy"].string == "Check this machine's DNS servers (/etc/resolv.conf).")
    let polish = try await examine(installation, ["-n"], language: "pl_PL.UTF-8")
    #expect(
      try self.finding("name-lookup-failed", polish)["remedy"].string
        == "Sprawdź serwery DNS tej maszyny (/etc/resolv.conf).")
  }

  @Test("a name with an address on which nobody listens is told, and the other address is used")
  func deadAddress() async throws {
    let installation = try CommandInstallation(
      slapd, servers: ["ldap://dc1.firma.test:\(slapd.port)"])
    let configuration = try String(contentsOfFile: installation.configuration, encoding: .utf8)
    try installation.write(
      configuration + "start_tls = false\ninsecure_plain_passwords = true\n", to: "brama.toml")
    try installation.write(
      "127.0.0.2 dc1.firma.test\n127.0.0.1 dc1.firma.test\n", to: "hosts")
    // Addresses of one prefix come first otherwise (gai.conf(5)).
    try installation.write(
      "precedence ::ffff:127.0.0.2/128 100\nprecedence ::ffff:0:0/96 10\n", to: "gai.conf")
    let mounted = [
      "-m", "/bin/sh", "-c",
      "cd '\(installation.folder)' && for f in hosts gai.conf; do mount --bind $f /etc/$f || exit; "
        + "done && exec \"$@\"", "sh",
    ]
    let result = try await examine(installation, mounted)
    let finding = try finding("some-addresses-fail", result)
    #expect(finding["verdict"].string == "warning")
    #expect("\(finding)".contains("127.0.0.2"), "\(finding)")
    #expect("\(finding)".contains("Connection refused"), "\(finding)")
    #expect(
      finding["remedy"].string
        == "Take the addresses that do not answer out of DNS, or start the server there.")
    let ids = try result.json()["domains"][0]["findings"].list.compactMap { $0["id"].string }
    #expect(ids.contains("connected") && ids.contains("people-found"), "\(ids)")
    let polish = try await examine(installation, mounted, language: "pl_PL.UTF-8")
    #expect(
      try self.finding("some-addresses-fail", polish)["remedy"].string
        == "Usuń z DNS adresy, które nie odpowiadają, albo uruchom tam serwer.")
  }
}
