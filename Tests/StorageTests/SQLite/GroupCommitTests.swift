import Identity
import TestKit
import Testing

@testable import Storage

@Suite struct GroupCommitTests {
  @Test("bodies that gather while one commit is under way share the next one's sync")
  func sharing() async throws {
    let folder = try TemporaryFolder()
    var options = SQLiteStore.Options()
    // Not what is shown here, and soon over on a busy machine.
    options.batchTime = .seconds(60)
    let store = try SQLiteStore(path: folder.path + "/store", options: options)
    let gate = Gate()
    async let first: Void = store.write { tables in
      _ = try tables.settings.save("first", value: "", expected: 0)
      gate.enter()
    }
    await gate.entered()
    let before = store.statistics.commits
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<100 {
        group.addTask {
          try await store.write { _ = try $0.settings.save("\(number)", value: "", expected: 0) }
        }
      }
      await Wait.until { store.statistics.waitingWrites == 100 }
      gate.open()
      try await group.waitForAll()
    }
    try await first
    // One for what was under way (it may take some along), one for the rest.
    #expect(store.statistics.commits - before <= 2)
    #expect(store.statistics.writes == 101)
    await store.close()
  }

  @Test("a commit carries no more bodies than allowed")
  func batchLimit() async throws {
    let folder = try TemporaryFolder()
    var options = SQLiteStore.Options()
    options.batchLimit = 10
    options.batchTime = .seconds(60)
    let store = try SQLiteStore(path: folder.path + "/store", options: options)
    let gate = Gate()
    async let first: Void = store.write { _ in gate.enter() }
    await gate.entered()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<49 {
        group.addTask {
          try await store.write { _ = try $0.settings.save("\(number)", value: "", expected: 0) }
        }
      }
      await Wait.until { store.statistics.waitingWrites == 49 }
      gate.open()
      try await group.waitForAll()
    }
    try await first
    #expect(store.statistics.commits == 5)
    await store.close()
  }

  @Test("the queue is bounded: one body more is refused at once, and those inside are done")
  func queueLimit() async throws {
    let folder = try TemporaryFolder()
    var options = SQLiteStore.Options()
    options.queueLimit = 3
    let store = try SQLiteStore(path: folder.path + "/store", options: options)
    let gate = Gate()
    async let first: Void = store.write { _ in gate.enter() }
    await gate.entered()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<3 {
        group.addTask {
          try await store.write { _ = try $0.settings.save("\(number)", value: "", expected: 0) }
        }
      }
      await Wait.until { store.statistics.waitingWrites == 3 }
      await #expect(throws: StoreError.unavailable("too much waits for the store")) {
        try await store.write { _ = try $0.settings.save("more", value: "", expected: 0) }
      }
      gate.open()
      try await group.waitForAll()
    }
    try await first
    #expect(store.statistics.refused == 1)
    let stored = try await store.read { tables in
      try ["0", "1", "2", "more"].map { try tables.settings.find($0) != nil }
    }
    #expect(stored == [true, true, true, false])
    await store.close()
  }

  @Test("the audit head is kept after the commit, before write returns, the newest of a batch once")
  func headKeeper() async throws {
    let folder = try TemporaryFolder()
    let keeper = RecordingKeeper()
    let store = try SQLiteStore(path: folder.path + "/store", headKeeper: keeper)
    try await store.write { tables in
      try tables.audit.append(Sample.line(1))
      try tables.audit.append(Sample.line(2))
      #expect(keeper.sequences == [])
      tables.afterCommit { keeper.note(-1) }
    }
    #expect(keeper.sequences == [2, -1])
    try await store.write { _ = try $0.settings.save("a", value: "", expected: 0) }
    await #expect(throws: BodyFailed()) {
      try await store.write { tables in
        try tables.audit.append(Sample.line(3))
        throw BodyFailed()
      }
    }
    #expect(keeper.sequences == [2, -1])
    // In one batch: a line, a body without one, a body that takes its line back.
    let gate = Gate()
    async let first: Void = store.write { _ in gate.enter() }
    await gate.entered()
    async let line: Void = store.write { try $0.audit.append(Sample.line(3)) }
    await Wait.until { store.statistics.waitingWrites == 1 }
    async let other: Void = store.write { try $0.companies.insert(Sample.company()) }
    await Wait.until { store.statistics.waitingWrites == 2 }
    async let failing: Bool = {
      do {
        try await store.write { tables in
          try tables.audit.append(Sample.line(4))
          throw BodyFailed()
        }
        return false
      } catch {
        return error is BodyFailed
      }
    }()
    await Wait.until { store.statistics.waitingWrites == 3 }
    gate.open()
    try await first
    try await line
    try await other
    let failed = await failing
    #expect(failed)
    #expect(keeper.sequences == [2, -1, 3])
    await store.close()
  }

  @Test("latencies of reads, writes and commits are told")
  func observing() async throws {
    let folder = try TemporaryFolder()
    let seen = Record<[StoreWork: Int]>([:])
    var options = SQLiteStore.Options()
    options.observe = { work, duration in
      seen.withLock { $0[work, default: 0] += duration > .zero ? 1 : 0 }
    }
    let store = try SQLiteStore(path: folder.path + "/store", options: options)
    try await store.write { try $0.companies.insert(Sample.company()) }
    _ = try await store.read { try $0.companies.all() }
    await store.close()
    #expect(seen.withLock { $0 } == [.read: 1, .write: 1, .commit: 1])
  }

  @Test("closing finishes what waits; later calls are refused, closing twice is harmless")
  func closing() async throws {
    let folder = try TemporaryFolder()
    let store = try SQLiteStore(path: folder.path + "/store")
    let gate = Gate()
    async let first: Void = store.write { _ in gate.enter() }
    await gate.entered()
    async let second: Void = store.write { try $0.companies.insert(Sample.company()) }
    await Wait.until { store.statistics.waitingWrites == 1 }
    async let closed: Void = store.close()
    gate.open()
    try await first
    try await second
    await closed
    await store.close()
    await #expect(throws: StoreError.unavailable("the store is closed")) {
      try await store.read { try $0.companies.all() }
    }
    await #expect(throws: StoreError.unavailable("the store is closed")) {
      try await store.write { try $0.companies.delete(.home) }
    }
    let again = try SQLiteStore(path: folder.path + "/store")
    let count = try await again.read { try $0.companies.all().count }
    #expect(count == 1)
    await again.close()
  }
}

private final class RecordingKeeper: AuditHeadKeeper {
  private let record = Record<[Int64]>([])
  var sequences: [Int64] { record.withLock { $0 } }
  func note(_ number: Int64) { record.withLock { $0.append(number) } }
  func keep(_ head: AuditHead) { note(head.sequence) }
}
