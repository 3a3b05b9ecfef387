import Identity

struct SQLiteAccessCodes: AccessCodeTable {
  let rows: SQLiteTransaction

  private static let columns = "digest, purpose, employee, expires_at, wrong_tries"

  func find(_ digest: Digest) throws -> AccessCode? {
    try rows.first(
      "SELECT \(Self.columns) FROM access_codes WHERE digest = ?", [.digest(digest)], Self.decode)
  }

  func setup() throws -> AccessCode? {
    try rows.first(
      """
      SELECT \(Self.columns) FROM access_codes WHERE purpose = ?
      ORDER BY expires_at DESC, digest LIMIT 1
      """, [.text(AccessCode.Purpose.setup.rawValue)], Self.decode)
  }

  func save(_ code: AccessCode) throws {
    try rows.change(
      """
      INSERT INTO access_codes (\(Self.columns)) VALUES (?1, ?2, ?3, ?4, ?5)
      ON CONFLICT DO UPDATE SET purpose = ?2, employee = ?3, expires_at = ?4, wrong_tries = ?5
      """,
      [
        .digest(code.digest), .text(code.purpose.rawValue), .id(code.employee),
        .time(code.expiresAt), .integer(code.wrongTries),
      ])
  }

  func delete(_ digest: Digest) throws {
    try rows.change("DELETE FROM access_codes WHERE digest = ?", [.digest(digest)])
  }

  func deleteAll(of employee: EmployeeID) throws {
    try rows.change("DELETE FROM access_codes WHERE employee = ?", [.id(employee)])
  }

  func deleteExpired(at now: Timestamp) throws {
    try rows.change("DELETE FROM access_codes WHERE expires_at <= ?", [.time(now)])
  }

  private static func decode(_ row: SQLiteRow) throws -> AccessCode {
    AccessCode(
      digest: try row.digest(0), purpose: try row.word(1), employee: try row.id(2),
      expiresAt: row.time(3), wrongTries: Int(row.integer(4)))
  }
}
