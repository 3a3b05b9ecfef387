import Identity

struct SQLiteEmployees: EmployeeTable {
  let rows: SQLiteTransaction

  private static let columns = """
    id, company, login, login_key, name, email, role, origin, password_hash, domain, member, state, \
    cooperating, member_not_found, must_change, created_at, version, erp_login
    """

  // Made once: a text that is put together costs more than the look it asks for.
  private static let findByID = "SELECT \(columns) FROM employees WHERE id = ?"
  private static let findByLogin =
    "SELECT \(columns) FROM employees WHERE company = ? AND login_key = ?"

  func find(_ id: EmployeeID) throws -> Employee? {
    try rows.first(Self.findByID, [.id(id)], Self.decode)
  }

  func find(sinceRead card: Employee) throws -> Employee? {
    let version = try rows.first(
      "SELECT version FROM employees WHERE id = ?", [.id(card.id)], { Int($0.integer(0)) })
    return version == card.version ? card : try find(card.id)
  }

  func find(login key: String, in company: CompanyID) throws -> Employee? {
    try rows.first(
      Self.findByLogin,
      [.id(company), .text(key)], Self.decode)
  }

  func linked(to member: MemberLink) throws -> [Employee] {
    try rows.all(
      "SELECT \(Self.columns) FROM employees WHERE domain = ? AND member = ? ORDER BY company",
      [.text(member.domain.text), .text(member.member.text)], Self.decode)
  }

  func list(_ filter: EmployeeFilter, after: EmployeeID?, limit: Int) throws -> [Employee] {
    var (conditions, values) = Self.conditions(filter)
    if let after {
      // A card that was deleted meanwhile has no place in the order any more.
      guard
        let key = try rows.first(
          "SELECT login_key FROM employees WHERE id = ?", [.id(after)], { $0.text(0) })
      else { throw StoreError.notFound }
      conditions.append("(login_key, id) > (?, ?)")
      values += [.text(key), .id(after)]
    }
    return try rows.all(
      """
      SELECT \(Self.columns) FROM employees \(Self.clause(conditions))
      ORDER BY login_key, id LIMIT ?
      """, values + [.integer(max(0, limit))], Self.decode)
  }

  func count(_ filter: EmployeeFilter) throws -> Int {
    let (conditions, values) = Self.conditions(filter)
    return try rows.first(
      "SELECT count(*) FROM employees \(Self.clause(conditions))", values, { Int($0.integer(0)) })
      ?? 0
  }

  func insert(_ employee: Employee) throws {
    try rows.change(
      """
      INSERT INTO employees (\(Self.columns), search)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
      """, Self.values(employee))
  }

  func update(_ employee: Employee) throws -> Employee {
    var stored = employee
    stored.version += 1
    let changed = try rows.change(
      """
      UPDATE employees SET company = ?2, login = ?3, login_key = ?4, name = ?5, email = ?6,
        role = ?7, origin = ?8, password_hash = ?9, domain = ?10, member = ?11, state = ?12,
        cooperating = ?13, member_not_found = ?14, must_change = ?15, created_at = ?16,
        version = ?17, erp_login = ?18, search = ?19
      WHERE id = ?1 AND version = ?20
      """, Self.values(stored) + [.integer(employee.version)])
    guard changed == 1 else {
      throw try find(employee.id) == nil ? StoreError.notFound : StoreError.stale
    }
    return stored
  }

  /// Takes along everything that is the person's alone. The audit key `person/…` stays: the lines about
  /// them must still open.
  func delete(_ id: EmployeeID) throws {
    try rows.tickets.deleteAll(of: id)
    try rows.sealed.delete(.secondFactor(id))
    try rows.sealed.delete(.pendingOfEmployee(id))
    try rows.failures.delete(.card(id))
    try rows.failures.delete(.code(id))
    try rows.failures.delete(.codesOverWindow(id))
    try rows.failures.deleteDevices(of: id)
    try rows.change("DELETE FROM sessions WHERE employee = ?", [.id(id)])
    try rows.change("DELETE FROM second_factors WHERE employee = ?", [.id(id)])
    try rows.change("DELETE FROM access_codes WHERE employee = ?", [.id(id)])
    try rows.change("DELETE FROM employees WHERE id = ?", [.id(id)])
  }

  private static func clause(_ conditions: [String]) -> String {
    conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
  }

  private static func conditions(_ filter: EmployeeFilter) -> ([String], [SQLiteValue]) {
    var conditions: [String] = []
    var values: [SQLiteValue] = []
    if let company = filter.company {
      conditions.append("company = ?")
      values.append(.id(company))
    }
    if let domain = filter.domain {
      conditions.append("domain = ?")
      values.append(.text(domain.text))
    }
    if let role = filter.role {
      conditions.append("role = ?")
      values.append(.text(role.rawValue))
    }
    if let state = filter.state {
      conditions.append("state = ?")
      values.append(.text(state.rawValue))
    }
    if let phrase = filter.phrase.map(SearchFold.fold), !phrase.isEmpty {
      // instr, not LIKE: no wildcards to escape, and bytes are compared as they are.
      conditions.append("instr(search, ?) > 0")
      values.append(.text(phrase))
    }
    return (conditions, values)
  }

  private static func values(_ employee: Employee) -> [SQLiteValue] {
    var hash: String?
    if case .password(let stored) = employee.access { hash = stored?.phc }
    let searched = [employee.login.text, employee.name, employee.email ?? ""]
    return [
      .id(employee.id), .id(employee.company), .text(employee.login.text),
      .text(employee.login.key), .text(employee.name), .text(employee.email),
      .text(employee.role.rawValue), .text(employee.origin.rawValue), .text(hash),
      .text(employee.link?.domain.text), .text(employee.link?.member.text),
      .text(employee.state.rawValue), .flag(employee.isForCooperatingSystem),
      .flag(employee.memberNotFound), .flag(employee.mustChangePassword),
      .time(employee.createdAt), .integer(employee.version), .text(employee.erpLogin.rawValue),
      .text(searched.map(SearchFold.fold).joined(separator: "\n")),
    ]
  }

  private static func decode(_ row: SQLiteRow) throws -> Employee {
    guard let login = Login(row.text(2)) else { throw SQLiteRow.damage("a login") }
    var access = Employee.Access.password(row.optionalText(8).map { PasswordHash(phc: $0) })
    if let domain = row.optionalText(9) {
      guard let name = DomainName(domain), let member = StableID(row.text(10)) else {
        throw SQLiteRow.damage("a member")
      }
      access = .domain(MemberLink(domain: name, member: member))
    }
    return Employee(
      id: try row.id(0), company: try row.id(1), login: login, name: row.text(4),
      email: row.optionalText(5), role: try row.word(6), origin: try row.word(7), access: access,
      state: try row.word(11), isForCooperatingSystem: row.flag(12), memberNotFound: row.flag(13),
      mustChangePassword: row.flag(14), erpLogin: try row.word(17), createdAt: row.time(15),
      version: Int(row.integer(16)))
  }
}
