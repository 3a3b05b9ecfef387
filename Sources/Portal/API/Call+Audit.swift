import HTTPEngine
import Identity

/// The audit log, newest first.
extension Call {
  func auditLog() async throws -> Response {
    let caller = try caller()
    var query = try query()
    var filter = AuditFilter()
    if let action = query.word("action", of: AuditAction.self) { filter.actions = [action] }
    filter.subject = query.identifier("subject", of: Employee.self)
    filter.from = query.moment("from")
    filter.until = query.moment("until")
    filter.reason = query.text("reason")
    let before = query.cursor(of: "audit") { Int64($0) }
    let limit = query.number("limit", in: 1...Self.pageLimit) ?? Self.usualPage
    try query.finish(unknown: .refused)
    let page = try await gate.audit.list(filter, before: before, limit: limit, by: caller)
    return answer([
      "entries": .list(page.entries) { JSON($0) },
      "next": .optional(page.next.map { Cursor.text("audit", after: "\($0)") }),
    ])
  }
}

extension JSON {
  /// A line of the log; `personal` is `null` where the person was anonymised.
  init(_ entry: AuditTrail.Entry) {
    let record = entry.record
    self = [
      "sequence": .integer(record.sequence), "at": .moment(record.at),
      "action": .string(record.action),
      "caller": ["kind": .string(record.callerKind), "name": .string(record.caller)],
      "subject": .optional(record.subject.map { "\($0)" }),
      "company": .optional(record.company.map { "\($0)" }),
      "reason": .optional(record.reason), "details": JSON(texts: entry.details),
      "personal": entry.personal.map { JSON(texts: $0) } ?? .null,
    ]
  }

  init(texts: [String: String]) {
    self = .object(
      texts.sorted { $0.key < $1.key }.map { Member(name: $0.key, value: .string($0.value)) })
  }
}
