import Identity

/// A company that a body was given is of another state than its snapshot: it has to run again.
struct SnapshotMoved: Error {}

/// The tables as one body sees them, over one connection inside one transaction.
///
/// Kept after its body returned it answers every call with `unavailable`, instead of touching a
/// connection that another body uses.
final class SQLiteTransaction: Transaction {
  private var connection: SQLiteConnection?
  /// The transaction is begun by the first statement: a body that asks for nothing costs nothing.
  private var isBegun: Bool
  private let failureKeys: FailureKeys?
  /// What this body did to the failures' keys, in order.
  private(set) var failureChanges: [(row: FailureKeys.Row, isThere: Bool)] = []
  /// `nil` for a body that only reads.
  let writerRows: WriterRows?
  private let shelf: CompanyShelf?
  /// Of companies, in the snapshot; `nil`: not known.
  private var edition: Int?
  /// Of companies that were taken from the shelf before there was a snapshot.
  private var borrowed: Int?
  /// The newest audit line that this body wrote.
  private(set) var appended: AuditHead?
  private(set) var actions: [@Sendable () -> Void] = []
  /// The newest line, where it is known without a look.
  var knownHead: AuditHead? { appended ?? headBefore }
  private let headBefore: AuditHead?

  /// Of a body that reads: begins with its first statement.
  init(
    reading connection: SQLiteConnection, failureKeys: FailureKeys? = nil,
    shelf: CompanyShelf? = nil
  ) {
    self.connection = connection
    self.failureKeys = failureKeys
    self.shelf = shelf
    isBegun = false
    writerRows = nil
    headBefore = nil
  }

  /// Of a body that writes, within a transaction that was begun.
  /// - Parameter headBefore: the newest audit line so far; `nil`: to be read.
  init(
    _ connection: SQLiteConnection, headBefore: AuditHead? = nil, failureKeys: FailureKeys? = nil,
    rows: WriterRows? = nil
  ) {
    self.connection = connection
    self.headBefore = headBefore
    self.failureKeys = failureKeys
    isBegun = true
    shelf = nil
    writerRows = rows
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

  /// Whether a key has to be looked up.
  func mayHoldFailures(_ row: @autoclosure () -> FailureKeys.Row) -> Bool {
    failureKeys?.mayHold(row()) ?? true
  }

  func noteFailures(_ row: FailureKeys.Row, isThere: Bool) {
    if isThere { failureKeys?.add(row) }
    failureChanges.append((row, isThere))
  }

  // MARK: Companies of a body that reads

  /// A company from the shelf, or from the snapshot.
  func company(_ id: CompanyID, orRead read: () throws -> Company?) throws -> Company? {
    if let writerRows { return try writerRows.company(id, orRead: read) }
    guard let shelf else { return try read() }
    if let (company, found) = shelf.find(id), found == (isBegun ? edition : borrowed ?? found) {
      if !isBegun { borrowed = found }
      return company
    }
    let company = try read()
    if let company, let edition { shelf.keep(company, of: edition) }
    return company
  }

  /// The first statement has fixed the snapshot: it holds the edition that was there before and after.
  private func settleEdition(_ before: Int?) throws {
    edition = before == shelf?.edition ? before : nil
    if let borrowed, borrowed != edition { throw SnapshotMoved() }
  }

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
    let isFirst = !isBegun
    let before = isFirst ? shelf?.edition : nil
    if isFirst {
      try connection.run("BEGIN")
      isBegun = true
    }
    // After a full disk SQLite may have rolled back on its own; a body that swallowed that error must
    // not go on writing outside any transaction.
    guard connection.isInTransaction else {
      throw StoreError.unavailable("the transaction was rolled back by an earlier error")
    }
    do {
      try connection.run(sql, values, row: row)
      if isFirst, shelf != nil { try settleEdition(before) }
      return connection
    } catch let failure as SQLiteFailure {
      throw failure.storeError
    }
  }
}
