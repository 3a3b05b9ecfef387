import Testing

@testable import Identity

/// What docs/threat-model.md says of tickets and codes in the wrong hands.
@Suite("Signing in: tickets and codes misused")
struct SignInAttackTests {
  private let origin = House.home

  /// Sends all at once.
  /// - Returns: the sessions that came of it.
  private func atOnce(
    _ count: Int, _ step: @escaping @Sendable (Int) async -> SignInOutcome
  ) async -> [IssuedSession] {
    await withTaskGroup(of: IssuedSession?.self) { group in
      for number in 0..<count { group.addTask { await step(number).issued } }
      return await group.reduce(into: []) { found, issued in
        if let issued { found.append(issued) }
      }
    }
  }

  @Test("TFA-22: a ticket takes its own person's code alone, and another's code is a wrong one")
  func foreignCode() async throws {
    try await House.with { house in
      let anna = try await house.card("anna", password: House.password)
      let jan = try await house.card("jan", password: House.password)
      try await house.enrol(anna)
      let recovery = try await house.enrol(jan)
      house.clock.advance(.minutes(1))
      let ticket = try #require(await house.signIn("anna").ticket)
      for code in [try await house.code(of: jan), recovery[0]] {
        let outcome = await house.gate.signIn.secondFactor(
          ticket: ticket, code: code, from: origin)
        #expect(outcome.refusal == .wrongCode(serverTime: house.clock.now))
      }
      // Counted on whose ticket it is, and the other's codes are not used up.
      let counts = try await house.store.read { tx in
        try [anna, jan].map { try tx.failures.find(.code($0.id))?.failures }
      }
      #expect(counts == [2, nil])
      let own = try #require(await house.signIn("jan").ticket)
      let code = try await house.code(of: jan)
      let done = await house.gate.signIn.secondFactor(ticket: own, code: code, from: origin)
      #expect(done.issued?.person.employee == jan.id)
      let again = try #require(await house.signIn("jan").ticket)
      let spare = await house.gate.signIn.secondFactor(
        ticket: again, code: recovery[0], from: origin)
      #expect(spare.issued?.person.employee == jan.id)
    }
  }

  @Test("TFA-22: one ticket sent 50 times at once, with codes that are all good, is one session")
  func oneTicket() async throws {
    try await House.with { house in
      let card = try await house.card("anna", password: House.password)
      let recovery = try await house.enrol(card)
      house.clock.advance(.minutes(1))
      let ticket = try #require(await house.signIn("anna").ticket)
      let codes = recovery + [try await house.code(of: card)]
      let sessions = await atOnce(50) { number in
        await house.gate.signIn.secondFactor(
          ticket: ticket, code: codes[number % codes.count], from: House.home)
      }
      #expect(sessions.count == 1)
      #expect(try await house.store.read { try $0.sessions.all().count } == 1)
      // What lost the race used no code up.
      let left = try await house.store.read {
        try $0.secondFactors.find(card.id)?.recoveryCodes.count
      }
      let usedRecoveryCodes = try await house.events(.recoveryCodeUsed).count
      #expect(left == 10 - usedRecoveryCodes)
      #expect(usedRecoveryCodes <= 1)
    }
  }

  @Test("TFA-27: one recovery code with 20 tickets at once is one session")
  func oneRecoveryCode() async throws {
    try await House.with { house in
      let card = try await house.card("anna", password: House.password)
      let recovery = try await house.enrol(card)
      var tickets: [Secret] = []
      for _ in 0..<20 { tickets.append(try #require(await house.signIn("anna").ticket)) }
      let sessions = await atOnce(20) { [tickets] number in
        await house.gate.signIn.secondFactor(
          ticket: tickets[number], code: recovery[0], from: House.home)
      }
      #expect(sessions.count == 1)
    }
  }

  @Test("TFA-17: of two clients that enrol one person at once one does, with its own secret")
  func twoEnrolments() async throws {
    try await House.with { house in
      let card = try await house.card("anna", password: House.password)
      try await house.enforce()
      var tickets: [Secret] = []
      var codes: [String] = []
      for _ in 0..<2 {
        let ticket = try #require(await house.signIn("anna").ticket)
        let offer = try #require(
          await house.gate.signIn.enrolment(ticket: ticket, from: origin).offer)
        tickets.append(ticket)
        codes.append(try house.code(base32: offer.secret))
      }
      // The code of the other's secret confirms nothing.
      let crossed = await house.gate.signIn.confirmEnrolment(
        ticket: tickets[0], code: codes[1], from: origin)
      #expect(crossed.refusal == .wrongCode(serverTime: house.clock.now))
      let sessions = await atOnce(2) { [tickets, codes] number in
        await house.gate.signIn.confirmEnrolment(
          ticket: tickets[number], code: codes[number], from: House.home)
      }
      #expect(sessions.count == 1)
      #expect(try await house.events(.secondFactorEnrolled).count == 1)
      #expect(try await codes.contains(house.code(of: card)))
    }
  }

  @Test("TFA-18: in the account the secret begun last counts, that of another session no more")
  func replacedEnrolment() async throws {
    try await House.with { house async throws in
      let card = try await house.card("anna", password: House.password)
      let here = try await house.session(of: card)
      let there = try await house.session(of: card)
      let first = try await house.gate.account.beginEnrolment(
        password: Secret(House.password), code: nil, by: there.caller)
      let second = try await house.gate.account.beginEnrolment(
        password: Secret(House.password), code: nil, by: here.caller)
      let old = try house.code(base32: Secret(first.secret.text))
      await #expect(throws: Rejection.wrongCode(serverTime: house.clock.now)) {
        try await house.gate.account.confirmEnrolment(code: old, by: there.caller)
      }
      let new = try house.code(base32: Secret(second.secret.text))
      let codes = try await house.gate.account.confirmEnrolment(code: new, by: here.caller)
      #expect(codes.count == 10)
      // The session in which the other began is over.
      #expect(!house.isAlive(there))
    }
  }
}
