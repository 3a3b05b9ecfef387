import Identity

struct SQLiteSettings: SettingTable {
  let rows: SQLiteTransaction

  func find(_ name: String) throws -> Setting? {
    func read() throws -> Setting? {
      try rows.first("SELECT value, version FROM settings WHERE name = ?", [.text(name)]) { row in
        Setting(value: row.text(0), version: Int(row.integer(1)))
      }
    }
    return try rows.writerRows.map { try $0.setting(name, orRead: read) } ?? read()
  }

  func save(_ name: String, value: String, expected: Int) throws -> Setting {
    rows.writerRows?.forgetSettings()
    let changed =
      expected == 0
      ? try rows.change(
        "INSERT INTO settings (name, value, version) VALUES (?, ?, 1) ON CONFLICT DO NOTHING",
        [.text(name), .text(value)])
      : try rows.change(
        "UPDATE settings SET value = ?2, version = version + 1 WHERE name = ?1 AND version = ?3",
        [.text(name), .text(value), .integer(expected)])
    guard changed == 1 else { throw StoreError.stale }
    return Setting(value: value, version: expected + 1)
  }
}
