import Identity

struct SQLiteSecondFactors: SecondFactorTable {
  let rows: SQLiteTransaction

  func find(_ employee: EmployeeID) throws -> SecondFactor? {
    try rows.first(
      """
      SELECT employee, enrolled_at, last_step, recovery_codes FROM second_factors
      WHERE employee = ?
      """, [.id(employee)]
    ) { row in
      let bytes = row.blob(3)
      guard bytes.count % 32 == 0 else { throw SQLiteRow.damage("recovery codes") }
      return SecondFactor(
        employee: try row.id(0), enrolledAt: row.time(1), lastStep: row.integer(2),
        recoveryCodes: stride(from: 0, to: bytes.count, by: 32).map {
          Digest(bytes: Array(bytes[$0..<$0 + 32]))
        })
    }
  }

  func save(_ secondFactor: SecondFactor) throws {
    try rows.change(
      """
      INSERT INTO second_factors (employee, enrolled_at, last_step, recovery_codes)
      VALUES (?1, ?2, ?3, ?4)
      ON CONFLICT DO UPDATE SET enrolled_at = ?2, last_step = ?3, recovery_codes = ?4
      """,
      [
        .id(secondFactor.employee), .time(secondFactor.enrolledAt),
        .integer(secondFactor.lastStep), .blob(secondFactor.recoveryCodes.flatMap(\.bytes)),
      ])
  }

  func delete(_ employee: EmployeeID) throws {
    try rows.change("DELETE FROM second_factors WHERE employee = ?", [.id(employee)])
  }

  func countNotEnrolled() throws -> Int {
    try rows.first(
      """
      SELECT count(*) FROM employees WHERE state = ? AND cooperating = 0
        AND NOT EXISTS (SELECT 1 FROM second_factors WHERE employee = employees.id)
      """, [.text(Employee.State.active.rawValue)], { Int($0.integer(0)) }) ?? 0
  }
}
