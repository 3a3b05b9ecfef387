import Secrets
import Synchronization
import Testing

@testable import Identity

@Suite("What Brama does by itself")
struct UpkeepTests {
  @Test("SIGN-23: tidying ends what has expired, with an entry, and writes when people were seen")
  func tidy() async throws {
    try await House.with { house async throws in
      let card = try await house.card("jan", password: House.password)
      let idle = try await house.session(of: card)
      let used = try await house.session(of: card)
      let ticket = try await house.ticket(of: card)
      house.clock.advance(.minutes(20))
      #expect(house.isAlive(used))
      house.clock.advance(.minutes(20))
      await house.gate.upkeep.tidy()
      let left = try await house.store.read { try $0.sessions.all() }
      #expect(left.map(\.id) == [used.session.id])
      #expect(left.first?.lastSeenAt == house.clock.now - .minutes(20))
      #expect(try await house.isVoid(ticket))
      let events = try await house.events(.sessionEnded)
      #expect(events.map(\.record.reason) == ["expired"])
      #expect(events.first?.details["session"] == idle.session.id.description)
      await house.gate.upkeep.tidy()
      #expect(try await house.events(.sessionEnded).count == 1)
    }
  }

  @Test("a flood of refusals from one address is one counted line, written when its minute is over")
  func flood() async throws {
    var policy = Policy()
    policy.maxAttempts = 1000
    try await House.with(policy: policy) { house async throws in
      for number in 1...15 {
        _ = await house.gate.signIn.begin(
          SignInAttempt(login: "nobody\(number)", password: Secret("x"), origin: House.home))
      }
      house.clock.advance(.seconds(61))
      await house.gate.upkeep.tidy()
      #expect(try await house.events(.signInRefused).count == 10)
      let many = try await house.events(.signInRefusedMany)
      #expect(many.map { $0.details["refusals"] } == ["5"])
      #expect(many.first?.personal?["address"] == House.home.address)
    }
  }

  @Test("the last tidying writes counted refusals before their minute is over")
  func floodAtTheEnd() async throws {
    var policy = Policy()
    policy.maxAttempts = 1000
    try await House.with(policy: policy) { house async throws in
      for number in 1...13 { _ = await house.signIn("nobody\(number)", "x") }
      await house.gate.upkeep.tidy()
      #expect(try await house.events(.signInRefusedMany).isEmpty)
      await house.gate.upkeep.tidy(isLast: true)
      let many = try await house.events(.signInRefusedMany)
      #expect(many.map { $0.details["refusals"] } == ["3"])
      await house.gate.upkeep.tidy(isLast: true)
      #expect(try await house.events(.signInRefusedMany).count == 1)
    }
  }

  @Test("while the store is down, counted refusals add up by address to one line each")
  func floodsWhileDown() async throws {
    try await House.with { house async throws in
      let failing = FailingStore(house.store)
      var environment = house.environment
      environment.store = failing
      let gate = try await Gate(environment)
      failing.fails.withLock { $0 = true }
      for address in ["192.0.2.1", "192.0.2.1", "192.0.2.2"] {
        gate.audit.floods.withLock { floods in
          for _ in 0..<(RefusalFloods.linesAMinute + 4) {
            _ = floods.admit(address, at: house.clock.now)
          }
        }
        house.clock.advance(.seconds(61))
        await gate.upkeep.tidy()
      }
      failing.fails.withLock { $0 = false }
      await gate.upkeep.tidy()
      let many = try await house.events(.signInRefusedMany)
      #expect(Set(many.map { $0.details["refusals"] }) == ["8", "4"])
      #expect(many.count == 2)
    }
  }

  @Test("refusals that wait are bounded by address, and none is lost")
  func floodsAreBounded() {
    var waiting: [String: Int] = [:]
    for number in 0..<(RefusalFloods.addressLimit + 5) {
      RefusalFloods.merge(["a\(number)": 2], into: &waiting)
    }
    #expect(waiting.count == RefusalFloods.addressLimit + 1)
    #expect(waiting["others"] == 10)
  }

