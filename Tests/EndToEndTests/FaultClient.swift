import Foundation
import TestKit
import Testing

/// One connection to a running Brama that lives as long as it is of use. It blocks: for `atOnce` and
/// `onOwnThread`.
final class FaultClient {
  let service: CommandService
  private let port: UInt16
  private let tls: HTTPClientTLS
  private var open: HTTPRawClient?

  init(_ service: CommandService) throws {
    self.service = service
    port = try #require(service.address.split(separator: ":").last.flatMap { UInt16($0) })
    tls = HTTPClientTLS(authorityFile: service.installation.authority.certificateFile)
  }

  /// Connects now, so that what follows costs no handshake.
  @discardableResult
  func connect() throws -> HTTPRawClient {
    if let open { return open }
    let new = try HTTPRawClient(port: port, tls: tls)
    open = new
    return new
  }

  /// One request and its answer; after any failure the next one has a new connection.
  func call(
    _ method: String, _ path: String, _ body: [UInt8]? = nil, token: String? = nil,
    headers: [String: String] = [:], within timeout: Duration = .seconds(20)
  ) throws -> HTTPRawResponse {
    do {
      try connect().send(Self.request(method, path, body, token: token, headers: headers))
      return try answer(within: timeout)
    } catch {
      open = nil
      throw error
    }
  }

  func call(
    _ method: String, _ path: String, json: String, token: String? = nil,
    headers: [String: String] = [:], within timeout: Duration = .seconds(20)
  ) throws -> HTTPRawResponse {
    try call(
      method, path, Array(json.utf8), token: token, headers: headers, within: timeout)
  }

  /// The answer to what was sent on `connect()`.
  func answer(within timeout: Duration = .seconds(20)) throws -> HTTPRawResponse {
    let response = try connect().response(within: timeout)
    if response.field("connection")?.lowercased() == "close" { open = nil }
    return response
  }

  func signIn(
    _ login: String, _ password: String, company: String? = nil,
    within timeout: Duration = .seconds(20)
  ) throws -> HTTPRawResponse {
    try call(
      "POST", "/api/v1/sign-in", json: Self.signInBody(login, password, company: company),
      within: timeout)
  }

  /// Whether the token's session is live.
  func status(of token: String) throws -> Int {
    try call("GET", "/api/v1/session", token: token).status
  }

  static func signInBody(_ login: String, _ password: String, company: String? = nil) -> String {
    let company = company.map { ", \"company\": \(quoted($0))" } ?? ""
    return "{\"login\": \(quoted(login)), \"password\": \(quoted(password))\(company)}"
  }

  /// The text as a JSON string.
  static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case _ where scalar.value < 0x20:
        "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }

  static func request(
    _ method: String, _ path: String, _ body: [UInt8]? = nil, token: String? = nil,
    headers: [String: String] = [:]
  ) -> [UInt8] {
    var fields = ["Host": "localhost"]
    if let body {
      fields["Content-Type"] = "application/json"
      fields["Content-Length"] = String(body.count)
    }
    if let token { fields["Authorization"] = "Bearer \(token)" }
    fields.merge(headers) { $1 }
    let head = fields.map { "\($0.key): \($0.value)\r\n" }.joined()
    return Array("\(method) \(path) HTTP/1.1\r\n\(head)\r\n".utf8) + (body ?? [])
  }
}

extension HTTPRawResponse {
  func json() throws -> JSONNode { try JSONNode(text) }

  /// The token of a completed sign-in.
  var token: String? { try? json()["session"]["token"].string }
}

/// Runs the body so many times at once, each on a thread of its own, and gives the results in order.
func atOnce<Value: Sendable>(
  _ count: Int, _ body: @escaping @Sendable (Int) throws -> Value
) async throws -> [Value] {
  try await withThrowingTaskGroup(of: (Int, Value).self) { group in
    for number in 0..<count {
      group.addTask { try await onOwnThread { (number, try body(number)) } }
    }
    return try await group.reduce(into: [(Int, Value)]()) { $0.append($1) }
      .sorted { $0.0 < $1.0 }.map(\.1)
  }
}
