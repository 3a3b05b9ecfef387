import Foundation
import Identity
import TestKit
import Testing

@testable import Storage

@Suite struct MigratorTests {
  private static let second = "ALTER TABLE companies ADD COLUMN note TEXT"
  private static let third = "CREATE TABLE notes (text TEXT NOT NULL) STRICT"

  private static func open(_ path: String, _ added: [String]) throws -> SQLiteStore {
    try SQLiteStore(
      path: path, readers: 1, headKeeper: nil, options: .init(),
      migrations: Schema.migrations + added)
  }

  private static func version(of path: String) throws -> Int64 {
    let connection = try SQLiteConnection(path: path, access: .immutable)
    defer { connection.close() }
    return try connection.integer("PRAGMA user_version")
  }

  private static func copies(in folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.contains(".before-") || $0.contains("partial") }.sorted()
  }

  @Test("an older store is brought up to date, keeps its data, and leaves a copy of mode 0600")
  func upgrade() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/store"
    let old = try Self.open(path, [])
    let company = Sample.company("Żółw")
    try await old.write { try $0.companies.insert(company) }
    await old.close()
    #expect(try Self.copies(in: folder) == [], "a new store has nothing to copy")

    let new = try Self.open(path, [Self.second, Self.third])
    let found = try await new.read { try $0.companies.find(company.id) }
    #expect(found == company)
    await new.close()
    #expect(try Self.version(of: path) == Int64(Schema.migrations.count + 2))

    let copy = path + ".before-\(Schema.migrations.count + 1)"
    #expect(try Self.copies(in: folder) == ["store.before-\(Schema.migrations.count + 1)"])
    #expect(PrivateFile.mode(of: copy) == 0o600)
    #expect(try Self.version(of: copy) == Int64(Schema.migrations.count))
    let kept = try Self.open(copy, [])
    let inCopy = try await kept.read { try $0.companies.find(company.id) }
    #expect(inCopy == company)
    await kept.close()
  }

  @Test("a failing migration is taken back whole; the store opens with its old schema and all data")
  func failing() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/store"
    let old = try Self.open(path, [])
    try await old.write { try $0.companies.insert(Sample.company("Alfa")) }
    await old.close()
    let broken = "CREATE TABLE half (a INTEGER) STRICT; DROP TABLE companies; SELECT nonsense"
    let code = OpeningTests.code { _ = try Self.open(path, [Self.second, broken]) }
    #expect(code == .migrationFailed)
    #expect(OpeningTests.openDescriptors(below: path) == [])

    // The first of the two stands, as a transaction of its own.
    let reopened = try Self.open(path, [Self.second])
    let names = try await reopened.read { try $0.companies.all().map(\.name) }
    #expect(names == ["Alfa"])
    await reopened.close()
    #expect(try Self.version(of: path) == Int64(Schema.migrations.count + 1))
  }

  @Test("of the copies the last two are kept")
  func twoCopies() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/store"
    let added = (0..<12).map { "CREATE TABLE step\($0) (a INTEGER) STRICT" }
    for count in 0...added.count {
      let store = try Self.open(path, Array(added.prefix(count)))
      await store.close()
    }
    let newest = Schema.migrations.count + added.count
    #expect(
      try Set(Self.copies(in: folder)) == ["store.before-\(newest)", "store.before-\(newest - 1)"])
  }

  @Test("a released migration never changes: the schema is what it was")
  func fixed() throws {
    // Changing a version after its release would leave old stores behind; add a migration instead.
    #expect(Schema.migrations.count == 2)
    let folder = try TemporaryFolder()
    let path = folder.path + "/store"
    try PrivateFile.create(path)
    let connection = try SQLiteConnection(path: path, access: .readWrite)
    defer { connection.close() }
    try Migrator(path: path, migrations: Schema.migrations).run(on: connection)
    var tables: [String] = []
    try connection.run("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") {
      tables.append($0.text(0))
    }
    #expect(
      tables == [
        "access_codes", "audit", "audit_pruning", "companies", "employees", "failures", "sealed",
        "second_factors", "sessions", "settings", "stranger_count", "tickets",
      ])
    var loose: [String] = []
    try connection.run("SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0") {
      loose.append($0.text(0))
    }
    #expect(loose.filter { !$0.hasPrefix("sqlite_") } == [], "every table is STRICT")
  }
}
