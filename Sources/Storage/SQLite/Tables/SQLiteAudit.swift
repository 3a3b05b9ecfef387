import Identity

struct SQLiteAudit: AuditTable {
  let rows: SQLiteTransaction

  private static let columns = """
    sequence, at, action, caller_kind, caller, subject, company, reason, details, personal, \
    previous, hash
    """

  private static let insertion =
    "INSERT INTO audit (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

  func head() throws -> AuditHead? {
    if let known = rows.knownHead { return known }
    return try rows.first("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1") {
      row in
      AuditHead(sequence: row.integer(0), hash: try row.digest(1))
    }
  }

  func append(_ record: AuditRecord) throws {
    try rows.change(
      Self.insertion,
      [
        .integer(record.sequence), .time(record.at), .text(record.action),
        .text(record.callerKind), .text(record.caller), .id(record.subject), .id(record.company),
        .text(record.reason), .text(record.details), .blob(record.personal),
        .digest(record.previous), .digest(record.hash),
      ])
    rows.noteAppended(AuditHead(sequence: record.sequence, hash: record.hash))
  }

  func list(_ filter: AuditFilter, before: Int64?, limit: Int) throws -> [AuditRecord] {
    var conditions: [String] = []
    var values: [SQLiteValue] = []
    if !filter.actions.isEmpty {
      conditions.append("action IN (\(filter.actions.map { _ in "?" }.joined(separator: ", ")))")
      values += filter.actions.map { .text($0.rawValue) }
    }
    if let subject = filter.subject {
      conditions.append("subject = ?")
      values.append(.id(subject))
    }
    if let from = filter.from {
      conditions.append("at >= ?")
      values.append(.time(from))
    }
    if let until = filter.until {
      conditions.append("at <= ?")
      values.append(.time(until))
    }
    if let reason = filter.reason {
      conditions.append("reason = ?")
      values.append(.text(reason))
    }
    if let before {
      conditions.append("sequence < ?")
      values.append(.integer(before))
    }
    let clause = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    return try rows.all(
      "SELECT \(Self.columns) FROM audit \(clause) ORDER BY sequence DESC LIMIT ?",
      values + [.integer(max(0, limit))], Self.decode)
  }

  func records(from sequence: Int64, limit: Int) throws -> [AuditRecord] {
    try rows.all(
      "SELECT \(Self.columns) FROM audit WHERE sequence >= ? ORDER BY sequence LIMIT ?",
      [.integer(sequence), .integer(max(0, limit))], Self.decode)
  }

  func prune(before sequence: Int64) throws -> Int {
    // What opens the trigger `audit_pruned` for these lines, and is gone before the commit.
    try rows.change("INSERT INTO audit_pruning (below) VALUES (?)", [.integer(sequence)])
    let pruned = try rows.change("DELETE FROM audit WHERE sequence < ?", [.integer(sequence)])
    try rows.change("DELETE FROM audit_pruning")
    return pruned
  }

  private static func decode(_ row: SQLiteRow) throws -> AuditRecord {
    AuditRecord(
      sequence: row.integer(0), at: row.time(1), action: row.text(2), callerKind: row.text(3),
      caller: row.text(4), subject: try row.optionalID(5), company: try row.optionalID(6),
      reason: row.optionalText(7), details: row.text(8), personal: row.blob(9),
      previous: try row.digest(10), hash: try row.digest(11))
  }
}
