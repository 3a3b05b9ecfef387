import Testing

@testable import Identity

@Suite("A domain's address and its password")
struct DomainConfirmationTests {
  private let main = DomainName.named("main")

  private func access(
    _ address: String, _ password: String, _ name: DomainName = .named("main")
  ) -> DomainAccess {
    DomainAccess(name: name, address: Array(address.utf8), password: Secret(password))
  }

  private func review(
    _ house: House, _ accesses: DomainAccess..., remembers: Bool = true
  ) async throws -> Set<DomainName> {
    try await house.gate.domains.review(accesses, remembers: remembers)
    return house.gate.domains.unconfirmed
  }

  @Test("a new address with the old password is used only when the password was given again")
  func moved() async throws {
    try await House.with { house async throws in
      let domains = house.gate.domains
      #expect(try await review(house, access("a", "p")).isEmpty)
      #expect(try await review(house, access("a", "p")).isEmpty)
      #expect(try await review(house, access("b", "p")) == [main])
      #expect(!house.environment.standings.isConfirmed(main))
      // It stays so over restarts.
      let again = try await house.reopened()
      #expect(try await review(again, access("b", "p")) == [main])
      try await domains.confirm(domain: "main", password: Secret("p"), by: house.command)
      #expect(domains.unconfirmed.isEmpty && house.environment.standings.isConfirmed(main))
      #expect(try await review(house, access("b", "p")).isEmpty)
      // Back to the old one is a change too.
      #expect(try await review(house, access("a", "p")) == [main])
      let confirmed = try await house.events(.domainConfirmed)
      #expect(confirmed.map(\.record.reason) == ["password-given"])
      #expect(try await house.events(.domainUnconfirmed).count == 3)
    }
  }

  @Test("a password that was changed along with the address counts as given; alone it is no change")
  func changedTogether() async throws {
    try await House.with { house async throws in
      _ = try await review(house, access("a", "p"))
      #expect(try await review(house, access("a", "q")).isEmpty)
      #expect(try await review(house, access("b", "r")).isEmpty)
      #expect(try await review(house, access("c", "r")) == [main])
      let reasons = try await house.events(.domainConfirmed).map(\.record.reason)
      #expect(reasons == ["password-changed-too"])
    }
  }

  @Test("a domain under a new name with the old password and a new address is no new domain")
  func renamed() async throws {
    try await House.with { house async throws in
      let next = DomainName.named("next")
      _ = try await review(house, access("a", "p"))
      #expect(try await review(house, access("b", "p", next)) == [next])
      #expect(try await review(house, access("a", "p", next)).isEmpty)
    }
    // Two domains side by side may share a password.
    try await House.with { house async throws in
      let both = (access("a", "p"), access("z", "p", .named("other")))
      for _ in 0..<2 {
        let unconfirmed = try await review(house, both.0, both.1)
        #expect(unconfirmed.isEmpty)
      }
    }
  }

  @Test("a command that looks remembers nothing")
  func looking() async throws {
    try await House.with { house in
      let looked = try await review(house, access("a", "p"), remembers: false)
      #expect(looked.isEmpty)
      #expect(try await review(house, access("b", "p")).isEmpty)
      #expect(try await review(house, access("c", "p"), remembers: false) == [main])
      #expect(try await review(house, access("b", "p")).isEmpty)
      #expect(try await house.events(.domainUnconfirmed).isEmpty)
    }
  }

  @Test("guesses are audited, slowed down, and only the command may make them")
  func guesses() async throws {
    try await House.with { house async throws in
      let domains = house.gate.domains
      _ = try await review(house, access("a", "p"))
      _ = try await review(house, access("b", "p"))
      let boss = try await house.administrator()
      await #expect(throws: Rejection.forbidden) {
        try await domains.confirm(domain: "main", password: Secret("p"), by: boss)
      }
      for _ in 0..<3 {
        await #expect(
          throws: Rejection.invalid([FieldFault("password", .wrongServicePassword)])
        ) {
          try await domains.confirm(domain: "main", password: Secret("x"), by: house.command)
        }
      }
      await #expect(throws: Rejection.blocked(retryAfter: 10)) {
        try await domains.confirm(domain: "main", password: Secret("p"), by: house.command)
      }
      house.clock.advance(.seconds(11))
      try await domains.confirm(domain: "main", password: Secret("p"), by: house.command)
      await #expect(throws: Rejection.notFound) {
        try await domains.confirm(domain: "main", password: Secret("p"), by: house.command)
      }
      await #expect(throws: Rejection.invalid([FieldFault("domain", .noSuchDomain("x"))])) {
        try await domains.confirm(domain: "x", password: Secret("p"), by: house.command)
      }
      let wrong = try await house.events(.domainUnconfirmed).filter {
        $0.record.reason == "wrong-password"
      }
      #expect(wrong.count == 3)
    }
  }

  @Test("the store holds neither address nor password in a form that can be read or tried")
  func stored() async throws {
    try await House.with { house async throws in
      _ = try await review(house, access("ldap://secret-host", "password-1"))
      let value = try #require(
        try await house.store.read { try $0.settings.find(DomainConfirmation.setting) }
      ).value
      #expect(!value.contains("secret-host") && !value.contains("password-1"))
      // Keyed: the same words in another installation look different.
      try await House.with { other in
        _ = try await review(other, access("ldap://secret-host", "password-1"))
        let there = try await other.store.read { try $0.settings.find(DomainConfirmation.setting) }
        #expect(there?.value != value)
      }
    }
  }
}
