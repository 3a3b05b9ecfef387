import HTTPEngine
import Identity

/// Calls of the `brama` command alone. They are the operator's side of the house: not in the OpenAPI
/// document, and 404 over TCP.
extension Call {
  func issueSetupCode() async throws -> Response {
    let code = try await gate.access.issueSetup(by: try caller())
    return answer(["code": .text(of: code)])
  }

  func unblock() async throws -> Response {
    let caller = try caller()
    var fields = try body()
    let login = fields.requiredText("login")
    let company = fields.identifier("company", of: Company.self)
    try fields.finish(unknown: .refused)
    let removed = try await gate.employees.unblock(login: login, company: company, by: caller)
    return answer(["removed": .integer(Int64(removed))])
  }

  func allSessions() async throws -> Response {
    let sessions = try await gate.employees.allSessions(by: try caller())
    return answer(["sessions": .list(sessions) { JSON(withOwner: $0) }])
  }

  func endSession() async throws -> Response {
    try await gate.employees.endSession(try identifier(), by: try caller())
    return Self.noContent
  }

  func acceptLoss() async throws -> Response {
    let caller = try caller()
    var fields = try body()
    let domain = fields.requiredText("domain")
    try fields.finish(unknown: .refused)
    let people = try await gate.upkeep.acceptLoss(domain: domain, by: caller)
    return answer(["domain": .string(domain), "people": .integer(Int64(people))])
  }

  func domainState() async throws -> Response {
    let caller = try caller()
    try refuseQuery()
    let name = parameters["name"] ?? ""
    guard
      let domain = try await gate.directories.domains(by: caller).first(where: { $0.text == name })
    else { throw Rejection.invalid([FieldFault("domain", .noSuchDomain(name))]) }
    return answer([
      "domain": .string(name), "confirmed": .bool(!gate.domains.unconfirmed.contains(domain)),
    ])
  }

  func confirmDomain() async throws -> Response {
    let caller = try caller()
    var fields = try body()
    let password = fields.requiredSecret("password")
    try fields.finish(unknown: .refused)
    try await gate.domains.confirm(
      domain: parameters["name"] ?? "", password: password, by: caller)
    return Self.noContent
  }

  func startSync() throws -> Response {
    let caller = try caller()
    var fields = try body()
    let full = fields.requiredFlag("full")
    try fields.finish(unknown: .refused)
    let progress = try gate.sync.start(
      domain: parameters["name"] ?? "", full: full, by: caller)
    return answer(JSON(progress), status: 202)
  }

  func syncProgress() throws -> Response {
    let caller = try caller()
    try refuseQuery()
    return answer(JSON(try gate.sync.progress(domain: parameters["name"] ?? "", by: caller)))
  }

  func verifyAudit() async throws -> Response {
    let result = try await portal.options.operations.verifyAudit(try caller())
    return answer([
      "lines": .integer(Int64(result.lines)), "findings": .list(result.findings) { JSON($0) },
    ])
  }

  func pruneAudit() async throws -> Response {
    let caller = try caller()
    var fields = try body()
    let before = fields.requiredMoment("before")
    try fields.finish(unknown: .refused)
    let removed = try await gate.audit.prune(before: before, by: caller)
    return answer(["removed": .integer(Int64(removed))])
  }

  func rotateKey() async throws -> Response {
    let values = try await portal.options.operations.rotateKey(try caller())
    return answer(["values": .integer(Int64(values))])
  }

  func backup() async throws -> Response {
    let caller = try caller()
    var fields = try body()
    let path = fields.requiredText("path", limit: 4096)
    try fields.finish(unknown: .refused)
    try await portal.options.operations.backup(path, caller)
    return answer(["path": .string(path)])
  }
}

extension JSON {
  init(_ progress: SyncProgress) {
    self = [
      "state": .string(progress.state.rawValue), "full": .bool(progress.isFull),
      "total": .integer(Int64(progress.total)), "done": .integer(Int64(progress.done)),
      "changed": .integer(Int64(progress.changed)), "missing": .integer(Int64(progress.missing)),
      "startedAt": .optional(progress.startedAt?.rfc3339),
      "endedAt": .optional(progress.endedAt?.rfc3339), "problem": .optional(progress.problem),
    ]
  }

  init(_ finding: AuditTrail.Finding) {
    switch finding {
    case .brokenAt(let sequence):
      self = ["kind": "broken-at", "sequence": .integer(sequence)]
    case .storeIsOlder(let storeHead, let knownHead):
      self = [
        "kind": "store-is-older", "storeHead": .integer(storeHead),
        "knownHead": .integer(knownHead),
      ]
    case .headDiffers(let sequence):
      self = ["kind": "head-differs", "sequence": .integer(sequence)]
    case .headMissing: self = ["kind": "head-missing"]
    case .recordedMismatch(let sequence):
      self = ["kind": "recorded-mismatch", "sequence": .integer(sequence)]
    }
  }
}
