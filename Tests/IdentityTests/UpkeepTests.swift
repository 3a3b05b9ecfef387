import Secrets
import Synchronization
import Testing

@testable import Identity

@Suite("What Brama does by itself")
struct UpkeepTests {
  @Test(
    "a person disabled, gone or out of the group loses every session by the second look",
    arguments: ["gone", "disabled", "out of the group"])
  func gone(how: String) async throws {
    try await House.with { house async throws in
      let group = house.directory.addGroup("staff")
      try await house.useDomain(group: group.id.text)
      let anna = try await house.linkedCard("anna", in: [group.id])
      let ewa = try await house.linkedCard("ewa", in: [group.id])
      let jan = try await house.card("jan", password: House.password)
      let lost = [try await house.session(of: anna, .web), try await house.session(of: anna)]
      let kept = [try await house.session(of: ewa), try await house.session(of: jan)]
      #expect(await house.gate.upkeep.checkDirectories().isEmpty)
      switch how {
      case "gone": house.directory.remove(.named("id-anna"))
      case "disabled":
        house.directory.change { entries in
          entries.members[0] = Member(
            id: .named("id-anna"), dn: "uid=anna", login: "anna", name: "A", email: nil,
            unusable: .disabled)
        }
      default:
        house.directory.change { $0.membership[group.id] = [.named("id-ewa")] }
      }
      #expect(await house.gate.upkeep.checkDirectories().isEmpty)
      #expect(lost.allSatisfy(house.isAlive))
      house.clock.advance(.seconds(150))
      #expect(await house.gate.upkeep.checkDirectories().isEmpty)
      #expect(!lost.contains(where: house.isAlive))
      #expect(kept.allSatisfy(house.isAlive))
      // DOM-35: the mark is for one who is not there at all.
      #expect(try await house.stored(anna.id).memberNotFound == (how == "gone"))
      let event = try #require(try await house.events(.sessionEnded).first)
      #expect(event.record.reason == "gone-from-directory")
      #expect(event.record.callerKind == "system")
      #expect(event.record.subject == anna.id)
      #expect(event.details["sessions"] == "2")
      #expect(try await house.events(.sessionEnded).count == 1)
    }
  }

