import Testing

@testable import Identity

@Suite("Wrong codes that a right one does not forgive")
struct CodesOverWindowTests {
  private func judge(_ code: String, _ card: Employee, in house: House) async throws
    -> CodeJudge.Verdict
  {
    try await house.store.write { [core = house.core] tx in
      try core.codeJudge.judge(code, of: card, by: .system, in: tx)
    }
  }

  /// Wrong codes, with a right one after each four: none blocks, and no 100 are in a row.
  private func guess(_ count: Int, _ card: Employee, in house: House) async throws {
    for number in 1...count {
      let right = try await house.code(of: card)
      let verdict = try await judge(right == "000000" ? "000001" : "000000", card, in: house)
      #expect(verdict == .wrong, "\(number)")
      guard number.isMultiple(of: 4), number < count else { continue }
      house.clock.advance(.minutes(1))
      let own = try await judge(house.code(of: card), card, in: house)
      #expect(own == .accepted(usedRecoveryCode: false), "\(number)")
    }
  }

  private func enrolled(in house: House) async throws -> Employee {
    let card = try await house.card("anna", password: House.password)
    try await house.enrol(card)
    house.clock.advance(.minutes(1))
    return card
  }

  @Test(
    "TFA-23: 200 wrong codes within 30 days lock the second factor, whatever right ones came between"
  )
  func locks() async throws {
    try await House.with { house in
      let card = try await enrolled(in: house)
      try await guess(199, card, in: house)
      #expect(await house.signIn("anna").state == "second-factor")
      try await guess(1, card, in: house)
      #expect(try await judge(house.code(of: card), card, in: house) == .locked)
      #expect(await house.signIn("anna").refusal == .secondFactorLocked)
      #expect(try await house.events(.secondFactorLocked).count == 1)
      // Neither time nor the forgiving of blocks opens it; a reset does, and counts anew.
      house.clock.advance(Policy.codesWindow)
      _ = try await house.gate.employees.unblock(login: "anna", company: nil, by: house.command)
      #expect(await house.signIn("anna").refusal == .secondFactorLocked)
      try await house.gate.employees.resetSecondFactor(card.id, by: house.command)
      try await house.enrol(card)
      house.clock.advance(.minutes(1))
      try await guess(199, card, in: house)
      #expect(await house.signIn("anna").state == "second-factor")
    }
  }

  @Test("TFA-23: the 30 days are over, and the count begins anew")
  func window() async throws {
    try await House.with { house in
      let card = try await enrolled(in: house)
      try await guess(199, card, in: house)
      house.clock.advance(Policy.codesWindow)
      #expect(
        try await judge(house.code(of: card), card, in: house)
          == .accepted(usedRecoveryCode: false))
      try await guess(199, card, in: house)
      #expect(await house.signIn("anna").state == "second-factor")
    }
  }

  @Test(
    "TFA-23: turning the second factor off and on again, and codes of enrolment, do not clear it")
  func everywhere() async throws {
    try await House.with { house in
      let card = try await enrolled(in: house)
      try await guess(190, card, in: house)
      house.clock.advance(.minutes(1))
      let here = try await house.session(of: card)
      try await house.gate.account.disable(code: house.code(of: card), by: here.caller)
      try await house.enforce()
      for number in 1...10 {
        let ticket = try #require(await house.signIn("anna").ticket)
        let offer = try #require(
          await house.gate.signIn.enrolment(ticket: ticket, from: House.home).offer)
        let code = try house.code(base32: offer.secret, stepsOff: 10)
        let outcome = await house.gate.signIn.confirmEnrolment(
          ticket: ticket, code: code, from: House.home)
        #expect(outcome.refusal == .wrongCode(serverTime: house.clock.now), "\(number)")
        house.clock.advance(.minutes(1))
      }
      #expect(await house.signIn("anna").refusal == .secondFactorLocked)
    }
  }

  @Test("the odds of a guess within a year stay under one in a hundred")
  func odds() {
    let windows = 14.0
    #expect(windows >= 1 + (365.0 / 30.0).rounded(.up))
    let guesses = windows * Double(Policy.codesOverWindow - 1)
    #expect(guesses * 3 / 1_000_000 < 0.01)
  }
}
