import Identity

struct SQLiteSealed: SealedTable {
  let rows: SQLiteTransaction

  /// How many values key rotation holds in memory at once.
  private static let page = 500

  func find(_ name: SealedName) throws -> SealedValue? {
    try rows.first("SELECT value FROM sealed WHERE name = ?", [.text(name.text)]) {
      SealedValue(bytes: $0.blob(0))
    }
  }

  func save(_ value: SealedValue, as name: SealedName, at now: Timestamp) throws {
    try rows.change(
      """
      INSERT INTO sealed (name, value, saved_at) VALUES (?1, ?2, ?3)
      ON CONFLICT DO UPDATE SET value = ?2, saved_at = ?3
      """, [.text(name.text), .blob(value.bytes), .time(now)])
  }

  func delete(_ name: SealedName) throws {
    try rows.change("DELETE FROM sealed WHERE name = ?", [.text(name.text)])
  }

  func savedAt(_ name: SealedName) throws -> Timestamp? {
    try rows.first("SELECT saved_at FROM sealed WHERE name = ?", [.text(name.text)]) { $0.time(0) }
  }

  func count() throws -> Int {
    try rows.first("SELECT count(*) FROM sealed", [], { Int($0.integer(0)) }) ?? 0
  }

  /// The times of saving stay: another key does not make a pending secret younger.
  func replaceAll(_ change: (_ name: String, SealedValue) throws -> SealedValue) throws {
    var after = ""
    while true {
      let page = try rows.all(
        "SELECT name, value FROM sealed WHERE name > ? ORDER BY name LIMIT ?",
        [.text(after), .integer(Self.page)]
      ) { (name: $0.text(0), value: SealedValue(bytes: $0.blob(1))) }
      guard let last = page.last else { return }
      for row in page {
        try rows.change(
          "UPDATE sealed SET value = ?2 WHERE name = ?1",
          [.text(row.name), .blob(try change(row.name, row.value).bytes)])
      }
      after = last.name
    }
  }
}