  @Test("who signed in after the look began keeps that session")
  func signedInMeanwhile() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      let anna = try await house.linkedCard("anna")
      let old = try await house.session(of: anna)
      house.directory.remove(.named("id-anna"))
      _ = await house.gate.upkeep.checkDirectories()
      // A moment later than the next look: as if signed in while it goes on.
      house.clock.advance(.seconds(1))
      let new = try await house.session(of: anna)
      house.clock.advance(.seconds(-1))
      _ = await house.gate.upkeep.checkDirectories()
      #expect(!house.isAlive(old))
      #expect(house.isAlive(new))
    }
  }

  @Test("an unreachable directory ends nobody's session, and is audited once, and its end")
  func unreachable() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      let session = try await house.session(of: house.linkedCard("anna"))
      house.directory.remove(.named("id-anna"))
      for code in [DirectoryError.Code.unavailable, .unavailable, .noSuchObject, .badAnswer] {
        house.directory.change { $0.failure = code }
        #expect(
          await house.gate.upkeep.checkDirectories() == [.named("firma"): code.rawValue])
        house.clock.advance(.seconds(150))
      }
      #expect(house.isAlive(session))
      house.directory.change { $0.failure = nil }
      house.directory.add("anna")
      #expect(await house.gate.upkeep.checkDirectories().isEmpty)
      let events = try await house.events(.directoryCheckStopped)
      #expect(
        events.map(\.record.reason) == ["resumed", "bad-answer", "no-such-object", "unavailable"])
      #expect(events.allSatisfy { $0.details["domain"] == "firma" })
    }
  }

  @Test(
    "a deleted group keeps its people signed in, while those of other groups are still looked at")
  func deletedGroup() async throws {
    try await House.with(multiCompany: true) { house async throws in
      var people: [House.Presence] = []
      for name in ["staff", "guests"] {
        let group = house.directory.addGroup(name)
        let company = try await house.gate.companies.add(
          CompanyDraft(
            name: name, kind: "xl", useDomain: true, domain: "firma", group: group.id.text),
          by: house.command)
        for number in 1...2 {
          let member = house.directory.add("\(name)\(number)", in: [group.id])
          let card = try await house.card(
            "\(name)\(number)", in: company.id,
            link: MemberLink(domain: house.directory.name, member: member.id))
          people.append(try await house.session(of: card))
        }
      }
      house.directory.change { entries in
        entries.groups.removeFirst()
        entries.membership[.named("group-staff")] = nil
      }
      house.directory.remove(.named("id-guests1"))
      for _ in 1...2 {
        #expect(
          await house.gate.upkeep.checkDirectories() == [.named("firma"): "no-such-group"])
      }
      #expect(people.map(house.isAlive) == [true, true, false, true])
      #expect(
        try await house.events(.directoryCheckStopped).map(\.record.reason) == ["no-such-group"])
    }
  }

  @Test("a sudden loss of many people ends nobody's session")
  func suddenLoss() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      var sessions: [House.Presence] = []
      for number in 1...6 {
        sessions.append(try await house.session(of: house.linkedCard("p\(number)")))
      }
      house.directory.change { $0.members.removeFirst(3) }
      for _ in 1...3 {
        #expect(
          await house.gate.upkeep.checkDirectories() == [.named("firma"): "sudden-loss"])
      }
      #expect(sessions.allSatisfy(house.isAlive))
      #expect(try await house.events(.directoryCheckStopped).count == 1)
    }
  }

  @Test(
    "a sudden loss that an operator accepts is believed; only the command accepts, once, audited")
  func acceptLoss() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      var sessions: [House.Presence] = []
      for number in 1...6 {
        sessions.append(try await house.session(of: house.linkedCard("p\(number)")))
      }
      let upkeep = house.gate.upkeep
      await #expect(throws: Rejection.notFound) {
        try await upkeep.acceptLoss(domain: "firma", by: house.command)
      }
      house.directory.change { $0.members.removeFirst(3) }
      _ = await upkeep.checkDirectories()
      await #expect(throws: Rejection.forbidden) {
        try await upkeep.acceptLoss(domain: "firma", by: house.administrator())
      }
      await #expect(throws: Rejection.invalid([FieldFault("domain", .noSuchDomain("moon"))])) {
        try await upkeep.acceptLoss(domain: "moon", by: house.command)
      }
      #expect(try await upkeep.acceptLoss(domain: "firma", by: house.command) == 3)
      #expect(sessions.allSatisfy(house.isAlive))
      #expect(await upkeep.checkDirectories().isEmpty)
      #expect(sessions.map(house.isAlive) == [false, false, false, true, true, true])
      let events = try await house.events(.directoryCheckStopped)
      #expect(events.map(\.record.reason) == ["resumed", "accepted", "sudden-loss"])
      #expect(events[1].details == ["domain": "firma", "people": "3"])
      #expect(events[1].record.callerKind == "command")
    }
  }

  @Test("people are asked for in batches, and only those with sessions")
  func batches() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      try await house.linkedCard("idle")
      let people = 1...(Upkeep.batch + 1)
      for number in people { house.directory.add("p\(number)") }
      // In one transaction: each of its own would cost a sync.
      let now = house.clock.now
      try await house.store.write { [core = house.core] tx in
        for number in people {
          let link = MemberLink(domain: .named("firma"), member: .named("id-p\(number)"))
          guard let login = Login("p\(number)") else { continue }
          let card = Employee(
            id: EmployeeID(random: core.environment.random), company: .home, login: login,
            name: "P", email: nil, role: .user, access: .domain(link), createdAt: now)
          try tx.employees.insert(card)
          let session = Session(
            id: SessionID(random: core.environment.random),
            token: core.environment.hashing.digest(Array("token \(number)".utf8)),
            employee: card.id, company: .home, client: .api, isRemembered: false,
            origin: House.home, createdAt: now, endsAt: nil, lastSeenAt: now)
          try core.sessions.add(session, Person(card, isEnrolled: false), in: tx)
        }
      }
      #expect(await house.gate.upkeep.checkDirectories().isEmpty)
      #expect(house.directory.change { $0.batches } == [Upkeep.batch, 1])
    }
  }

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
