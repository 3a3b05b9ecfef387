import Foundation
import Synchronization
import TestKit
import Testing

/// What the clients were told, so that Brama can be held to it afterwards.
final class FaultJournal: Sendable {
  struct Book {
    /// Tokens of sessions that are owed, with whose they are.
    var live: [String: String] = [:]
    /// Tokens whose sign-out was acknowledged.
    var ended: [String] = []
    /// Their sign-out was sent and not answered: either is right.
    var doubtful: [String: String] = [:]
    /// Sign-ins with everything right that got no answer, by login: each may be a session nobody knows.
    var unanswered: [String: Int] = [:]
    var tally: [String: Int] = [:]
    var breaches: [String] = []
    var slowest: [String: Duration] = [:]
    /// When the last good sign-in of a domain person began.
    var goodSince: ContinuousClock.Instant?
    /// Brama is being ended: connections may break.
    var mayBeSilent = false
  }

  private let book = Mutex(Book())

  func withLock<Value: Sendable>(_ body: (inout Book) -> Value) -> Value {
    book.withLock { book in body(&book) }
  }

  /// Something that must not be.
  func breach(_ what: String) {
    withLock { if $0.breaches.count < 20 { $0.breaches.append(what) } }
  }

  /// Answers so far whose kind begins so, as in `domain 503`.
  func count(_ kind: String) -> Int {
    withLock { book in
      book.tally.reduce(0) { $0 + ($1.key.hasPrefix(kind) ? $1.value : 0) }
    }
  }

  func slowest(_ kind: String) -> Duration { withLock { $0.slowest[kind] ?? .zero } }
  func forgetSlowest() { withLock { $0.slowest = [:] } }

  var summary: String {
    withLock { book in
      book.tally.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
    }
  }

  /// Asks after every session that is owed, and every one that was ended.
  func hold(_ service: CommandService) async throws {
    let (live, ended) = withLock { ($0.live, $0.ended) }
    try await onOwnThread { [self] in
      let client = try FaultClient(service)
      for (token, login) in live {
        let status = try client.status(of: token)
        if status != 200 { breach("a session of \(login) that was told is lost: \(status)") }
      }
      for token in ended {
        let status = try client.status(of: token)
        if status != 401 { breach("a session that was signed out is back: \(status)") }
      }
    }
    // None more than were told or may have come about unseen.
    let listed = try await service.installation.json("session", "list")["sessions"].list
    var counts: [String: Int] = [:]
    for session in listed { counts[session["employee"]["login"].string ?? "?", default: 0] += 1 }
    for (login, count) in counts {
      let most = withLock { book in
        book.live.count { $0.value == login } + book.doubtful.count { $0.value == login }
          + book.unanswered[login, default: 0]
      }
      if count > most { breach("\(login) has \(count) sessions, at most \(most) came about") }
    }
    let verified = try await service.installation.brama("audit", "verify", "--json")
    let findings = try verified.json()["findings"].list
    if !findings.isEmpty { breach("audit verify: \(findings)") }
  }
}

/// The answers that the OpenAPI document lists for each call, with the problem types of each status.
struct FaultAnswers: Sendable {
  private let types: [String: [Int: String]]

  init(_ service: CommandService) async throws {
    let document = try await service.call("GET", "/api/v1/openapi.json").json()
    let problems = document["components"]["responses"]
    var types: [String: [Int: String]] = [:]
    for (method, path) in FaultWorker.calls {
      let responses = document["paths"][path][method.lowercased()]["responses"]
      var known: [Int: String] = [:]
      for status in 200..<600 where !responses[String(status)].isNull {
        known[status] = problems["Problem\(status)"]["description"].string ?? ""
      }
      try #require(known.count > 3, "\(method) \(path)")
      types["\(method) \(path)"] = known
    }
    self.types = types
  }

  /// Whether a call may be answered so; of a problem, its type too.
  func have(_ method: String, _ path: String, _ answer: HTTPRawResponse) -> Bool {
    guard let words = types["\(method) \(path)"]?[answer.status] else { return false }
    if answer.status < 400 { return true }
    guard let type = try? answer.json()["type"].string else { return false }
    return words.contains("`\(type)`")
  }
}
