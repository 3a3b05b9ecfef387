import Foundation
import HTTPEngine
import Identity
import Messages
import Secrets
import Storage
import Synchronization
import TestKit

@testable import Portal

/// A portal over a real gate: SQLite in a folder of its own, real hashing and sealing, a clock moved by
/// hand, and a directory in memory (what a directory does is shown with slapd elsewhere).
final class PortalHouse: Sendable {
  static let origin = "https://brama.example"
  static let setupPassword = "correct horse battery"

  let portal: Portal
  let gate: Gate
  let clock = HandClock()
  private let store: SQLiteStore
  private let folder: String

  init(
    directory: MemoryDirectory? = nil, refusalTime: Interval = Interval(milliseconds: 1),
    options change: (inout PortalOptions) -> Void = { _ in },
    policy changePolicy: (inout Policy) -> Void = { _ in }
  ) async throws {
    folder = NSTemporaryDirectory() + "portal-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let random = SystemRandom()
    var policy = Policy()
    changePolicy(&policy)
    store = try SQLiteStore(path: folder + "/store")
    let gate = try await Gate(
      Environment(
        store: store,
        directories: directory.map { [$0.name: $0] } ?? [:], passwords: Argon2Hashing(),
        isCommonPassword: { CommonPasswords.contains($0) },
        sealing: SodiumSealing(keys: SealingKeyRing(current: SealingKey(random: random))),
        hashing: BLAKE2Hashing(), codes: OATHCodes(), pictures: QREncodeSVG(), clock: clock,
        random: random, policy: policy))
    self.gate = gate
    var options = PortalOptions(
      publicURL: PublicURL(scheme: .https, host: "brama.example"), refusalTime: refusalTime,
      language: .english, version: "1.0.0",
      operations: PortalOperations(
        verifyAudit: { caller throws(Rejection) in
          try await gate.audit.verify(knownHead: nil, by: caller)
        },
        rotateKey: { caller throws(Rejection) in try await gate.upkeep.rotateKey(by: caller) },
        backup: { path, _ throws(Rejection) in
          guard path.hasPrefix("/") else { throw .invalid([FieldFault("path", .required)]) }
        },
        directories: { [:] }))
    change(&options)
    let observed = ObservationBox()
    portal = Portal(
      gate: gate, options: options, log: { [logged] event in logged.withLock { $0.append(event) } },
      observe: { observation in observed.add(observation) })
    box = observed
  }

  private let box: ObservationBox
  private let logged = Shared<[PortalEvent]>([])

  /// What the log heard of.
  var events: [PortalEvent] { logged.withLock { $0 } }

  func closeStore() async { await store.close() }

  var observations: [PortalObservation] { box.all }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  // MARK: Asking

  struct Answer {
    let response: Response
    let body: [String: Any]

    var status: Int { response.status }
    var state: String? { body["state"] as? String }
    var ticket: String? { body["ticket"] as? String }
    var type: String? { body["type"] as? String }
    var token: String? { (body["session"] as? [String: Any])?["token"] as? String }
    var id: String? { body["id"] as? String }
    var faults: [String: String] {
      let errors = body["errors"] as? [[String: String]] ?? []
      return Dictionary(
        errors.map { ($0["field"] ?? "", $0["code"] ?? "") }, uniquingKeysWith: { a, _ in a })
    }
    func header(_ name: String) -> String? { response.headers.only(name) }
  }

  func request(
    _ method: String, _ path: String, _ body: [String: Any]? = nil, token: String? = nil,
    headers: [(String, String)] = []
  ) -> DetachedRequest {
    var fields = Headers(headers.map { .init(name: $0.0, value: $0.1) })
    if let token { fields.add("Authorization", "Bearer \(token)") }
    var bytes: [UInt8] = []
    if let body, let data = try? JSONSerialization.data(withJSONObject: body) {
      bytes = Array(data)
      fields.add("Content-Type", "application/json")
    }
    let target = path.hasPrefix("//") ? String(path.dropFirst()) : "/api/v1" + path
    return DetachedRequest(method: method, target: target, headers: fields, body: bytes)
  }

  /// - Parameter path: below `/api/v1`; with `//` in front, from the root.
  func ask(
    _ method: String, _ path: String, _ body: [String: Any]? = nil, token: String? = nil,
    headers: [(String, String)] = []
  ) async -> Answer {
    read(await portal.respond(to: request(method, path, body, token: token, headers: headers)))
  }

