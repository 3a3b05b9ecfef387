import Testing

@testable import Identity

@Suite("Own password and second factor")
struct OwnAccountTests {
  static let new = Secret("a wholly new password")

  @Test("changing the own password ends the other sessions and voids tickets and codes")
  func changePassword() async throws {
    try await House.with { house async throws in
      let card = try await house.card("jan", password: House.password)
      let here = try await house.session(of: card)
      let there = try await house.session(of: card, .mobile)
      let ticket = try await house.ticket(of: card)
      let code = try await house.gate.access.issueActivation(for: card.id, by: house.command).code
      try await house.gate.account.changePassword(
        current: Secret(House.password), new: Self.new, code: nil, by: here.caller)
      #expect(house.isAlive(here))
      #expect(!house.isAlive(there))
      #expect(try await house.isVoid(ticket))
      await #expect(throws: Rejection.wrongAccessCode) { try await house.redeem(code.text) }
      for (password, isRight) in [(Self.new, true), (Secret(House.password), false)] {
        let outcome = await house.gate.signIn.begin(
          SignInAttempt(login: "jan", password: password, origin: House.home))
        if case .signedIn = outcome { #expect(isRight) } else { #expect(!isRight) }
      }
      let event = try #require(try await house.events(.passwordChanged).first)
      #expect(event.record.subject == card.id)
      #expect(event.details["sessions"] == "1")
    }
  }

  @Test("GEN-11: what is wrong with a new password is named with all else that is wrong")
  func faults() async throws {
    try await House.with { house async throws in
      let card = try await house.card("jan", password: House.password)
      try await house.enrol(card)
      let caller = try await house.session(of: card).caller
      await #expect(
        throws: Rejection.invalid([
          FieldFault("current", .required), FieldFault("new", .passwordTooShort(minimum: 12)),
          FieldFault("code", .required),
        ])
      ) {
        try await house.gate.account.changePassword(
          current: Secret(""), new: Secret("short"), code: nil, by: caller)
      }
      await #expect(throws: Rejection.invalid([FieldFault("new", .passwordUnchanged)])) {
        try await house.gate.account.changePassword(
          current: Secret(House.password), new: Secret(House.password), code: "123456",
          by: caller)
      }
    }
  }

  @Test("with a second factor a password change asks for its code, and a wrong one changes nothing")
  func changePasswordWithCode() async throws {
    try await House.with { house async throws in
      let card = try await house.card("jan", password: House.password)
      try await house.enrol(card)
      let here = try await house.session(of: card)
      let there = try await house.session(of: card)
      house.clock.advance(.seconds(30))
      await #expect(throws: Rejection.wrongCode(serverTime: house.clock.now)) {
        try await house.gate.account.changePassword(
          current: Secret(House.password), new: Self.new, code: "000000", by: here.caller)
      }
      #expect(try await house.stored(card.id).access == card.access)
      #expect(house.isAlive(there))
      #expect(try await house.events(.passwordChanged).isEmpty)
      try await house.gate.account.changePassword(
        current: Secret(House.password), new: Self.new, code: house.code(of: card),
        by: here.caller)
      #expect(!house.isAlive(there))
    }
  }

  @Test("a wrong current password counts on the counter of sign-in, and is blocked with it")
  func sharedCounter() async throws {
    try await House.with { house async throws in
      let card = try await house.card("jan", password: House.password)
      let caller = try await house.session(of: card).caller
      for _ in 1...4 {
        await #expect(throws: Rejection.invalid([FieldFault("current", .wrongCurrentPassword)])) {
          try await house.gate.account.changePassword(
            current: Secret("wrong password"), new: Self.new, code: nil, by: caller)
        }
      }
      _ = await house.gate.signIn.begin(
        SignInAttempt(login: "jan", password: Secret("wrong"), origin: House.home))
      await #expect(throws: Rejection.blocked(retryAfter: 60)) {
        try await house.gate.account.changePassword(
          current: Secret(House.password), new: Self.new, code: nil, by: caller)
      }
      await #expect(throws: Rejection.blocked(retryAfter: 60)) {
        try await house.gate.account.beginEnrolment(
          password: Secret(House.password), code: nil, by: caller)
      }
    }
  }

  @Test("parallel guesses of the own password are judged no further than the limit")
  func parallelGuesses() async throws {
    try await House.with { house async throws in
      let card = try await house.card("jan", password: House.password)
      let caller = try await house.session(of: card).caller
      await withTaskGroup(of: Void.self) { group in
        for _ in 1...40 {
          group.addTask {
            try? await house.gate.account.changePassword(
              current: Secret("wrong password"), new: Self.new, code: nil, by: caller)
          }
        }
      }
      let count = try await house.store.read { try $0.failures.find(.card(card.id)) }
      #expect(count?.failures == 5)
    }
  }

  @Test("domain cards have no password here, and prove the directory's before they enrol")
  func domainCard() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      let card = try await house.linkedCard("anna")
      let caller = try await house.session(of: card).caller
      await #expect(throws: Rejection.notForThisCard) {
        try await house.gate.account.changePassword(
          current: Secret("dir password"), new: Self.new, code: nil, by: caller)
      }
      await #expect(throws: Rejection.invalid([FieldFault("password", .wrongCurrentPassword)])) {
        try await house.gate.account.beginEnrolment(
          password: Secret("guess"), code: nil, by: caller)
      }
      #expect(house.directory.change { $0.binds } == 1)
      let count = try await house.store.read {
        try $0.failures.find(
          .member(MemberLink(domain: .named("firma"), member: .named("id-anna"))))
      }
      #expect(count?.failures == 1)
      // DOM-37: an empty password never reaches a bind.
      await #expect(throws: Rejection.invalid([FieldFault("password", .required)])) {
        try await house.gate.account.beginEnrolment(
          password: Secret(""), code: nil, by: caller)
      }
      #expect(house.directory.change { $0.binds } == 1)
      house.directory.change { $0.failure = .unavailable }
      await #expect(throws: Rejection.directory(.unavailable)) {
        try await house.gate.account.beginEnrolment(
          password: Secret("dir password"), code: nil, by: caller)
      }
      house.directory.change { $0.failure = nil }
      _ = try await house.gate.account.beginEnrolment(
        password: Secret("dir password"), code: nil, by: caller)
    }
  }

  @Test("TFA-14, TFA-17, TFA-27: enrolment offers the secret, and its first code turns it on")
  func enrol() async throws {
    try await House.with { house async throws in
      let card = try await house.card("jan", password: House.password)
      let here = try await house.session(of: card)
      let there = try await house.session(of: card)
      let ticket = try await house.ticket(of: card)
      await #expect(throws: Rejection.invalid([FieldFault("password", .required)])) {
        try await house.gate.account.beginEnrolment(password: nil, code: "123456", by: here.caller)
      }
      await #expect(throws: Rejection.notFound) {
        try await house.gate.account.confirmEnrolment(code: "123456", by: here.caller)
      }
      let offer = try await house.gate.account.beginEnrolment(
        password: Secret(House.password), code: nil, by: here.caller)
      #expect(offer.secret.count == 32)
      #expect(offer.uri.text.hasPrefix("otpauth://totp/Brama:jan?secret=\(offer.secret.text)"))
      #expect(offer.qr.hasPrefix("<svg") || offer.qr.hasPrefix("<?xml"))
      // Not on yet.
      #expect(try await !house.gate.employees.find(card.id, by: house.command).isEnrolled)
      await #expect(throws: Rejection.invalid([FieldFault("code", .malformedCode)])) {
        try await house.gate.account.confirmEnrolment(code: "12345", by: here.caller)
      }
      await #expect(throws: Rejection.wrongCode(serverTime: house.clock.now)) {
        try await house.gate.account.confirmEnrolment(code: "000000", by: here.caller)
      }
      let codes = try await house.gate.account.confirmEnrolment(
        code: house.pendingCode(of: card), by: here.caller)
      #expect(Set(codes).count == 10)
      #expect(try await house.gate.employees.find(card.id, by: house.command).isEnrolled)
      #expect(house.gate.sessions.check(here.token)?.person.isEnrolled == true)
      #expect(!house.isAlive(there))
      #expect(try await house.isVoid(ticket))
      #expect(try await house.events(.secondFactorEnrolled).count == 1)
    }
  }

  @Test("TFA-18: a secret that is not confirmed within ten minutes is forgotten")
  func forgotten() async throws {
    try await House.with { house async throws in
      let card = try await house.card("jan", password: House.password)
      let caller = try await house.session(of: card).caller
      _ = try await house.gate.account.beginEnrolment(
        password: Secret(House.password), code: nil, by: caller)
      house.clock.advance(.minutes(10))
      let code = try await house.pendingCode(of: card)
      await #expect(throws: Rejection.notFound) {
        try await house.gate.account.confirmEnrolment(code: code, by: caller)
      }
    }
  }

  @Test("TFA-26: re-enrolling asks for a code, and the old secret holds until the new is confirmed")
  func reenrol() async throws {
    try await House.with { house async throws in
      let card = try await house.card("jan", password: House.password)
      try await house.enrol(card)
      let caller = try await house.session(of: card).caller
      house.clock.advance(.seconds(30))
      await #expect(throws: Rejection.invalid([FieldFault("code", .required)])) {
        try await house.gate.account.beginEnrolment(
          password: Secret(House.password), code: nil, by: caller)
      }
      await #expect(throws: Rejection.wrongCode(serverTime: house.clock.now)) {
        try await house.gate.account.beginEnrolment(password: nil, code: "000000", by: caller)
      }
      _ = try await house.gate.account.beginEnrolment(
        password: nil, code: house.code(of: card), by: caller)
      house.clock.advance(.seconds(30))
      // The old one still works.
      _ = try await house.gate.account.renewRecoveryCodes(
        code: house.code(of: card), by: caller)
      house.clock.advance(.seconds(30))
      let old = try await house.code(of: card)
      _ = try await house.gate.account.confirmEnrolment(
        code: house.pendingCode(of: card), by: caller)
      house.clock.advance(.seconds(30))
      await #expect(throws: Rejection.self) {
        try await house.gate.account.disable(code: old, by: caller)
      }
    }
  }

  @Test("TFA-11, TFA-B05: under enforcement nobody turns it off; else a right code does (TFA-09)")
  func disable() async throws {
    try await House.with { house async throws in
      let card = try await house.card("jan", password: House.password)
      let here = try await house.session(of: card)
      await #expect(throws: Rejection.notEnrolled) {
        try await house.gate.account.disable(code: "123456", by: here.caller)
      }
      try await house.enrol(card)
      let there = try await house.session(of: card)
      house.clock.advance(.seconds(30))
      _ = try await house.gate.twoStep.enforce(true, version: nil, by: house.command)
      let code = try await house.code(of: card)
      await #expect(throws: Rejection.secondFactorObligatory) {
        try await house.gate.account.disable(code: code, by: here.caller)
      }
      _ = try await house.gate.twoStep.enforce(false, version: nil, by: house.command)
      // The refused wish has not used the code up.
      try await house.gate.account.disable(code: code, by: here.caller)
      #expect(try await !house.gate.employees.find(card.id, by: house.command).isEnrolled)
      #expect(house.isAlive(here))
      #expect(!house.isAlive(there))
      #expect(try await house.events(.secondFactorDisabled).count == 1)
    }
  }

  @Test("TFA-27: new recovery codes replace the old ones; each is good once in place of a code")
  func recoveryCodes() async throws {
    try await House.with { house async throws in
      let card = try await house.card("jan", password: House.password)
      let old = try await house.enrol(card)
      let caller = try await house.session(of: card).caller
      let new = try await house.gate.account.renewRecoveryCodes(code: old[0], by: caller)
      #expect(new.count == 10)
      await #expect(throws: Rejection.wrongCode(serverTime: house.clock.now)) {
        try await house.gate.account.renewRecoveryCodes(code: old[1], by: caller)
      }
      try await house.gate.account.disable(code: new[9].lowercased(), by: caller)
      #expect(try await house.events(.recoveryCodesRenewed).count == 1)
      #expect(try await house.events(.recoveryCodeUsed).count == 2)
    }
  }

  @Test("TFA-23: wrong codes here and at sign-in share one counter, and 100 of them lock")
  func sharedCodes() async throws {
    try await House.with { house async throws in
      let card = try await house.card("jan", password: House.password)
      try await house.enrol(card)
      let caller = try await house.session(of: card).caller
      for _ in 1...5 {
        await #expect(throws: Rejection.wrongCode(serverTime: house.clock.now)) {
          try await house.gate.account.renewRecoveryCodes(code: "000000", by: caller)
        }
      }
      await #expect(throws: Rejection.blocked(retryAfter: 60)) {
        try await house.gate.account.disable(code: "000000", by: caller)
      }
      let now = house.clock.now
      try await house.store.write { tx in
        try tx.failures.save(
          FailureCount(
            failures: 5, consecutive: 100, firstAt: now, lastAt: now, blockedUntil: nil),
          for: .code(card.id))
      }
      house.clock.advance(.seconds(60))
      let code = try await house.code(of: card)
      await #expect(throws: Rejection.secondFactorLocked) {
        try await house.gate.account.disable(code: code, by: caller)
      }
    }
  }

  @Test("GEN-08: without a live session of one's own nothing of this is done")
  func rights() async throws {
    try await House.with { house async throws in
      let card = try await house.card("jan", password: House.password)
      let session = try await house.session(of: card)
      for caller in [Caller.anonymous(House.home), house.command] {
        await #expect(throws: Rejection.unauthenticated) {
          try await house.gate.account.changePassword(
            current: Secret(House.password), new: Self.new, code: nil, by: caller)
        }
      }
      try await house.gate.employees.endSession(session.session.id, by: house.command)
      await #expect(throws: Rejection.unauthenticated) {
        try await house.gate.account.beginEnrolment(
          password: Secret(House.password), code: nil, by: session.caller)
      }
    }
  }
}
