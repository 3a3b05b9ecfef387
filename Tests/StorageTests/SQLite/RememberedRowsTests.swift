import Identity
import Synchronization
import TestKit
import Testing

@testable import Storage

/// What the store knows without asking SQLite is never another thing than what SQLite would say.
@Suite struct RememberedRowsTests {
  private struct Broken: Error {}

  private final class Done: Sendable {
    let isSet = Mutex(false)
  }

  private static let key = FailureKey.member(Sample.link("m"))

  /// Bodies that come while one is under way, and so share a transaction.
  private func together(
    _ store: SQLiteStore, _ bodies: [@Sendable (any Transaction) throws -> Void]
  ) async throws -> [Bool] {
    let gate = Gate()
    async let first: Void = store.write { _ in gate.enter() }
    await gate.entered()
    let results = try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
      for (index, body) in bodies.enumerated() {
        group.addTask {
          do {
            try await store.write(body)
            return (index, true)
          } catch is Broken {
            return (index, false)
          }
        }
        await Wait.until { store.statistics.waitingWrites == index + 1 }
      }
      gate.open()
      return try await group.reduce(into: [Int: Bool]()) { $0[$1.0] = $1.1 }
    }
    try await first
    return bodies.indices.map { results[$0] ?? false }
  }

  @Test(
    "a body that throws after a change takes back its own changes only, others run once for good")
  func throwingBody() async throws {
    let folder = try TemporaryFolder()
    var options = SQLiteStore.Options()
    options.batchTime = .seconds(60)
    let store = try SQLiteStore(path: folder.path + "/store", options: options)
    let after = Mutex<[String]>([])
    @Sendable func save(_ name: String, then error: (any Error)? = nil)
      -> @Sendable (any Transaction) throws -> Void
    {
      { tables in
        _ = try tables.settings.save(name, value: "", expected: 0)
        tables.afterCommit { after.withLock { $0.append(name) } }
        if let error { throw error }
      }
    }
    let results = try await together(
      store,
      [save("a"), save("b", then: Broken()), save("c"), save("d", then: Broken()), save("e")])
    #expect(results == [true, false, true, false, true])
    #expect(after.withLock { $0 } == ["a", "c", "e"])
    let stored = try await store.read { tables in
      try ["a", "b", "c", "d", "e"].map { try tables.settings.find($0) != nil }
    }
    #expect(stored == [true, false, true, false, true])
    // The writer does not remember what was taken back either.
    let known = try await store.write { try $0.settings.find("b") }
    #expect(known == nil)
    await store.close()
  }

  @Test(
    "keys of failures are known from the start, after saving, deleting, and what was taken back")
  func failureKeys() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/store"
    var store = try SQLiteStore(path: path)
    let count = Sample.failure(2, at: 5)
    #expect(try await store.read { try $0.failures.find(Self.key) } == nil)
    await #expect(throws: Broken.self) {
      try await store.write { tables in
        try tables.failures.save(count, for: Self.key)
        throw Broken()
      }
    }
    #expect(try await store.read { try $0.failures.find(Self.key) } == nil)
    try await store.write { try $0.failures.save(count, for: Self.key) }
    #expect(try await store.read { try $0.failures.find(Self.key) } == count)
    await store.close()

    store = try SQLiteStore(path: path)
    #expect(try await store.read { try $0.failures.find(Self.key) } == count)
    await #expect(throws: Broken.self) {
      try await store.write { tables in
        try tables.failures.delete(Self.key)
        throw Broken()
      }
    }
    #expect(try await store.read { try $0.failures.find(Self.key) } == count)
    // Deleted and saved in one transaction, by two bodies.
    _ = try await together(
      store,
      [
        { try $0.failures.delete(Self.key) }, { try $0.failures.save(count, for: Self.key) },
      ])
    #expect(try await store.read { try $0.failures.find(Self.key) } == count)
    try await store.write { try $0.failures.delete(Self.key) }
    #expect(try await store.read { try $0.failures.find(Self.key) } == nil)
    await store.close()
  }

  @Test("a body never sees a company of one state beside a card of another")
  func oneState() async throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(path: folder.path + "/store")
    let id: CompanyID = Sample.id()
    let card = Sample.employee("jan")
    try await store.write { tables in
      try tables.companies.insert(Sample.company("0", id: id))
      try tables.employees.insert(card)
    }
    let done = Done()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for number in 1...300 {
          try await store.write { tables in
            guard var company = try tables.companies.find(id),
              var stored = try tables.employees.find(card.id)
            else { throw Broken() }
            company.name = String(number)
            stored.name = String(number)
            _ = try tables.companies.update(company)
            _ = try tables.employees.update(stored)
          }
        }
        done.isSet.withLock { $0 = true }
      }
      for isCompanyFirst in [true, true, false] {
        group.addTask {
          var seen = 0
          while !done.isSet.withLock({ $0 }) {
            let (company, card) = try await store.read { tables in
              if isCompanyFirst {
                let company = try tables.companies.find(id)?.name
                return (company, try tables.employees.find(card.id)?.version)
              }
              let version = try tables.employees.find(card.id)?.version
              return (try tables.companies.find(id)?.name, version)
            }
            // Versions begin with 1, names with 0.
            #expect(company.flatMap { Int($0) } == card.map { $0 - 1 })
            let now = company.flatMap { Int($0) } ?? 0
            #expect(now >= seen)
            seen = now
          }
        }
      }
      try await group.waitForAll()
    }
    await store.close()
  }

  @Test("a card that was read before is read again only where it has changed")
  func sinceRead() async throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(path: folder.path + "/store")
    let card = Sample.employee("jan")
    try await store.write { try $0.employees.insert(card) }
    #expect(try await store.read { try $0.employees.find(sinceRead: card) } == card)
    try await store.write { tables in
      var changed = card
      changed.state = .archived
      _ = try tables.employees.update(changed)
    }
    #expect(try await store.read { try $0.employees.find(sinceRead: card) }?.state == .archived)
    try await store.write { try $0.employees.delete(card.id) }
    #expect(try await store.read { try $0.employees.find(sinceRead: card) } == nil)
    await store.close()
  }
}
