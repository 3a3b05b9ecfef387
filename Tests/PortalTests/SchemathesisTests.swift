import Foundation
import Identity
import TestKit
import Testing

@testable import Portal

/// Schemathesis reads the OpenAPI document of a running portal and asks what it finds there, well and
/// badly formed. It tells of statuses that are not documented, answers that break their schema, and 5xx.
@Suite("The OpenAPI document is true")
struct SchemathesisTests {
  private static let checks = [
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_headers_conformance", "response_schema_conformance", "negative_data_rejection",
    "missing_required_header", "unsupported_method", "allow_header_conformance", "ignored_auth",
  ]

  /// These end the session that asks.
  private static let ending = ["signOut", "endOwnSession", "endEmployeeSessions"]

  @Test(
    "Asked as an administrator, no answer is undocumented, malformed or 5xx",
    arguments: [false, true])
  func administrator(isMultiCompany: Bool) async throws {
    let house = try await PortalHouse(
      directory: try .sample(),
      policy: {
        Self.patient(&$0)
        $0.isMultiCompany = isMultiCompany
      })
    let company = isMultiCompany ? try await house.company("Alfa") : nil
    let token = try await house.administrator(company: company)
    _ = try await house.native("ola", by: token)
    let server = try PortalServer(house)
    try await run(
      server,
      Self.asking(token) + Self.ending.flatMap { ["--exclude-operation-id", $0] }
        + (isMultiCompany ? ["--include-tag", "Settings"] : []))
    let log = await house.askLocally("GET", "/audit?limit=200&action=session-ended")
    #expect(await house.ask("GET", "/session", token: token).status == 200, "\(log.body)")
    try await run(
      server,
      Self.asking(token) + Self.ending.flatMap { ["--include-operation-id", $0] })
    #expect(await house.ask("GET", "/session", token: token).status == 401)
    await server.stop()
  }

  private static func asking(_ token: String) -> [String] {
    ["--header", "Authorization: Bearer \(token)"]
  }

  @Test("Asked by nobody, no answer is undocumented, malformed or 5xx")
  func stranger() async throws {
    let house = try await PortalHouse(policy: Self.patient)
    let server = try PortalServer(house)
    try await run(server, [])
    await server.stop()
  }

  private static func patient(_ policy: inout Policy) { policy.addressFailures = 1_000_000 }

  private func run(_ server: PortalServer, _ arguments: [String]) async throws {
    let folder = try TemporaryFolder()
    // A missing version is 428 (RFC 6585, section 3); an old one is 412 before any field is judged.
    let settings = """
      [checks.missing_required_header]
      expected-statuses = [400, 401, 403, 428]
      [checks.negative_data_rejection]
      expected-statuses = [400, 401, 403, 404, 405, 409, 412, 415, 422, 428, 429]

      """
    try Data(settings.utf8).write(to: URL(fileURLWithPath: folder.path + "/schemathesis.toml"))
    let url = "http://127.0.0.1:\(server.port)/api/v1/openapi.json"
    let output = try await onOwnThread {
      let process = ChildProcess()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
      process.environment = ProcessInfo.processInfo.environment.merging(
        ["PATH": Self.path, "NO_COLOR": "1"]) { $1 }
      process.arguments =
        [
          "schemathesis", "run", url, "--url", "http://127.0.0.1:\(server.port)",
          "--checks", Self.checks.joined(separator: ","), "--phases", "coverage,fuzzing",
          "--max-examples", "5", "--seed", "1", "--generation-database", "none",
          "--suppress-health-check", "all",
        ] + arguments
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = pipe
      try process.run()
      let output = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
    #expect(output.0 == 0, "\(output.1)")
  }

  /// Where Scripts/bootstrap puts the program, then the PATH.
  private static let path =
    FileManager.default.currentDirectoryPath + "/.build/tools/venv/bin:"
    + (ProcessInfo.processInfo.environment["PATH"] ?? "")
}
