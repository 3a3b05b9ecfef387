import Testing

@testable import Identity

@Suite("Anonymising a person")
struct AnonymiseTests {
  @Test("TOOL-12: the card keeps nothing of the person, and all that rested on it is gone")
  func card() async throws {
    try await House.with { house async throws in
      let jan = try await house.card("jan", password: House.password)
      try await house.enrol(jan)
      let session = try await house.session(of: jan)
      let ticket = try await house.ticket(of: jan)
      let code = try await house.gate.access.issueActivation(for: jan.id, by: house.command).code
      let view = try await house.gate.employees.change(
        jan.id, EmployeeDraft(name: "Other", state: "anonymised"), version: 1, by: house.command)
      let card = view.employee
      #expect(card.login.text.wholeMatch(of: /anonymised-[0-9a-f]{8}/) != nil)
      #expect(card.name == "Dane zanonimizowane")
      #expect(card.email == nil)
      #expect(card.access == .password(nil))
      #expect(card.state == .anonymised)
      #expect(!view.isEnrolled && view.sessions == 0)
      #expect(!house.isAlive(session))
      #expect(try await house.isVoid(ticket))
      await #expect(throws: Rejection.wrongAccessCode) { try await house.redeem(code.text) }
      #expect(await house.signIn("jan").refusal == .wrongCredentials)
      #expect(
        try await house.gate.employees.list(
          EmployeeFilter(phrase: "jan"), after: nil, limit: 10, by: house.command
        ).employees.isEmpty)
    }
  }

  @Test("the lines about the person cannot be read any more, and the chain still verifies")
  func audit() async throws {
    try await House.with { house async throws in
      let boss = try await house.administrator()
      let jan = try await house.card("jan", password: House.password)
      _ = await house.signIn("jan")
      _ = await house.signIn("jan", "wrong")
      func lines() async throws -> [AuditTrail.Entry] {
        try await house.gate.audit.list(
          AuditFilter(subject: jan.id), before: nil, limit: 10, by: house.command
        ).entries
      }
      #expect(try await lines().allSatisfy { $0.personal?["login"] == "jan" })
      _ = try await house.gate.employees.change(
        jan.id, EmployeeDraft(state: "anonymised"), version: 1, by: boss)
      let after = try await lines()
      #expect(after.count >= 3)
      #expect(after.allSatisfy { $0.personal == nil })
      #expect(after.first?.details["state"] == "anonymised")
      #expect(try await house.store.read { try $0.sealed.find(.person(jan.id)) } == nil)
      let head = try #require(try await house.store.read { try $0.audit.head() })
      let result = try await house.gate.audit.verify(knownHead: head, by: house.command)
      #expect(result.findings.isEmpty && result.lines >= 3)
      // Removing the card later writes about an anonymous one, and opens nothing of the old.
      try await house.gate.employees.remove(jan.id, by: house.command)
      let removed = try await lines()
      #expect(removed.dropFirst().allSatisfy { $0.personal == nil })
    }
  }

  @Test("a domain card loses its link, and the member may be linked anew")
  func domainCard() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      let anna = try await house.linkedCard("anna")
      let view = try await house.gate.employees.change(
        anna.id, EmployeeDraft(state: "anonymised"), version: 1, by: house.command)
      #expect(view.employee.link == nil)
      let other = try await house.card("x")
      let linked = try await house.gate.employees.link(
        other.id, domain: "firma", member: "id-anna", by: house.command)
      #expect(linked.view.employee.login.text == "anna")
    }
  }

  @Test("TOOL-13: administrators are not anonymised, nor ERP cards; what was is not undone")
  func refused() async throws {
    try await House.with { house async throws in
      let boss = try await house.card("boss", .administrator, password: House.password)
      let second = try await house.card("second", .administrator, password: House.password)
      let erp = try await house.card("xl1", origin: .erp)
      let jan = try await house.card("jan")
      let draft = EmployeeDraft(state: "anonymised")
      for card in [boss, second, erp] {
        await #expect(throws: Rejection.notForThisCard, "\(card.login)") {
          try await house.gate.employees.change(card.id, draft, version: 1, by: house.command)
        }
      }
      await #expect(throws: Rejection.stale) {
        try await house.gate.employees.change(jan.id, draft, version: 9, by: house.command)
      }
      let user = try await house.session(of: jan).caller
      await #expect(throws: Rejection.forbidden) {
        try await house.gate.employees.change(jan.id, draft, version: 1, by: user)
      }
      _ = try await house.gate.employees.change(jan.id, draft, version: 1, by: house.command)
      for draft in [draft, EmployeeDraft(state: "active"), EmployeeDraft(name: "Jan")] {
        await #expect(throws: Rejection.notForThisCard) {
          try await house.gate.employees.change(jan.id, draft, version: 2, by: house.command)
        }
      }
      await #expect(throws: Rejection.notForThisCard) {
        try await house.gate.access.issueActivation(for: jan.id, by: house.command)
      }
    }
  }
}
