import Identity

struct SQLiteSessions: SessionTable {
  let rows: SQLiteTransaction

  private static let columns = """
    id, token, employee, company, client, remembered, address, user_agent, created_at, ends_at, \
    last_seen_at
    """

  private static let insertion =
    "INSERT INTO sessions (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

  func insert(_ session: Session) throws {
    try rows.change(
      Self.insertion,
      [
        .id(session.id), .digest(session.token), .id(session.employee), .id(session.company),
        .text(session.client.rawValue), .flag(session.isRemembered), .text(session.origin.address),
        .text(session.origin.userAgent), .time(session.createdAt), .time(session.endsAt),
        .time(session.lastSeenAt),
      ])
  }

  func all() throws -> [Session] { try list(.all) }

  func list(_ selection: SessionSelection) throws -> [Session] {
    let (clause, values) = Self.clause(selection)
    return try rows.all(
      "SELECT \(Self.columns) FROM sessions \(clause) ORDER BY created_at DESC, id", values,
      Self.decode)
  }

  func delete(_ selection: SessionSelection) throws -> [Session] {
    let (clause, values) = Self.clause(selection)
    let ended = try list(selection)
    if !ended.isEmpty { try rows.change("DELETE FROM sessions \(clause)", values) }
    return ended
  }

  /// Never moves a time back: two nodes, or two threads, may report out of order.
  func touch(_ seen: [SessionID: Timestamp]) throws {
    for (id, moment) in seen {
      try rows.change(
        "UPDATE sessions SET last_seen_at = ?2 WHERE id = ?1 AND last_seen_at < ?2",
        [.id(id), .time(moment)])
    }
  }

  private static func clause(_ selection: SessionSelection) -> (String, [SQLiteValue]) {
    switch selection {
    case .one(let id): return ("WHERE id = ?", [.id(id)])
    case .ofEmployee(let employee): return ("WHERE employee = ?", [.id(employee)])
    case .ofEmployeeExcept(let employee, let kept):
      return ("WHERE employee = ? AND id <> ?", [.id(employee), .id(kept)])
    case .ofEmployeeWithClients(let employee, let clients):
      let places = clients.map { _ in "?" }.joined(separator: ", ")
      return (
        "WHERE employee = ? AND client IN (\(places))",
        [.id(employee)] + clients.map { .text($0.rawValue) }
      )
    case .ofDomainCards(let company):
      return (
        """
        WHERE employee IN
          (SELECT id FROM employees WHERE company = ? AND domain IS NOT NULL)
        """, [.id(company)]
      )
    case .all: return ("", [])
    }
  }

  private static func decode(_ row: SQLiteRow) throws -> Session {
    Session(
      id: try row.id(0), token: try row.digest(1), employee: try row.id(2),
      company: try row.id(3), client: try row.word(4), isRemembered: row.flag(5),
      origin: ClientOrigin(address: row.text(6), userAgent: row.optionalText(7)),
      createdAt: row.time(8), endsAt: row.optionalTime(9), lastSeenAt: row.time(10))
  }
}
