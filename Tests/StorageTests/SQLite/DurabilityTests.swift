import Foundation
import Identity
import TestKit
import Testing

@testable import Storage

/// What was answered with success stays, whatever happens next (issue 3, section 6).
@Suite struct DurabilityTests {
  @Test("files as a killed process leaves them hold everything that was answered, and nothing else")
  func killed() async throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(path: folder.path + "/store")
    let answered = Record<Set<Int>>([])
    // 200 sign-ins under way while the files are taken, as by kill -9: no closing, no merging.
    let writing = Task {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<200 {
          group.addTask {
            try await store.write { tables in
              try tables.companies.insert(Sample.company("company \(number)"))
              _ = try tables.settings.save("\(number)", value: "", expected: 0)
            }
            answered.withLock { _ = $0.insert(number) }
          }
        }
        try await group.waitForAll()
      }
    }
    await Wait.until { answered.withLock { $0.count } >= 20 }
    let before = answered.withLock { $0 }
    // The log last: it only grows meanwhile (too little is written for it to be merged).
    for suffix in ["", "-wal"] {
      try Shell.run("/bin/cp", folder.path + "/store" + suffix, folder.path + "/killed" + suffix)
    }
    try await writing.value
    await store.close()

    let reopened = try SQLiteStore(path: folder.path + "/killed")
    let (names, settings) = try await reopened.read { tables in
      (
        Set(try tables.companies.all().map(\.name)),
        Set(try (0..<200).filter { try tables.settings.find("\($0)") != nil })
      )
    }
    #expect(settings.isSuperset(of: before))
    #expect(names == Set(settings.map { "company \($0)" }), "a body is there whole or not at all")
    let findings = try await reopened.checkIntegrity()
    #expect(findings == [])
    await reopened.close()
  }

  @Test("a log cut off in the middle of a commit loses that commit alone")
  func tornLog() async throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(path: folder.path + "/store")
    for number in 0..<5 {
      try await store.write { try $0.companies.insert(Sample.company("company \(number)")) }
    }
    for suffix in ["", "-wal"] {
      try Shell.run("/bin/cp", folder.path + "/store" + suffix, folder.path + "/torn" + suffix)
    }
    await store.close()
    let log = folder.path + "/torn-wal"
    let size = try #require(PrivateFile.size(of: log))
    try Shell.run("/usr/bin/truncate", "--size=\(size - 100)", log)

    let torn = try SQLiteStore(path: folder.path + "/torn")
    let names = try await torn.read { try $0.companies.all().map(\.name) }
    #expect(names == (0..<4).map { "company \($0)" })
    await torn.close()
  }

  @Test("a full disk is unavailable, loses nothing answered, and writing goes on with room again")
  func fullDisk() async throws {
    let folder = try TemporaryFolder()
    var options = SQLiteStore.Options()
    options.pageLimit = 60
    let store = try SQLiteStore(path: folder.path + "/store", options: options)
    let stored = Record<Set<String>>([])
    let refused = Record<[StoreError]>([])
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<64 {
        group.addTask {
          let name = "\(number) " + String(repeating: "x", count: 10_000)
          do {
            try await store.write { try $0.companies.insert(Sample.company(name)) }
            stored.withLock { _ = $0.insert(name) }
          } catch let error as StoreError {
            refused.withLock { $0.append(error) }
          } catch {
            Issue.record("\(error)")
          }
        }
      }
    }
    #expect(stored.withLock { $0.count } + refused.withLock { $0.count } == 64)
    #expect(refused.withLock { $0.count } > 0)
    for case let error in refused.withLock({ $0 }) {
      guard case .unavailable(let reason) = error else {
        Issue.record("\(error)")
        continue
      }
      #expect(reason.contains("the disk is full"))
    }
    // Reading goes on, and small things still fit or are refused as well.
    let full = try await store.read { Set(try $0.companies.all().map(\.name)) }
    #expect(full == stored.withLock { $0 })

    try store.onWriter("PRAGMA max_page_count = 100000")
    let name = "after " + String(repeating: "y", count: 100_000)
    try await store.write { try $0.companies.insert(Sample.company(name)) }
    let after = try await store.read { Set(try $0.companies.all().map(\.name)) }
    #expect(after == stored.withLock { $0 }.union([name]))
    let findings = try await store.checkIntegrity()
    #expect(findings == [])
    await store.close()
  }

  @Test("a body that swallows the full disk does not go on outside a transaction")
  func swallowedFullDisk() async throws {
    let folder = try TemporaryFolder()
    var options = SQLiteStore.Options()
    options.pageLimit = 40
    let store = try SQLiteStore(path: folder.path + "/store", options: options)
    await #expect(throws: StoreError.self) {
      try await store.write { tables in
        let huge = String(repeating: "x", count: 1 << 20)
        try? tables.companies.insert(Sample.company(huge))
        try? tables.companies.insert(Sample.company("after"))
      }
    }
    let names = try await store.read { try $0.companies.all().map(\.name) }
    #expect(names == [])
    await store.close()
  }

  @Test("a store that may only be read for a while is unavailable, and goes on afterwards")
  func readOnly() async throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(path: folder.path + "/store")
    try await store.write { try $0.companies.insert(Sample.company("before")) }
    try store.onWriter("PRAGMA query_only = ON")
    do {
      try await store.write { try $0.companies.insert(Sample.company("refused")) }
      Issue.record("a write went through")
    } catch StoreError.unavailable(let reason) {
      #expect(reason.contains("may only be read"))
    }
    try store.onWriter("PRAGMA query_only = OFF")
    try await store.write { try $0.companies.insert(Sample.company("after")) }
    let names = try await store.read { try $0.companies.all().map(\.name) }
    #expect(names == ["after", "before"])
    await store.close()
  }

  @Test("a program that holds the file makes writing unavailable, for as long as it holds it")
  func busy() async throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(path: folder.path + "/store")
    try store.onWriter("PRAGMA busy_timeout = 1")
    let intruder = try SQLiteConnection(path: folder.path + "/store", access: .readWrite)
    try intruder.execute("BEGIN IMMEDIATE")
    await #expect(throws: StoreError.self) {
      try await store.write { try $0.companies.insert(Sample.company()) }
    }
    try intruder.execute("ROLLBACK")
    intruder.close()
    try await store.write { try $0.companies.insert(Sample.company()) }
    await store.close()
  }
}

extension SQLiteStore {
  /// Runs SQL on the writer's connection, which is nobody's while no write is under way.
  fileprivate func onWriter(_ sql: String) throws { try groupCommit.connection.execute(sql) }
}
