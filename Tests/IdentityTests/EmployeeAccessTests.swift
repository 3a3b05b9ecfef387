import Testing

@testable import Identity

@Suite("The way in of others")
struct EmployeeAccessTests {
  @Test("TFA-28: a reset removes the second factor and ends sessions and tickets, with an entry")
  func reset() async throws {
    try await House.with { house async throws in
      let boss = try await house.administrator()
      let card = try await house.card("jan", password: House.password)
      await #expect(throws: Rejection.notEnrolled) {
        try await house.gate.employees.resetSecondFactor(card.id, by: boss)
      }
      try await house.enrol(card)
      let session = try await house.session(of: card)
      let ticket = try await house.ticket(of: card)
      #expect(try await house.gate.employees.find(card.id, by: boss).isEnrolled)
      try await house.gate.employees.resetSecondFactor(card.id, by: boss)
      #expect(try await !house.gate.employees.find(card.id, by: boss).isEnrolled)
      #expect(!house.isAlive(session))
      #expect(try await house.isVoid(ticket))
      #expect(
        try await house.store.read { try $0.sealed.find(.secondFactor(card.id)) } == nil)
      let event = try #require(try await house.events(.secondFactorReset).first)
      #expect(event.record.subject == card.id)
      #expect(event.record.callerKind == "session")
    }
  }

  @Test("a reset opens a second factor that 100 wrong codes have locked; unblocking does not")
  func locked() async throws {
    try await House.with { house async throws in
      let card = try await house.card("jan", password: House.password)
      try await house.enrol(card)
      let now = house.clock.now
      try await house.store.write { tx in
        try tx.failures.save(
          FailureCount(
            failures: 5, consecutive: 100, firstAt: now, lastAt: now,
            blockedUntil: now + .seconds(60)), for: .code(card.id))
      }
      #expect(
        try await house.gate.employees.find(card.id, by: house.command).isSecondFactorLocked)
      #expect(
        try await house.gate.employees.unblock(login: "jan", company: nil, by: house.command) == 1)
      #expect(
        try await house.gate.employees.find(card.id, by: house.command).isSecondFactorLocked)
      try await house.gate.employees.resetSecondFactor(card.id, by: house.command)
      #expect(
        try await !house.gate.employees.find(card.id, by: house.command).isSecondFactorLocked)
    }
  }

  @Test("TFA-26: nobody resets their own second factor past its code, but the command may")
  func ownReset() async throws {
    try await House.with { house async throws in
      let card = try await house.card("boss", .administrator, password: House.password)
      try await house.enrol(card)
      let session = try await house.session(of: card)
      await #expect(throws: Rejection.forbidden) {
        try await house.gate.employees.resetSecondFactor(card.id, by: session.caller)
      }
      #expect(house.isAlive(session))
      try await house.gate.employees.resetSecondFactor(card.id, by: house.command)
    }
  }

  @Test("SIGN-12 to 14: unblocking forgets the failures of native, domain and unknown logins")
  func unblock() async throws {
    let rules = DirectoryRules(
      createsCards: false, qualifiers: ["firma"], suffixes: [], loginByEmail: false,
      lockout: .usual)
    try await House.with(rules: rules) { house async throws in
      try await house.useDomain()
      try await house.card("jan", password: House.password)
      _ = try await house.linkedCard("anna")
      house.directory.add("nocard")
      for login in ["jan", "anna", "nocard", "nobody"] {
        var blocked = false
        for _ in 0..<6 {
          let outcome = await house.gate.signIn.begin(
            SignInAttempt(login: login, password: Secret("wrong"), origin: House.home))
          if case .refused(.blocked) = outcome { blocked = true }
        }
        #expect(blocked, "\(login)")
        let spelling = login == "anna" ? "FIRMA\\ANNA" : login.uppercased()
        let removed = try await house.gate.employees.unblock(
          login: spelling, company: nil, by: house.command)
        #expect(removed >= 1, "\(login)")
        let outcome = await house.gate.signIn.begin(
          SignInAttempt(login: login, password: Secret("wrong"), origin: House.home))
        guard case .refused(.wrongCredentials) = outcome else {
          Issue.record("\(login) is not judged again: \(outcome)")
          continue
        }
      }
      let removed = try await house.gate.employees.unblock(
        login: "stranger", company: nil, by: house.command)
      #expect(removed == 0)
      #expect(try await house.events(.unblocked).count == 4)
    }
  }

  @Test("an administrator sees and ends the sessions of a person, and any one of them")
  func sessions() async throws {
    try await House.with { house async throws in
      let boss = try await house.administrator()
      let card = try await house.card("jan", password: House.password)
      let first = try await house.session(of: card, .web)
      house.clock.advance(.seconds(1))
      let second = try await house.session(of: card)
      let listed = try await house.gate.employees.sessions(of: card.id, by: boss)
      #expect(listed.map(\.session.id) == [second.session.id, first.session.id])
      #expect(try await house.gate.employees.allSessions(by: house.command).count == 3)
      try await house.gate.employees.endSession(first.session.id, by: boss)
      #expect(!house.isAlive(first))
      await #expect(throws: Rejection.notFound) {
        try await house.gate.employees.endSession(first.session.id, by: boss)
      }
      #expect(try await house.gate.employees.endSessions(of: card.id, by: boss) == 1)
      #expect(!house.isAlive(second))
      #expect(try await house.gate.employees.endSessions(of: card.id, by: boss) == 0)
      #expect(try await house.events(.sessionEnded).count == 2)
      // Revoked for good: also after a restart.
      let again = try await house.reopened()
      #expect(again.gate.sessions.check(second.token) == nil)
    }
  }
}
