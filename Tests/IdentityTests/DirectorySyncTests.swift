import Testing

@testable import Identity

@Suite("Cards in step with their directory")
struct DirectorySyncTests {
  private let firma = DomainName.named("firma")

  private func house(
    _ count: Int, _ body: @escaping (House) async throws -> Void
  ) async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      for number in 0..<count { try await house.linkedCard("m\(1000 + number)") }
      try await body(house)
    }
  }

  private func card(_ login: String, _ house: House) async throws -> Employee {
    let link = MemberLink(domain: firma, member: .named("id-\(login)"))
    return try #require(try await house.store.read { try $0.employees.linked(to: link) }.first)
  }

  @Test("the first pass reads everybody with a card, later ones only who changed (DOM-33)")
  func passes() async throws {
    try await house(450) { house async throws in
      let sync = house.gate.sync
      let first = await sync.run(firma)
      #expect(first.state == .finished && first.isFull && first.total == 450 && first.done == 450)
      #expect(first.changed == 450, "names of the directory")
      #expect(house.directory.change { $0.reads } == [200, 200, 50])

      house.directory.change { $0.reads = [] }
      house.directory.add("m1003", name: "Anna Nowa", email: "anna@x.test")
      house.directory.add("stranger", name: "Nobody's card")
      let second = await sync.run(firma)
      #expect(second.state == .finished && !second.isFull)
      #expect(second.done == 1 && second.changed == 1 && second.total == 1)
      #expect(house.directory.change { $0.reads } == [1])
      let card = try await card("m1003", house)
      #expect(card.name == "Anna Nowa" && card.email == "anna@x.test")
      let event = try await house.events(.employeeChanged).first?.record
      #expect(event?.subject == card.id && event?.reason == "from-directory")
      #expect(event?.details.contains("name,email") == true)
      // Nothing new: nothing is read or written.
      #expect(await sync.run(firma).done == 0)
      // Once a day everybody.
      house.clock.advance(.hours(25))
      #expect(await sync.run(firma).isFull)
      #expect(await sync.run(firma, full: true).isFull)
    }
  }

  @Test("a renamed member's login is taken over, unless another card has it (DOM-33, 34)")
  func renamed() async throws {
    try await house(2) { house async throws in
      _ = await house.gate.sync.run(firma)
      let member = Member(
        id: .named("id-m1000"), dn: "uid=x", login: "anna", name: "Anna", email: nil)
      let other = Member(
        id: .named("id-m1001"), dn: "uid=y", login: "boss", name: "Other", email: nil)
      try await house.card("boss", password: House.password)
      house.directory.change { entries in
        entries.members = [member, other]
        entries.log += [member.id, other.id]
      }
      #expect(await house.gate.sync.run(firma).changed == 2)
      #expect(try await card("m1000", house).login.text == "anna")
      #expect(try await card("m1001", house).login.text == "m1001")
    }
  }

  @Test("who is gone is marked, who is back is unmarked (DOM-35)")
  func gone() async throws {
    try await house(10) { house async throws in
      _ = await house.gate.sync.run(firma)
      let id = StableID.named("id-m1004")
      house.directory.remove(id)
      let pass = await house.gate.sync.run(firma)
      #expect(pass.missing == 1 && pass.state == .finished)
      #expect(try await card("m1004", house).memberNotFound)
      // The same again is nothing new.
      #expect(await house.gate.sync.run(firma, full: true).missing == 0)
      house.directory.add("m1004")
      _ = await house.gate.sync.run(firma)
      #expect(try await !card("m1004", house).memberNotFound)
    }
  }

  @Test("a sudden loss of more than a fifth marks nobody, is audited once and looked at again")
  func suddenLoss() async throws {
    try await house(10) { house async throws in
      _ = await house.gate.sync.run(firma)
      let lost = (0..<3).map { StableID.named("id-m100\($0)") }
      for id in lost { house.directory.remove(id) }
      for _ in 0..<2 {
        let pass = await house.gate.sync.run(firma)
        #expect(pass.state == .failed && pass.problem == "sudden-loss" && pass.missing == 3)
      }
      #expect(try await !card("m1000", house).memberNotFound)
      #expect(try await house.events(.directoryCheckStopped).count == 1)
      house.directory.add("m1000")
      house.directory.add("m1001")
      #expect(await house.gate.sync.run(firma).state == .finished)
      #expect(try await card("m1002", house).memberNotFound)
    }
  }

  @Test("a pass that was cut off goes on after the last batch that was stored, after a restart too")
  func resumed() async throws {
    try await house(450) { house async throws in
      house.directory.change { $0.failsAfterReads = 2 }
      let cut = await house.gate.sync.run(firma)
      #expect(cut.state == .failed && cut.problem == "unavailable")
      #expect(cut.done == 400 && cut.total == 450)
      // What was stored is whole, the rest untouched.
      #expect(try await card("m1000", house).name == "Member m1000")
      #expect(try await card("m1449", house).name == "Name of m1449")
      house.directory.change { entries in
        entries.failsAfterReads = nil
        entries.reads = []
      }
      // Meanwhile one of the first batch changes again: seen by the pass after this one.
      house.directory.add("m1000", name: "Changed meanwhile")
      let again = try await house.reopened()
      let rest = await again.gate.sync.run(firma)
      #expect(rest.state == .finished && rest.isFull && rest.done == 450 && rest.changed == 450)
      #expect(house.directory.change { $0.reads } == [50])
      let next = await again.gate.sync.run(firma)
      #expect(!next.isFull && next.changed == 1)
      #expect(try await card("m1000", again).name == "Changed meanwhile")
    }
  }

  @Test(
    "a mark that is too old leads to a pass over everybody; a directory without marks always does")
  func expired() async throws {
    try await house(3) { house async throws in
      _ = await house.gate.sync.run(firma)
      house.directory.change { $0.forgetsChanges = true }
      let pass = await house.gate.sync.run(firma)
      #expect(pass.isFull && pass.state == .finished && pass.done == 3)
    }
  }

  @Test("an unreachable directory changes nothing and is told")
  func unreachable() async throws {
    try await house(3) { house async throws in
      _ = await house.gate.sync.run(firma)
      house.directory.change { $0.failure = .unavailable }
      let pass = await house.gate.sync.run(firma)
      #expect(pass.state == .failed && pass.problem == "unavailable")
      #expect(try await !card("m1000", house).memberNotFound)
    }
  }

  @Test("only the command starts a pass; two at once are one")
  func started() async throws {
    try await house(3) { house async throws in
      let sync = house.gate.sync
      let boss = try await house.administrator()
      #expect(throws: Rejection.forbidden) {
        try sync.start(domain: "firma", full: false, by: boss)
      }
      #expect(throws: Rejection.invalid([FieldFault("domain", .noSuchDomain("x"))])) {
        try sync.progress(domain: "x", by: house.command)
      }
      _ = try sync.start(domain: "firma", full: true, by: house.command)
      _ = try sync.start(domain: "firma", full: true, by: house.command)
      let end = ContinuousClock.now + .seconds(10)
      while try sync.progress(domain: "firma", by: house.command).state == .running, .now < end {
        try await Task.sleep(for: .milliseconds(5))
      }
      #expect(try sync.progress(domain: "firma", by: house.command).state == .finished)
      #expect(house.directory.change { $0.reads } == [3])
    }
  }
}
