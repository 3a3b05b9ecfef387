import Identity

struct SQLiteTickets: TicketTable {
  let rows: SQLiteTransaction

  private static let columns =
    "token, employee, company, client, remember, stage, created_at, expires_at"
  /// The names of what is sealed for a ticket, written in SQL: `SealedName.pendingOfTicket` and
  /// `passwordOfTicket`.
  private static func sealedNames(where condition: String) -> String {
    ["pending-ticket/", "password-ticket/"].map {
      "SELECT '\($0)' || lower(hex(token)) FROM tickets WHERE \(condition)"
    }.joined(separator: " UNION ALL ")
  }

  func insert(_ ticket: Ticket) throws {
    try rows.change(
      "INSERT INTO tickets (\(Self.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .digest(ticket.token), .id(ticket.employee), .id(ticket.company),
        .text(ticket.client.rawValue), .flag(ticket.remember), .text(ticket.stage.rawValue),
        .time(ticket.createdAt), .time(ticket.expiresAt),
      ])
  }

  func find(_ token: Digest) throws -> Ticket? {
    try rows.first("SELECT \(Self.columns) FROM tickets WHERE token = ?", [.digest(token)]) { row in
      Ticket(
        token: try row.digest(0), employee: try row.id(1), company: try row.id(2),
        client: try row.word(3), remember: row.flag(4), stage: try row.word(5),
        createdAt: row.time(6), expiresAt: row.time(7))
    }
  }

  func delete(_ token: Digest) throws {
    try rows.change("DELETE FROM tickets WHERE token = ?", [.digest(token)])
  }

  func deleteAll(of employee: EmployeeID) throws {
    try rows.change(
      "DELETE FROM sealed WHERE name IN (\(Self.sealedNames(where: "employee = ?1")))",
      [.id(employee)])
    try rows.change("DELETE FROM tickets WHERE employee = ?", [.id(employee)])
  }

  /// Sealed values whose ticket was consumed long ago go too: a ticket lives `Ticket.lifetime` at
  /// most, so that an older secret can belong to nobody.
  func deleteExpired(at now: Timestamp) throws {
    try rows.change(
      "DELETE FROM sealed WHERE name IN (\(Self.sealedNames(where: "expires_at <= ?1")))",
      [.time(now)])
    try rows.change("DELETE FROM tickets WHERE expires_at <= ?", [.time(now)])
    for kind in ["pending-ticket", "password-ticket"] {
      // '0' follows '/': the range is every name with this beginning.
      try rows.change(
        """
        DELETE FROM sealed WHERE name >= '\(kind)/' AND name < '\(kind)0'
          AND saved_at <= ? AND name NOT IN (\(Self.sealedNames(where: "1")))
        """, [.time(now - Ticket.lifetime)])
    }
    // Pending secrets of the own-account page age without a ticket (TFA-18).
    try rows.change(
      """
      DELETE FROM sealed WHERE name >= 'pending-own/' AND name < 'pending-own0' AND saved_at <= ?
      """, [.time(now - PendingEnrolment.lifetime)])
  }
}
