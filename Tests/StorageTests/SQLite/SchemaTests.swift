import Foundation
import Identity
import TestKit
import Testing

@testable import Storage

@Suite struct SchemaTests {
  private static func connection(_ folder: TemporaryFolder) throws -> SQLiteConnection {
    let path = folder.path + "/store"
    try PrivateFile.create(path)
    let connection = try SQLiteConnection(path: path, access: .readWrite)
    try Migrator(path: path, migrations: Schema.migrations).run(on: connection)
    return connection
  }

  @Test(
    "audit lines cannot be changed, replaced or removed by any statement but pruning",
    arguments: [
      "UPDATE audit SET reason = 'x'", "DELETE FROM audit", "DELETE FROM audit WHERE sequence = 1",
      "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE sequence = 1",
      "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE sequence = 2",
      "UPDATE OR REPLACE audit SET sequence = 1 WHERE sequence = 2",
      "INSERT INTO audit_pruning VALUES (2); DELETE FROM audit WHERE sequence = 2",
    ])
  func auditIsAppendOnly(_ sql: String) throws {
    let folder = try TemporaryFolder()
    let connection = try Self.connection(folder)
    defer { connection.close() }
    try connection.execute("BEGIN")
    let transaction = SQLiteTransaction(connection)
    let lines = [Sample.line(1), Sample.line(2)]
    for line in lines { try transaction.audit.append(line) }
    #expect(throws: SQLiteFailure.self) { try connection.execute(sql) }
    #expect(try transaction.audit.records(from: 0, limit: 9) == lines)
    try connection.execute("COMMIT")
  }

  @Test("rows of the wrong shape are refused by the schema itself")
  func strict() throws {
    let folder = try TemporaryFolder()
    let connection = try Self.connection(folder)
    defer { connection.close() }
    for sql in [
      "INSERT INTO settings VALUES ('a', x'00', 1)", "INSERT INTO settings VALUES ('a', 'b', 'c')",
      "INSERT INTO settings VALUES ('a', 'b', 0)",
      "INSERT INTO second_factors VALUES (x'00', 0, 0, x'')",
      "INSERT INTO second_factors VALUES (zeroblob(16), 0, 0, x'00')",
    ] {
      #expect(throws: SQLiteFailure.self, "\(sql)") { try connection.execute(sql) }
    }
  }

  @Test(
    "the queries of a sign-in and of the lists go along an index",
    arguments: [
      ("SELECT 1 FROM employees WHERE company = ? AND login_key = ?", "employees_by_login"),
      ("SELECT 1 FROM employees WHERE domain = ? AND member = ?", "employees_by_member"),
      ("SELECT name FROM employees ORDER BY login_key, id LIMIT 9", "employees_in_order"),
      (
        "SELECT name FROM employees WHERE company = ? AND (login_key, id) > (?, ?) ORDER BY "
          + "login_key, id", "employees_by_login"
      ),
      ("SELECT client FROM sessions WHERE employee = ?", "sessions_by_employee"),
      ("SELECT 1 FROM tickets WHERE expires_at <= ?", "tickets_by_expiry"),
      ("DELETE FROM tickets WHERE employee = ?", "tickets_by_employee"),
      ("DELETE FROM access_codes WHERE employee = ?", "access_codes_by_employee"),
      ("DELETE FROM access_codes WHERE expires_at <= ?", "access_codes_by_expiry"),
      (
        "SELECT kind FROM failures WHERE stranger = 1 ORDER BY last_at, kind, subject LIMIT 9",
        "failures_of_strangers"
      ),
      ("SELECT details FROM audit WHERE subject = ? ORDER BY sequence DESC", "audit_by_subject"),
      ("SELECT details FROM audit WHERE action = ? ORDER BY sequence DESC", "audit_by_action"),
    ])
  func indexes(_ row: (sql: String, index: String)) throws {
    let folder = try TemporaryFolder()
    let connection = try Self.connection(folder)
    defer { connection.close() }
    var plan: [String] = []
    try connection.run("EXPLAIN QUERY PLAN " + row.sql) { plan.append($0.text(3)) }
    #expect(plan.contains { $0.contains(row.index) }, "\(plan)")
    #expect(!plan.contains { $0.contains("USE TEMP B-TREE") }, "\(plan)")
  }

  @Test("a row that does not hold what it should is unavailable, never a crash")
  func damagedRow() async throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(path: folder.path + "/store")
    try await store.write { try $0.companies.insert(Sample.company()) }
    let forger = try SQLiteConnection(path: folder.path + "/store", access: .readWrite)
    try forger.execute("UPDATE companies SET kind = 'no such kind'")
    forger.close()
    do {
      _ = try await store.read { try $0.companies.all() }
      Issue.record("a damaged row was read")
    } catch StoreError.unavailable(let reason) {
      #expect(reason.contains("damaged"))
    }
    await store.close()
  }

  @Test("a pending secret whose ticket was consumed is forgotten once no ticket could be alive")
  func orphanedSecrets() async throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(path: folder.path + "/store")
    let orphan = SealedName.pendingOfTicket(Sample.digest())
    let others: [SealedName] = [
      .audit, .keyCheck, .person(Sample.id()), .secondFactor(Sample.id()),
    ]
    try await store.write { tables in
      for name in [orphan] + others {
        try tables.sealed.save(Sample.sealed(1), as: name, at: Sample.time(0))
      }
      try tables.tickets.deleteExpired(at: Sample.time(299))
      #expect(try tables.sealed.find(orphan) != nil)
      try tables.tickets.deleteExpired(at: Sample.time(300))
      #expect(try tables.sealed.find(orphan) == nil)
      #expect(try tables.sealed.count() == others.count)
    }
    await store.close()
  }

  @Test("more different statements than the cache holds still run")
  func statementCache() throws {
    let folder = try TemporaryFolder()
    let connection = try Self.connection(folder)
    defer { connection.close() }
    for number in 0..<(SQLiteConnection.cachedStatements * 2 + 5) {
      #expect(try connection.integer("SELECT \(number)") == Int64(number))
    }
  }
}
