import Testing

@testable import Identity

@Suite("The last administrator who can sign in")
struct LastAdministratorTests {
  @Test("the last one with a password stays, though another signs in through a domain")
  func lastNative() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      let boss = try await house.card("boss", .administrator, password: House.password)
      try await house.linkedCard("anna", .administrator)
      house.directory.add("chief")
      for draft in [EmployeeDraft(role: "user"), EmployeeDraft(state: "archived")] {
        await #expect(throws: Rejection.lastAdministrator) {
          try await house.gate.employees.change(boss.id, draft, version: 1, by: house.command)
        }
      }
      await #expect(throws: Rejection.lastAdministrator) {
        try await house.gate.employees.remove(boss.id, by: house.command)
      }
      await #expect(throws: Rejection.lastAdministrator) {
        try await house.gate.employees.link(
          boss.id, domain: "firma", member: "id-chief", by: house.command)
      }
      #expect(try await house.stored(boss.id) == boss)
      try await house.card("second", .administrator, password: House.password)
      let linked = try await house.gate.employees.link(
        boss.id, domain: "firma", member: "id-chief", by: house.command)
      #expect(linked.view.employee.link != nil)
    }
  }

  @Test("a domain that is switched off gives nobody a way in, and setup helps then")
  func domainOff() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      let anna = try await house.linkedCard("anna", .administrator)
      #expect(try await !house.gate.access.isSetupPending())
      let home = try await house.gate.companies.domainSettings(by: house.command)
      await #expect(throws: Rejection.lastAdministrator) {
        try await house.gate.companies.saveDomainSettings(
          CompanyDraft(useDomain: false), version: home.version, by: house.command)
      }
      #expect(try await house.gate.companies.domainSettings(by: house.command) == home)
      // Switched off all the same, as by a configuration that lost the domain.
      var environment = house.environment
      environment.directories = [:]
      let gate = try await Gate(environment)
      #expect(try await gate.access.isSetupPending())
      _ = try await gate.access.issueSetup(by: house.command)
      // A card that nobody signs in with may go.
      _ = try await gate.employees.unlink(anna.id, by: house.command)
    }
  }

  @Test("with an administrator who has a password the domain may be switched off")
  func domainOffWithNative() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      try await house.linkedCard("anna", .administrator)
      try await house.card("boss", .administrator, password: House.password)
      let home = try await house.gate.companies.domainSettings(by: house.command)
      let saved = try await house.gate.companies.saveDomainSettings(
        CompanyDraft(useDomain: false), version: home.version, by: house.command)
      #expect(!saved.domain.isOn)
    }
  }

  @Test("an administrator whose member is gone from the directory has no way in")
  func memberGone() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      let anna = try await house.linkedCard("anna", .administrator)
      house.directory.remove(.named("id-anna"))
      _ = try await house.gate.employees.refresh(anna.id, by: house.command)
      #expect(try await house.gate.access.isSetupPending())
    }
  }
}
