import Identity

/// The tables as one body sees them, over one connection inside one transaction.
///
/// Kept after its body returned it answers every call with `unavailable`, instead of touching a
/// connection that another body uses.
final class SQLiteTransaction: Transaction {
  private var connection: SQLiteConnection?
  /// The newest audit line that this body wrote.
  private(set) var appended: AuditHead?
  private(set) var actions: [@Sendable () -> Void] = []
  /// The newest line, where it is known without a look.
  var knownHead: AuditHead? { appended ?? headBefore }
  private let headBefore: AuditHead?

  /// - Parameter headBefore: the newest audit line so far; `nil`: to be read.
  init(_ connection: SQLiteConnection, headBefore: AuditHead? = nil) {
    self.connection = connection
    self.headBefore = headBefore
  }

  var companies: any CompanyTable { SQLiteCompanies(rows: self) }
  var employees: any EmployeeTable { SQLiteEmployees(rows: self) }
  var sessions: any SessionTable { SQLiteSessions(rows: self) }
  var tickets: any TicketTable { SQLiteTickets(rows: self) }
  var secondFactors: any SecondFactorTable { SQLiteSecondFactors(rows: self) }
  var failures: any FailureTable { SQLiteFailures(rows: self) }
  var codes: any AccessCodeTable { SQLiteAccessCodes(rows: self) }
  var settings: any SettingTable { SQLiteSettings(rows: self) }
  var sealed: any SealedTable { SQLiteSealed(rows: self) }
  var audit: any AuditTable { SQLiteAudit(rows: self) }

  func afterCommit(_ action: @escaping @Sendable () -> Void) { actions.append(action) }

  /// The body returned.
  func end() { connection = nil }

  func noteAppended(_ head: AuditHead) { appended = head }

  /// Runs a statement and returns how many rows it changed.
  @discardableResult
  func change(_ sql: String, _ values: [SQLiteValue] = []) throws -> Int {
    try run(sql, values) { _ in }.changes
  }

  /// Every row of the answer.
  func all<Value>(
    _ sql: String, _ values: [SQLiteValue] = [], _ decode: (SQLiteRow) throws -> Value
  ) throws -> [Value] {
    var found: [Value] = []
    _ = try run(sql, values) { found.append(try decode($0)) }
    return found
  }

  /// The first row of the answer, if any.
  func first<Value>(
    _ sql: String, _ values: [SQLiteValue] = [], _ decode: (SQLiteRow) throws -> Value
  ) throws -> Value? {
    var found: Value?
    _ = try run(sql, values) { if found == nil { found = try decode($0) } }
    return found
  }

  private func run(
    _ sql: String, _ values: [SQLiteValue], row: (SQLiteRow) throws -> Void
  ) throws -> SQLiteConnection {
    guard let connection else {
      throw StoreError.unavailable("a transaction was used after its body returned")
    }
    // After a full disk SQLite may have rolled back on its own; a body that swallowed that error must
    // not go on writing outside any transaction.
    guard connection.isInTransaction else {
      throw StoreError.unavailable("the transaction was rolled back by an earlier error")
    }
    do {
      try connection.run(sql, values, row: row)
      return connection
    } catch let failure as SQLiteFailure {
      throw failure.storeError
    }
  }
}
