import App
import Messages
import Text

/// The JSON API as commands use it: documents in and out, problems turned into exit codes (CLI-06).
struct API: Sendable {
  let client: any APIClient
  let catalogue: Catalogue

  struct Document: Sendable {
    let json: JSON
    let etag: String?
    let bytes: [UInt8]
  }

  @discardableResult
  func get(_ target: String) async throws -> Document { try await send("GET", target) }

  @discardableResult
  func post(_ target: String, _ body: JSON? = nil) async throws -> Document {
    try await send("POST", target, body)
  }

  /// - Parameter etag: what `get` of the same thing gave; the change is refused when it is stale (GEN-12).
  @discardableResult
  func put(_ target: String, _ body: JSON, ifMatch etag: String? = nil) async throws -> Document {
    try await send("PUT", target, body, ifMatch: etag)
  }

  @discardableResult
  func patch(_ target: String, _ body: JSON, ifMatch etag: String?) async throws -> Document {
    try await send("PATCH", target, body, ifMatch: etag)
  }

  @discardableResult
  func delete(_ target: String, ifMatch etag: String? = nil) async throws -> Document {
    try await send("DELETE", target, ifMatch: etag)
  }

  private func send(
    _ method: String, _ target: String, _ body: JSON? = nil, ifMatch etag: String? = nil
  ) async throws -> Document {
    var request = APIRequest(method, target, body: body?.bytes)
    request.headers["Accept-Language"] = catalogue.language.code
    if let etag { request.headers["If-Match"] = etag }
    let answer: APIAnswer
    do { answer = try await client.send(request) } catch {
      throw CommandFailure(.unavailable, "\(catalogue.text(.serverUnreachable)) (\(error))")
    }
    guard (200...299).contains(answer.status) else { throw failure(answer) }
    if answer.body.isEmpty { return Document(json: .null, etag: answer.etag, bytes: []) }
    guard let json = try? JSON.parse(answer.body) else {
      throw CommandFailure(.unavailable, "the server's answer is not JSON")
    }
    return Document(json: json, etag: answer.etag, bytes: answer.body)
  }

  private func failure(_ answer: APIAnswer) -> CommandFailure {
    let problem = (try? JSON.parse(answer.body)) ?? .null
    let text = problem["detail"].string ?? problem["title"].string ?? "HTTP \(answer.status)"
    let kind = problem["type"].string?.split(separator: "/").last.map(String.init) ?? ""
    let faults = problem["errors"].array.compactMap { $0["code"].string }
    let nothingThere: Set = [
      "no-such-domain", "no-such-group", "member-not-found", "no-such-company",
    ]
    let code: CommandFailure.Code =
      switch answer.status {
      case 404: .notFound
      case 400, 413, 415, 422:
        faults.contains(where: nothingThere.contains) ? .notFound : .wrongArguments
      case 503 where kind == "directory-unavailable": .directory
      case 500...: .unavailable
      default: .refused
      }
    return CommandFailure(code, text)
  }
}

/// A request target with a query, percent-encoded; parameters without a value are left out.
func target(_ path: String, _ query: [(String, String?)] = []) -> String {
  let pairs = query.compactMap { name, value in value.map { "\(name)=\(encoded($0))" } }
  return pairs.isEmpty ? path : "\(path)?\(pairs.joined(separator: "&"))"
}

/// A path segment or query value as RFC 3986, section 2.3 leaves unreserved.
func encoded(_ text: String) -> String {
  text.percentEncoded(keeping: Set("-._~".utf8))
}
