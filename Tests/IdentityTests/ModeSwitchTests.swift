import Testing

@testable import Identity

@Suite("COMP-39: what a switch between single- and multi-company mode leaves behind")
struct ModeSwitchTests {
  @Test(
    "from many companies to one: the companies' sessions are over at once, and end in the store")
  func toSingle() async throws {
    try await House.with(multiCompany: true) { house async throws in
      let company = try await house.gate.companies.add(
        CompanyDraft(name: "A", kind: "xl"), by: house.command)
      let ewa = try await house.card(
        "ewa", .administrator, in: company.id, password: House.password)
      let jan = try await house.card("jan", .administrator, password: House.password)
      let left = try await house.session(of: ewa)
      let kept = try await house.session(of: jan)
      let single = try await house.reopened(multiCompany: false)
      #expect(!single.isAlive(left))
      #expect(single.isAlive(kept))
      #expect(single.gate.sessions.count == 1)
      await single.gate.upkeep.tidy()
      #expect(try await single.store.read { try $0.sessions.all().map(\.id) } == [kept.session.id])
      let event = try #require(try await single.events(.sessionEnded).first)
      #expect(event.record.reason == "not-in-this-mode")
      #expect(event.record.subject == ewa.id)
      await single.gate.upkeep.tidy()
      #expect(try await single.events(.sessionEnded).count == 1)
    }
  }

  @Test("from one company to many: linked cards of the installation are out, native ones stay")
  func toMany() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      let anna = try await house.linkedCard("anna", .administrator)
      let jan = try await house.card("jan", password: House.password)
      let left = try await house.session(of: anna)
      let kept = try await house.session(of: jan)
      let many = try await house.reopened(multiCompany: true)
      #expect(!many.isAlive(left))
      #expect(many.isAlive(kept))
    }
  }

  @Test("a caller whose card is not in use has no rights, whatever session they still hold")
  func noRights() async throws {
    try await House.with { house async throws in
      let company = Company(
        id: CompanyID(random: house.environment.random), name: "A", displayName: nil,
        kind: .xl, domain: .off, version: 1)
      try await house.store.write { try $0.companies.insert(company) }
      let ewa = try await house.card(
        "ewa", .administrator, in: company.id, password: House.password)
      let caller = try await house.session(of: ewa).caller
      await #expect(throws: Rejection.unauthenticated) {
        try await house.gate.employees.list(EmployeeFilter(), after: nil, limit: 1, by: caller)
      }
      await #expect(throws: Rejection.unauthenticated) {
        try await house.gate.sessions.endOthers(by: caller)
      }
    }
  }

  @Test("in multi-company mode a card of the installation is not linked to a domain")
  func link() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      let member = house.directory.add("anna")
      let card = try await house.card("anna")
      let many = try await house.reopened(multiCompany: true)
      await #expect(throws: Rejection.notForThisCard) {
        try await many.gate.employees.link(
          card.id, domain: "firma", member: member.id.text, by: many.command)
      }
    }
  }
}
