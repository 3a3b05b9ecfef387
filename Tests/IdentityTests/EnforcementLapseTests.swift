import Testing

@testable import Identity

@Suite("Remembered sessions that lapse under enforcement")
struct EnforcementLapseTests {
  @Test(
    "TFA-25: the lapse is in the store at once: no restart and no end of enforcement revives it")
  func settled() async throws {
    try await House.with { house in
      let card = try await house.card("anna", password: House.password)
      let token = try #require(await house.signIn("anna", remember: true).issued?.token)
      try await house.enforce()
      house.clock.advance(.hours(2))
      #expect(house.gate.sessions.check(token) == nil)
      await house.gate.sessions.settle()
      #expect(try await house.store.read { try $0.sessions.list(.ofEmployee(card.id)).isEmpty })
      let ended = try await house.events(.sessionEnded)
      #expect(ended.map(\.record.reason) == ["expired"])
      // Nothing is left for the next tidying.
      await house.gate.upkeep.tidy()
      #expect(try await house.events(.sessionEnded).count == 1)
      // As after kill -9, with enforcement switched off meanwhile.
      try await house.store.write { _ = try TwoStepSetting.save(false, expected: 1, in: $0) }
      let restarted = try await house.reopened()
      #expect(restarted.gate.sessions.check(token) == nil)
    }
  }

  @Test("sessions that time has ended need no write of their own")
  func byTime() async throws {
    try await House.with { house in
      try await house.card("anna", password: House.password)
      let plain = try #require(await house.signIn("anna").issued?.token)
      house.clock.advance(.hours(2))
      #expect(house.gate.sessions.check(plain) == nil)
      await house.gate.sessions.settle()
      #expect(try await house.store.read { try $0.sessions.all().count } == 1)
      await house.gate.upkeep.tidy()
      #expect(try await house.store.read { try $0.sessions.all().isEmpty })
    }
  }
}
