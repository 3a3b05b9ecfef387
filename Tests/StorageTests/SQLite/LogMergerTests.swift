import Foundation
import Glibc
import Identity
import TestKit
import Testing

@testable import Storage

@Suite struct LogMergerTests {
  @Test("the log is merged and begins anew while others write and read, and every write is there")
  func merging() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/store"
    let store = try SQLiteStore(path: path)
    // Some 6,000 pages in all, 12 and more in each commit.
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<8 {
        group.addTask {
          for number in 0..<60 {
            try await store.write {
              _ = try $0.settings.save(
                "\(writer)-\(number)", value: String(repeating: "x", count: 48_000), expected: 0)
            }
            if number % 10 == 0 {
              _ = try await store.read { try $0.settings.find("\(writer)-\(number)") }
            }
          }
        }
      }
      try await group.waitForAll()
    }
    // Its greatest length: what was ever in it at one time.
    let length = try #require(PrivateFile.size(of: path + "-wal"))
    #expect(length < 5_000 * 4_120)
    #expect(length > 240 * 4_120)
    await store.close()
    #expect(PrivateFile.mode(of: path + "-wal") == nil)
    let again = try SQLiteStore(path: path)
    for writer in 0..<8 {
      let there = try await again.read { tables in
        try (0..<60).filter { try tables.settings.find("\(writer)-\($0)") != nil }.count
      }
      #expect(there == 60)
    }
    await again.close()
  }

  @Test(
    "a long reader keeps the log from beginning anew, and nothing else; it is short again afterwards"
  )
  func longReader() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/store"
    let (store, reader) = try await storeWithLongReader(path)
    try await grow(store, 0..<240)
    let long = try #require(PrivateFile.size(of: path + "-wal"))
    #expect(long > 2_000 * 4_120)
    try reader.execute("ROLLBACK")
    reader.close()
    // A merge comes with the next thousand pages, the new beginning with the commit after it.
    try await grow(store, 240..<480)
    let after = try #require(PrivateFile.size(of: path + "-wal"))
    #expect(after < long + 2_000 * 4_120)
    await store.close()
  }

  @Test("when a long reader has gone the log begins anew by itself, however little is written")
  func afterLongReader() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/store"
    let (store, reader) = try await storeWithLongReader(path)
    try await grow(store, 0..<100)
    // More than the thousand pages that are merged at once.
    let length = try #require(PrivateFile.size(of: path + "-wal"))
    #expect(length > 1_100 * 4_120)
    let before = try beginnings(path)
    try reader.execute("ROLLBACK")
    reader.close()
    var version = 1
    let end = ContinuousClock.now + .seconds(20)
    while try beginnings(path) == before, .now < end {
      version = try await store.write { [version] in
        try $0.settings.save("a", value: "", expected: version).version
      }
      try await Task.sleep(for: .milliseconds(100))
    }
    #expect(try beginnings(path) == before + 1)
    await store.close()
  }

  /// A store of one setting, and a reader that stays at this state.
  private func storeWithLongReader(_ path: String) async throws -> (SQLiteStore, SQLiteConnection) {
    let store = try SQLiteStore(path: path)
    try await store.write { _ = try $0.settings.save("a", value: "", expected: 0) }
    let reader = try SQLiteConnection(path: path, access: .readOnly)
    try reader.execute("BEGIN; SELECT * FROM settings")
    return (store, reader)
  }

  /// Twelve pages and more in a commit for each number.
  private func grow(_ store: SQLiteStore, _ numbers: Range<Int>) async throws {
    for number in numbers {
      try await store.write {
        _ = try $0.settings.save(
          "\(number)", value: String(repeating: "x", count: 48_000), expected: 0)
      }
    }
  }

  /// How often the log has begun (https://www.sqlite.org/fileformat2.html#walformat, "checkpoint sequence").
  private func beginnings(_ path: String) throws -> UInt32 {
    let log = try Data(contentsOf: URL(fileURLWithPath: path + "-wal"))
    return log[12..<16].reduce(0) { $0 << 8 | UInt32($1) }
  }

  @Test("a store that is let go without being closed gives its files back")
  func lettingGo() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/store"
    do {
      let store = try SQLiteStore(path: path)
      try await store.write { _ = try $0.settings.save("a", value: "", expected: 0) }
    }
    await Wait.until { (try? SQLiteStore(path: path)) != nil }
  }
}
