import FoundationEssentials
import Identity

struct SQLiteFailures: FailureTable {
  let rows: SQLiteTransaction

  func find(_ key: FailureKey) throws -> FailureCount? {
    guard rows.mayHoldFailures(Self.stored(key).row) else { return nil }
    let row = Self.stored(key).row
    return try rows.first(
      """
      SELECT failures, consecutive, first_at, last_at, blocked_until FROM failures
      WHERE kind = ? AND subject = ?
      """, [.text(row.kind), .blob(row.subject)]
    ) { row in
      FailureCount(
        failures: Int(row.integer(0)), consecutive: Int(row.integer(1)), firstAt: row.time(2),
        lastAt: row.time(3), blockedUntil: row.optionalTime(4))
    }
  }

  func save(_ count: FailureCount, for key: FailureKey) throws {
    let (row, isStranger) = Self.stored(key)
    rows.noteFailures(row, isThere: true)
    // An upsert is an update where the row is there already: the triggers count true inserts only.
    try rows.change(
      """
      INSERT INTO failures
        (kind, subject, stranger, failures, consecutive, first_at, last_at, blocked_until)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
      ON CONFLICT DO UPDATE SET failures = ?4, consecutive = ?5, first_at = ?6, last_at = ?7,
        blocked_until = ?8
      """,
      [
        .text(row.kind), .blob(row.subject), .flag(isStranger), .integer(count.failures),
        .integer(count.consecutive), .time(count.firstAt), .time(count.lastAt),
        .time(count.blockedUntil),
      ])
  }

  func delete(_ key: FailureKey) throws {
    guard rows.mayHoldFailures(Self.stored(key).row) else { return }
    let row = Self.stored(key).row
    try rows.change(
      "DELETE FROM failures WHERE kind = ? AND subject = ?", [.text(row.kind), .blob(row.subject)])
    rows.noteFailures(row, isThere: false)
  }

  func deleteDevices(of employee: EmployeeID) throws -> Int {
    let person = Self.bytes(of: employee)
    let deleted = try rows.all(
      """
      DELETE FROM failures WHERE kind = 'device' AND subject BETWEEN ? AND ?
      RETURNING kind, subject
      """, [.blob(person), .blob(person + [UInt8](repeating: 0xff, count: 16))], Self.row)
    for row in deleted { rows.noteFailures(row, isThere: false) }
    return deleted.count
  }

  private static func row(_ row: SQLiteRow) -> FailureKeys.Row {
    FailureKeys.Row(kind: row.text(0), subject: row.blob(1))
  }

  func bound(to limit: Int, at now: Timestamp) throws {
    let present = try rows.first("SELECT rows FROM stranger_count", [], { Int($0.integer(0)) }) ?? 0
    let excess = present - max(0, limit)
    guard excess > 0 else { return }
    let dropped = try drop(
      excess, "blocked_until IS NULL OR blocked_until <= ?", [.time(now)])
    if dropped < excess { _ = try drop(excess - dropped, "TRUE", []) }
  }

  /// Drops the rows least recently failed among those that fit, along the index in that order.
  private func drop(_ count: Int, _ condition: String, _ values: [SQLiteValue]) throws -> Int {
    let dropped = try rows.all(
      """
      DELETE FROM failures WHERE (kind, subject) IN
        (SELECT kind, subject FROM failures WHERE stranger = 1 AND (\(condition))
         ORDER BY last_at, kind, subject LIMIT ?)
      RETURNING kind, subject
      """, values + [.integer(count)], Self.row)
    for row in dropped { rows.noteFailures(row, isThere: false) }
    return dropped.count
  }

  /// The key as columns; `isStranger` for the kinds that somebody unknown can grow.
  private static func stored(_ key: FailureKey) -> (row: FailureKeys.Row, isStranger: Bool) {
    let (kind, subject, isStranger): (String, [UInt8], Bool) =
      switch key {
      case .member(let link): ("member", bytes(of: link), false)
      case .card(let id): ("card", bytes(of: id), false)
      case .unknownLogin(let digest): ("unknown-login", digest.bytes, true)
      case .address(let text): ("address", Array(text.utf8), true)
      case .code(let id): ("code", bytes(of: id), false)
      case .directory(let link): ("directory", bytes(of: link), false)
      case .unknownInDirectory(let digest): ("unknown-in-directory", digest.bytes, true)
      case .activation(let text): ("activation", Array(text.utf8), true)
      case .codesOverWindow(let id): ("codes-over-window", bytes(of: id), false)
      // The person first, so that all of theirs lie together. Each took a whole sign-in of theirs, and the
      // count of all bounds how many fail.
      case .devices(let id): ("device", bytes(of: id), false)
      case .device(let id, let device): ("device", bytes(of: id) + bytes(of: device), false)
      }
    return (FailureKeys.Row(kind: kind, subject: subject), isStranger)
  }

  private static func bytes<Named>(of id: Identifier<Named>) -> [UInt8] {
    withUnsafeBytes(of: id.uuid.uuid) { Array($0) }
  }

  /// A domain name holds no NUL, so that it ends the name unmistakably.
  private static func bytes(of link: MemberLink) -> [UInt8] {
    Array(link.domain.text.utf8) + [0] + Array(link.member.text.utf8)
  }
}
