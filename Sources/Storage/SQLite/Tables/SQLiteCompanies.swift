import Identity

struct SQLiteCompanies: CompanyTable {
  let rows: SQLiteTransaction

  private static let columns =
    "id, name, display_name, kind, domain_on, domain, every_group, group_id, group_name, version"

  private static let findByID = "SELECT \(columns) FROM companies WHERE id = ?"

  func all() throws -> [Company] {
    try rows.all("SELECT \(Self.columns) FROM companies ORDER BY name", [], Self.decode)
  }

  func find(_ id: CompanyID) throws -> Company? {
    func read() throws -> Company? { try rows.first(Self.findByID, [.id(id)], Self.decode) }
    return try rows.company(id, orRead: read)
  }

  func insert(_ company: Company) throws {
    rows.writerRows?.forgetCompanies()
    try rows.change(
      "INSERT INTO companies (\(Self.columns)) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
      Self.values(company))
  }

  func update(_ company: Company) throws -> Company {
    rows.writerRows?.forgetCompanies()
    var stored = company
    stored.version += 1
    let changed = try rows.change(
      """
      UPDATE companies SET name = ?2, display_name = ?3, kind = ?4, domain_on = ?5, domain = ?6,
        every_group = ?7, group_id = ?8, group_name = ?9, version = ?10
      WHERE id = ?1 AND version = ?11
      """, Self.values(stored) + [.integer(company.version)])
    guard changed == 1 else {
      throw try find(company.id) == nil ? StoreError.notFound : StoreError.stale
    }
    return stored
  }

  func delete(_ id: CompanyID) throws {
    rows.writerRows?.forgetCompanies()
    try rows.change("DELETE FROM companies WHERE id = ?", [.id(id)])
  }

  private static func values(_ company: Company) -> [SQLiteValue] {
    var group: (id: String?, name: String?) = (nil, nil)
    if case .group(let id, let name) = company.domain.group { group = (id.text, name) }
    return [
      .id(company.id), .text(company.name), .text(company.displayName),
      .text(company.kind.rawValue), .flag(company.domain.isOn), .text(company.domain.domain?.text),
      .flag(company.domain.group == .all), .text(group.id), .text(group.name),
      .integer(company.version),
    ]
  }

  private static func decode(_ row: SQLiteRow) throws -> Company {
    var group: GroupChoice? = row.flag(6) ? .all : nil
    if let text = row.optionalText(7) {
      guard let id = StableID(text) else { throw SQLiteRow.damage("a group") }
      group = .group(id, name: row.text(8))
    }
    let domain = try row.optionalText(5).map { text in
      guard let domain = DomainName(text) else { throw SQLiteRow.damage("a domain") }
      return domain
    }
    return Company(
      id: try row.id(0), name: row.text(1), displayName: row.optionalText(2),
      kind: try row.word(3),
      domain: DomainUse(isOn: row.flag(4), domain: domain, group: group),
      version: Int(row.integer(9)))
  }
}
