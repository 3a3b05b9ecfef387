import Foundation
import TestKit
import Testing

/// Schemathesis reads the OpenAPI document of a running `brama serve` with slapd behind it, and asks what
/// it finds there, well and badly formed. It tells of statuses that are not documented, answers that break
/// their schema, and 5xx.
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
    "no answer of a running service is undocumented, malformed or 5xx, in either mode, for an administrator and for nobody",
    arguments: [false, true])
  func everyCall(isMultiCompany: Bool) async throws {
    let slapd = try await Slapd.start()
    let house = try await FaultHouse.start(
      slapd,
      more: """
        multi_company = \(isMultiCompany)
        [sign_in]
        address_failures = 1000000
        refusal_time = 50
        """, company: isMultiCompany ? "Alfa" : nil)
    // Somebody to be found, with an e-mail address and everything else that a directory gives.
    try await house.card("u1", in: isMultiCompany ? "Alfa" : nil)
    try await run(
      house, Self.asking(house.token) + Self.ending.flatMap { ["--exclude-operation-id", $0] })
    // Whatever was asked, the session that asked was not ended by it.
    #expect(try await house.status(house.token) == 200)
    try await run(
      house, Self.asking(house.token) + Self.ending.flatMap { ["--include-operation-id", $0] })
    #expect(try await house.status(house.token) == 401)
    // Nobody is asked for a company before they are somebody: one mode tells of both.
    if !isMultiCompany { try await run(house, []) }
    #expect(!house.service.log.contains("a request failed"), "\(house.service.log)")
    #expect(try await house.service.stop() == 0)
    await slapd.stop()
  }

  private static func asking(_ token: String) -> [String] {
    ["--header", "Authorization: Bearer \(token)"]
  }

  private func run(_ house: FaultHouse, _ arguments: [String]) async throws {
    let folder = try TemporaryFolder()
    // A missing version is 428 (RFC 6585, section 3); an old one is 412 before any field is judged.
    let settings = """
      parameters = { "path.name" = "main" }
      [checks.missing_required_header]
      expected-statuses = [400, 401, 403, 428]
      [checks.negative_data_rejection]
      expected-statuses = [400, 401, 403, 404, 405, 409, 412, 415, 422, 428, 429]

      """
    try Data(settings.utf8).write(to: URL(fileURLWithPath: folder.path + "/schemathesis.toml"))
    let address = house.service.address
    let authority = house.installation.authority.certificateFile
    let output = try await onOwnThread {
      let process = ChildProcess()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
      process.environment = ProcessInfo.processInfo.environment.merging(
        ["PATH": Self.path, "NO_COLOR": "1"]) { $1 }
      process.arguments =
        [
          "schemathesis", "run", "\(address)/api/v1/openapi.json", "--url", address,
          "--tls-verify", authority,
          "--checks", Self.checks.joined(separator: ","), "--phases", "coverage,fuzzing",
          "--max-examples", "3", "--seed", "1", "--generation-database", "none",
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