  func askLocally(
    _ method: String, _ path: String, _ body: [String: Any]? = nil,
    headers: [(String, String)] = []
  ) async -> Answer {
    let request = request(method, path, body, headers: headers)
    return read(await portal.respondLocally(to: request, user: "ada"))
  }

  private func read(_ response: Response) -> Answer {
    let object = try? JSONSerialization.jsonObject(with: Data(response.body))
    return Answer(response: response, body: object as? [String: Any] ?? [:])
  }

  // MARK: People

  /// Sets the first Administrator up and signs them in.
  /// - Returns: the session's token.
  func administrator(company: String? = nil) async throws -> String {
    let code = await askLocally("POST", "/local/setup-code").body["code"] as? String ?? ""
    _ = await ask("POST", "/setup", ["code": code, "password": Self.setupPassword])
    return try await signedIn("Administrator", company: company)
  }

  func signedIn(_ login: String, client: String = "api", company: String? = nil)
    async throws -> String
  {
    var body = ["login": login, "password": Self.setupPassword, "client": client]
    body["company"] = company
    let answer = await ask("POST", "/sign-in", body)
    guard let token = answer.token else { throw Missing(what: "session", answer.body) }
    return token
  }

  /// - Returns: the id of a new company.
  func company(_ name: String) async throws -> String {
    let added = await askLocally(
      "POST", "/settings/companies", ["name": name, "kind": "standalone"])
    guard let id = added.id else { throw Missing(what: "company", added.body) }
    return id
  }

  /// A native card with the usual password.
  /// - Returns: its id.
  @discardableResult
  func native(_ login: String, role: String = "user", by token: String) async throws -> String {
    let added = await ask(
      "POST", "/employees", ["login": login, "name": "\(login) Test", "role": role], token: token)
    guard let id = added.id else { throw Missing(what: "card", added.body) }
    let issued = await ask("POST", "/employees/\(id)/activation", token: token)
    guard let code = issued.body["code"] as? String else {
      throw Missing(what: "code", issued.body)
    }
    let done = await ask(
      "POST", "/sign-in/activate", ["code": code, "password": Self.setupPassword])
    guard done.status == 204 else { throw Missing(what: "activation", done.body) }
    return id
  }

  /// Turns sign-in through `corp` on for all its members, and links a new card with one of them.
  /// - Returns: the answer to the link.
  @discardableResult
  func domainCard(_ member: String, by token: String) async throws -> Answer {
    let settings = await ask("GET", "/settings/domain", token: token)
    let saved = await ask(
      "PUT", "/settings/domain", ["useDomain": true, "domain": "corp", "group": "all"],
      token: token, headers: [("If-Match", settings.header("etag") ?? "")])
    guard saved.status == 200 else { throw Missing(what: "domain", saved.body) }
    let added = await ask(
      "POST", "/employees", ["login": "card", "name": "A Card"], token: token)
    guard let id = added.id else { throw Missing(what: "card", added.body) }
    let linked = await ask(
      "PUT", "/employees/\(id)/domain-member", ["domain": "corp", "member": member],
      token: token)
    guard linked.status == 200 else { throw Missing(what: "link", linked.body) }
    return linked
  }

  /// The TOTP code of a base32 secret now, by oathtool.
  func code(_ secret: String) throws -> String {
    try Oathtool.code(secret, at: clock.now.seconds)
  }

  struct Missing: Error, CustomStringConvertible {
    let description: String
    init(what: String, _ body: [String: Any]) { description = "no \(what): \(body)" }
  }
}

/// A `Mutex` that closures may share.
final class Shared<Value: Sendable>: Sendable {
  private let mutex: Mutex<Value>
  init(_ value: Value) { mutex = Mutex(value) }
  func withLock<Result: Sendable>(_ body: (inout sending Value) -> sending Result) -> Result {
    mutex.withLock(body)
  }
}

final class ObservationBox: Sendable {
  private let observations = Mutex<[PortalObservation]>([])
  var all: [PortalObservation] { observations.withLock { $0 } }
  func add(_ observation: PortalObservation) { observations.withLock { $0.append(observation) } }
}

/// JSON's `null` in a body given as a dictionary.
enum NSNullValue {
  static var value: Any { NSNull() }
}

/// A clock that only the test moves.
final class HandClock: WallClock {
  private let time = Mutex(Timestamp(seconds: 1_795_558_797))
  var now: Timestamp { time.withLock { $0 } }
  func advance(_ interval: Interval) { time.withLock { $0 = $0 + interval } }
}