  @Test("what a failed write could not store is stored by the next one")
  func failedWrite() async throws {
    try await House.with { house async throws in
      let card = try await house.card("jan", password: House.password)
      _ = try await house.session(of: card)
      let failing = FailingStore(house.store)
      var environment = house.environment
      environment.store = failing
      let gate = try await Gate(environment)
      house.clock.advance(.minutes(40))
      failing.fails.withLock { $0 = true }
      await gate.upkeep.tidy()
      failing.fails.withLock { $0 = false }
      #expect(try await house.store.read { try $0.sessions.all().count } == 1)
      await gate.upkeep.tidy()
      #expect(try await house.store.read { try $0.sessions.all().isEmpty })
    }
  }

  @Test(
    "GEN-10: rotating the key seals every secret again; it may be repeated, and needs the command")
  func rotate() async throws {
    try await House.with { house async throws in
      let card = try await house.card("jan", password: House.password)
      try await house.enrol(card)
      let old = SealingKey(random: SystemRandom())
      let new = SealingKey(random: SystemRandom())
      // The store's values under `old`, then both keys at hand, then only the new one.
      let first = SodiumSealing(keys: SealingKeyRing(current: old))
      try await house.store.write { tx in
        try tx.sealed.replaceAll { name, value in
          first.seal(try house.environment.sealing.open(value, as: name), as: name)
        }
      }
      let both = try await house.reopened(
        sealing: SodiumSealing(keys: SealingKeyRing(current: new, older: [old])))
      await #expect(throws: Rejection.forbidden) {
        try await both.gate.upkeep.rotateKey(by: both.administrator())
      }
      let count = try await both.gate.upkeep.rotateKey(by: both.command)
      #expect(count == (try await both.store.read { try $0.sealed.count() }))
      #expect(try await both.gate.upkeep.rotateKey(by: both.command) == count)
      let after = try await both.reopened(
        sealing: SodiumSealing(keys: SealingKeyRing(current: new)))
      house.clock.advance(.seconds(60))
      let code = try await after.code(of: card)
      #expect(code.utf8.count == 6)
      #expect(try await after.events(.keyRotated).count == 2)
      await #expect(throws: SealError.otherKey(id: new.id)) {
        _ = try await house.reopened(sealing: first)
      }
    }
  }

  @Test("after a restore nobody is signed in, and tickets and codes are void")
  func afterRestore() async throws {
    try await House.with { house async throws in
      let card = try await house.card("jan", password: House.password)
      let session = try await house.session(of: card)
      let ticket = try await house.ticket(of: card)
      let code = try await house.gate.access.issueActivation(for: card.id, by: house.command).code
      await #expect(throws: Rejection.forbidden) {
        try await house.gate.upkeep.afterRestore(by: session.caller)
      }
      try await house.gate.upkeep.afterRestore(by: house.command)
      #expect(!house.isAlive(session))
      #expect(try await house.isVoid(ticket))
      await #expect(throws: Rejection.wrongAccessCode) { try await house.redeem(code.text) }
      let event = try #require(try await house.events(.storeRestored).first)
      #expect(event.details["sessions"] == "1")
    }
  }

  @Test("the operator's doings are noted in the audit log, the command's only")
  func note() async throws {
    try await House.with { house async throws in
      try await house.gate.upkeep.note(
        .backupMade, details: ["bytes": "12"], by: house.command)
      let event = try #require(try await house.events(.backupMade).first)
      #expect(event.details == ["bytes": "12"])
      #expect(event.record.caller == "operator")
      await #expect(throws: Rejection.unauthenticated) {
        try await house.gate.upkeep.note(.backupMade, details: [:], by: .anonymous(House.home))
      }
    }
  }
}

/// A store whose disk is full when a test says so.
final class FailingStore: Store {
  let store: any Store
  let fails = Mutex(false)

  init(_ store: any Store) { self.store = store }

  func read<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value)
    async throws -> Value
  { try await store.read(body) }

  func write<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value)
    async throws -> Value
  {
    if fails.withLock({ $0 }) { throw StoreError.unavailable("disk full") }
    return try await store.write(body)
  }
}
