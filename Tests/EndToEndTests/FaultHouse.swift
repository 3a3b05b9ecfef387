import Foundation
import TestKit
import Testing

/// An installation that is set up, with its administrator signed in; the faults are put to it.
struct FaultHouse: Sendable {
  static let administrator = "Administrator"
  static let password = "correct horse battery"

  let installation: CommandInstallation
  let service: CommandService
  /// The administrator's session.
  let token: String

  /// - Parameters:
  ///   - more: further configuration before the listeners.
  ///   - domain: further keys of the domain; every member of it may sign in.
  ///   - company: made for multi-company mode, which `more` switches on; the administrator signs in to it.
  static func start(
    _ slapd: Slapd? = nil, servers: [String]? = nil, more: String = "", domain: String = "",
    environment: [String: String] = [:], group: String = "all", company: String? = nil
  ) async throws -> FaultHouse {
    let installation = try CommandInstallation(slapd, servers: servers, more: more)
    if slapd != nil {
      let text = try String(contentsOfFile: installation.configuration, encoding: .utf8)
      try installation.write("\(text)\n\(domain)\n", to: "brama.toml")
    }
    let service = try await installation.serve(environment: environment)
    let code = try #require(
      try await installation.brama(["setup", "--json"], environment: environment)
        .json()["code"].string)
    var companyID: String?
    if let company {
      let words =
        ["company", "add", company] + (slapd == nil ? [] : ["--domain", "main"])
        + (slapd == nil ? [] : ["--group", group]) + ["--json"]
      companyID = try await installation.brama(words, environment: environment).json()["id"].string
    }
    let token = try await onOwnThread { [companyID] in
      let client = try FaultClient(service)
      let body = "{\"code\": \"\(code)\", \"password\": \"\(password)\"}"
      #expect(try client.call("POST", "/api/v1/setup", json: body).status == 204)
      return try #require(try client.signIn(administrator, password, company: companyID).token)
    }
    if slapd != nil, company == nil {
      let result = try await installation.brama(
        ["company", "set", "home", "--domain", "main", "--group", group],
        environment: environment)
      try #require(result.code == 0, "\(result.errors)")
    }
    return FaultHouse(installation: installation, service: service, token: token)
  }

  /// A card for the member of that login, linked to it.
  func card(_ login: String, in company: String? = nil) async throws {
    let words = company.map { ["--company", $0] } ?? []
    for words in [
      ["employee", "add", login, "--name", login] + words,
      ["employee", "link", login, "main", login] + words,
    ] {
      let result = try await installation.brama(words)
      try #require(result.code == 0, "\(words): \(result.errors)")
    }
  }

  /// Asks one thing on a connection of its own.
  func ask<Value: Sendable>(_ body: @Sendable (FaultClient) throws -> Value) async throws -> Value {
    let service = service
    return try await onOwnThread { try body(try FaultClient(service)) }
  }

  func status(_ token: String) async throws -> Int {
    try await ask { try $0.status(of: token) }
  }

  /// The chain of the audit log is whole.
  func auditIsWhole() async throws -> Bool {
    try await installation.json("audit", "verify")["findings"].list.isEmpty
  }
}
