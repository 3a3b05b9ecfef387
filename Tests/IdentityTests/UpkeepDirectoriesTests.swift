import Testing

@testable import Identity

@Suite("Looks at the directories for people who left")
struct UpkeepDirectoriesTests {
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
}
