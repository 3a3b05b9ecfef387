import Identity
import Synchronization
import Testing

/// What every store promises about bodies, whatever they do.
@Suite struct ConformanceTransactions {
  @Test(
    "a body that throws changes nothing, and its error reaches its caller",
    arguments: StoreFactory.all)
  func throwingBody(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      await #expect(throws: BodyFailed()) {
        try await store.write { tables in
          try tables.companies.insert(Sample.company("Alfa"))
          _ = try tables.settings.save("mode", value: "on", expected: 0)
          throw BodyFailed()
        }
      }
      let (companies, setting) = try await store.read { tables in
        (try tables.companies.all(), try tables.settings.find("mode"))
      }
      #expect(companies.isEmpty)
      #expect(setting == nil)
    }
  }

  @Test(
    "of many bodies at once, those that throw take nothing of the others back",
    arguments: StoreFactory.all)
  func isolation(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let stored = await withTaskGroup(of: Int?.self) { group in
        for number in 0..<60 {
          group.addTask {
            try? await store.write { tables in
              try tables.companies.insert(Sample.company("company \(number)"))
              if number % 3 == 0 { throw BodyFailed() }
              return number
            }
          }
        }
        return await group.reduce(into: Set<Int>()) { if let number = $1 { $0.insert(number) } }
      }
      #expect(stored == Set((0..<60).filter { $0 % 3 != 0 }))
      let names = try await store.read { Set(try $0.companies.all().map(\.name)) }
      #expect(names == Set(stored.map { "company \($0)" }))
    }
  }

  @Test(
    "a body that catches a duplicate goes on, and what it did else stands",
    arguments: StoreFactory.all)
  func caughtDuplicate(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      try await store.write { tables in
        try tables.companies.insert(Sample.company("Alfa"))
        #expect(throws: StoreError.duplicate("company-name")) {
          try tables.companies.insert(Sample.company("Alfa"))
        }
        try tables.companies.insert(Sample.company("Beta"))
      }
      let names = try await store.read { try $0.companies.all().map(\.name).sorted() }
      #expect(names == ["Alfa", "Beta"])
    }
  }

  @Test("a read after a completed write sees it, on every reader", arguments: StoreFactory.all)
  func readYourWrites(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      for version in 0..<50 {
        _ = try await store.write {
          try $0.settings.save("n", value: "\(version)", expected: version)
        }
        async let first = store.read { try $0.settings.find("n")?.value }
        async let second = store.read { try $0.settings.find("n")?.value }
        async let third = store.read { try $0.settings.find("n")?.value }
        let seen = try await [first, second, third]
        #expect(seen == Array(repeating: "\(version)", count: 3))
      }
    }
  }

  @Test("a body sees its own changes", arguments: StoreFactory.all)
  func ownChanges(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let company = Sample.company()
      let found = try await store.write { tables in
        try tables.companies.insert(company)
        return try tables.companies.find(company.id)
      }
      #expect(found == company)
    }
  }

  @Test("parallel increments lose none: bodies run one after another", arguments: StoreFactory.all)
  func serialWrites(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<200 {
          group.addTask {
            try await store.write { tables in
              let present = try tables.settings.find("n")
              let next = (present.flatMap { Int($0.value) } ?? 0) + 1
              _ = try tables.settings.save(
                "n", value: "\(next)", expected: present?.version ?? 0)
            }
          }
        }
        try await group.waitForAll()
      }
      let setting = try await store.read { try $0.settings.find("n") }
      #expect(setting == Setting(value: "200", version: 200))
    }
  }

  @Test(
    "afterCommit runs before write returns, in the order given, and sees the body's change committed",
    arguments: StoreFactory.all)
  func afterCommit(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let order = Record<[Int]>([])
      let log = { @Sendable (number: Int) in order.withLock { $0.append(number) } }
      try await store.write { tables in
        tables.afterCommit { log(1) }
        try tables.companies.insert(Sample.company())
        tables.afterCommit { log(2) }
        #expect(order.withLock { $0.isEmpty })
      }
      #expect(order.withLock { $0 } == [1, 2])
    }
  }

  @Test("afterCommit does not run for a body that throws", arguments: StoreFactory.all)
  func afterCommitOfThrowing(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let ran = Record(false)
      await #expect(throws: BodyFailed()) {
        try await store.write { tables in
          tables.afterCommit { ran.withLock { $0 = true } }
          try tables.companies.insert(Sample.company())
          throw BodyFailed()
        }
      }
      #expect(!ran.withLock { $0 })
    }
  }

  @Test(
    "afterCommit actions of all bodies run in the order their bodies ran",
    arguments: StoreFactory.all)
  func afterCommitOrder(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let ran = Record<[Int]>([])
      let committed = Record<[Int]>([])
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<100 {
          group.addTask {
            try await store.write { tables in
              ran.withLock { $0.append(number) }
              _ = try tables.settings.save("\(number)", value: "", expected: 0)
              tables.afterCommit { committed.withLock { $0.append(number) } }
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(ran.withLock { $0 } == committed.withLock { $0 })
      #expect(committed.withLock { $0.count } == 100)
    }
  }

  @Test("a body of read that writes fails and changes nothing", arguments: StoreFactory.all)
  func writingRead(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      await #expect(throws: StoreError.self) {
        try await store.read { try $0.companies.insert(Sample.company()) }
      }
      let found = try await store.read { try $0.companies.all() }
      #expect(found == [])
    }
  }

  @Test(
    "reading goes on while a body of write is at work, and sees nothing of it",
    arguments: StoreFactory.all)
  func readDuringWrite(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let gate = Gate()
      async let writing: Void = store.write { tables in
        try tables.companies.insert(Sample.company())
        gate.enter()
      }
      await gate.entered()
      let seen = try await store.read { try $0.companies.all().count }
      gate.open()
      try await writing
      #expect(seen == 0)
      let found1 = try await store.read { try $0.companies.all().count }
      #expect(found1 == 1)
    }
  }

  @Test("a transaction kept after its body is refused", arguments: StoreFactory.all)
  func keptTransaction(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let kept = Kept()
      try await store.write { kept.keep($0) }
      #expect(throws: StoreError.self) { try kept.use() }
    }
  }
}

/// Holds a thread of a store's until a test lets it go on.
final class Gate: Sendable {
  private struct State {
    var isEntered = false
    var isOpen = false
    var waiter: CheckedContinuation<Void, Never>?
  }
  private let state = Mutex(State())

  /// On the store's thread: tells that it is here and waits, thirty seconds at most.
  func enter() {
    let waiter = state.withLock { state in
      state.isEntered = true
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume()
    let end = ContinuousClock.now + .seconds(30)
    while !state.withLock({ $0.isOpen }), ContinuousClock.now < end { Pause.millisecond() }
  }

  func entered() async {
    await withCheckedContinuation { continuation in
      let isEntered = state.withLock { state in
        if !state.isEntered { state.waiter = continuation }
        return state.isEntered
      }
      if isEntered { continuation.resume() }
    }
  }

  func open() { state.withLock { $0.isOpen = true } }
}

/// Breaks the rule that a transaction is not kept, on purpose.
// @unchecked Sendable: written by the body, read after `write` returned.
private final class Kept: @unchecked Sendable {
  private var transaction: (any Transaction)?
  func keep(_ transaction: any Transaction) { self.transaction = transaction }
  func use() throws { _ = try transaction?.companies.all() }
}
