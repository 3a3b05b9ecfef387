import Testing

@testable import Identity

@Suite("Enforcement of two-step verification")
struct TwoStepAdministrationTests {
  @Test("TFA-03, TFA-07, TFA-29: turning it on warns who is not enrolled and signs nobody out")
  func on() async throws {
    try await House.with { house async throws in
      let boss = try await house.card("boss", .administrator, password: House.password)
      let enrolled = try await house.card("jan", password: House.password)
      try await house.card("machine", isForCooperatingSystem: true)
      try await house.enrol(enrolled)
      let session = try await house.session(of: boss)
      let before = try await house.gate.twoStep.status(by: session.caller)
      #expect(!before.isEnforced)
      #expect(before.notEnrolled == 1)
      let after = try await house.gate.twoStep.enforce(
        true, version: before.version, by: session.caller)
      #expect(after.isEnforced)
      #expect(after.callerNotEnrolled)
      #expect(house.isAlive(session))
      let event = try #require(try await house.events(.enforcementChanged).first)
      #expect(event.record.reason == "on")
      // In force at once: the next sign-in of a person who is not enrolled asks for enrolment.
      let outcome = await house.gate.signIn.begin(
        SignInAttempt(login: "boss", password: Secret(House.password), origin: House.home))
      guard case .enrolment = outcome else {
        Issue.record("no enrolment asked: \(outcome)")
        return
      }
      #expect(try await house.reopened().gate.twoStep.status(by: house.command).isEnforced)
    }
  }

  @Test("TFA-31, GEN-12: the same wish changes nothing; another one on a stale version is refused")
  func again() async throws {
    try await House.with { house async throws in
      let first = try await house.gate.twoStep.enforce(true, version: 0, by: house.command)
      let same = try await house.gate.twoStep.enforce(true, version: 0, by: house.command)
      #expect(same.version == first.version)
      await #expect(throws: Rejection.stale) {
        try await house.gate.twoStep.enforce(false, version: 0, by: house.command)
      }
      let off = try await house.gate.twoStep.enforce(false, version: nil, by: house.command)
      #expect(!off.isEnforced)
      #expect(try await house.events(.enforcementChanged).map(\.record.reason) == ["off", "on"])
    }
  }

  @Test("TFA-08, TFA-10: turning it off makes it voluntary and leaves people enrolled")
  func off() async throws {
    try await House.with { house async throws in
      let card = try await house.card("jan", password: House.password)
      try await house.enrol(card)
      _ = try await house.gate.twoStep.enforce(true, version: nil, by: house.command)
      try await house.card("eva", password: House.password)
      #expect(await house.signIn("eva").state == "enrolment")
      _ = try await house.gate.twoStep.enforce(false, version: nil, by: house.command)
      #expect(await house.signIn("eva").state == "signed-in")
      #expect(try await house.gate.employees.find(card.id, by: house.command).isEnrolled)
    }
  }

  @Test("TFA-B07, GEN-07: a user without rights switches nothing")
  func rights() async throws {
    try await House.with { house async throws in
      let user = try await house.session(of: house.card("jan"))
      await #expect(throws: Rejection.forbidden) {
        try await house.gate.twoStep.enforce(true, version: nil, by: user.caller)
      }
      await #expect(throws: Rejection.forbidden) {
        try await house.gate.twoStep.status(by: user.caller)
      }
      #expect(try await !house.gate.twoStep.status(by: house.command).isEnforced)
    }
  }
}
