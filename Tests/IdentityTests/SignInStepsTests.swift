import Testing

@testable import Identity

@Suite("Signing in: tickets, codes and the question about other clients")
struct SignInStepsTests {
  private let origin = House.home

  @Test("TFA-05, 12 to 19, 27: under enforcement a person enrols, then signs in with codes")
  func enrolment() async throws {
    try await House.with { house in
      let card = try await house.card("anna", password: House.password)
      try await house.enforce()
      let ticket = try #require(await house.signIn("anna").ticket)
      let offer = try #require(
        await house.gate.signIn.enrolment(ticket: ticket, from: origin).offer)
      let again = try #require(
        await house.gate.signIn.enrolment(ticket: ticket, from: origin).offer)
      #expect(again.secret.matches(offer.secret))
      let uri = try #require(offer.uri.withText { $0 })
      #expect(uri.hasPrefix("otpauth://totp/Brama:anna?secret="))
      #expect(offer.qr.contains("<svg"))
      #expect(try await house.store.read { try $0.secondFactors.find(card.id) } == nil)

      let code = try house.code(base32: offer.secret)
      let done = await house.gate.signIn.confirmEnrolment(ticket: ticket, code: code, from: origin)
      let issued = try #require(done.issued)
      #expect(issued.recoveryCodes.count == 10)
      #expect(Set(issued.recoveryCodes).count == 10)

      // The step of the enrolment is used; the next one signs in, once.
      let next = try #require(await house.signIn("anna").ticket)
      let replay = await house.gate.signIn.secondFactor(ticket: next, code: code, from: origin)
      #expect(replay.refusal == .wrongCode(serverTime: house.clock.now))
      let fresh = try house.code(base32: offer.secret, stepsOff: 1)
      let in2 = await house.gate.signIn.secondFactor(ticket: next, code: fresh, from: origin)
      #expect(in2.state == "signed-in")
    }
  }

  @Test("TFA-20, 21: one step each side is accepted; the same or an earlier one never again")
  func steps() async throws {
    try await House.with { house in
      let card = try await house.card("anna", password: House.password)
      try await house.enrol(card)
      let name = SealedName.secondFactor(card.id)
      let sealed = try #require(try await house.store.read { try $0.sealed.find(name) })
      let secret = try house.environment.sealing.open(sealed, as: name.text)
      let codes = HashedCodes(hashing: house.environment.hashing)
      func tried(_ offset: Int64) async throws -> String {
        let ticket = try #require(await house.signIn("anna").ticket)
        let code = codes.code(house.clock.now.seconds / 30 + offset, secret)
        return await house.gate.signIn.secondFactor(ticket: ticket, code: code, from: origin).state
      }
      house.clock.advance(.minutes(5))
      #expect(try await tried(2) == "refused")
      #expect(try await tried(-2) == "refused")
      #expect(try await tried(-1) == "signed-in")
      #expect(try await tried(-1) == "refused")
      #expect(try await tried(1) == "signed-in")
      #expect(try await tried(0) == "refused")
    }
  }

  @Test("50 parallel requests with one TOTP code give one session")
  func parallelCode() async throws {
    try await House.with { house in
      let card = try await house.card("anna", password: House.password)
      try await house.enrol(card)
      house.clock.advance(.minutes(1))
      var tickets: [Secret] = []
      for _ in 0..<50 { tickets.append(try #require(await house.signIn("anna").ticket)) }
      let code = try await house.code(of: card)
      let sessions = await withTaskGroup(of: Bool.self) { group in
        for ticket in tickets {
          group.addTask {
            await house.gate.signIn.secondFactor(ticket: ticket, code: code, from: House.home)
              .issued
              != nil
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(sessions == 1)
      #expect(try await house.store.read { try $0.sessions.all().count } == 1)
    }
  }

  @Test("TFA-27: a recovery code is accepted once in place of a code")
  func recovery() async throws {
    try await House.with { house in
      let card = try await house.card("anna", password: House.password)
      let recovery = try await house.enrol(card)
      func tried(_ code: String) async throws -> SignInOutcome {
        let ticket = try #require(await house.signIn("anna").ticket)
        return await house.gate.signIn.secondFactor(ticket: ticket, code: code, from: origin)
      }
      #expect(try await tried(recovery[3].lowercased()).state == "signed-in")
      #expect(try await tried(recovery[3]).refusal == .wrongCode(serverTime: house.clock.now))
      #expect(try await tried("ABCD").refusal == .malformedCode)
    }
  }

  @Test("TFA-B03: a code of neither form with a good ticket is written down, counted by nobody")
  func malformedIsWrittenDown() async throws {
    try await House.with { house in
      let card = try await house.card("anna", password: House.password)
      try await house.enrol(card)
      house.clock.advance(.minutes(1))
      let ticket = try #require(await house.signIn("anna").ticket)
      for _ in 0..<RefusalFloods.linesAMinute + 5 {
        let answer = await house.gate.signIn.secondFactor(
          ticket: ticket, code: "no code", from: origin)
        #expect(answer.refusal == .malformedCode)
      }
      let lines = try await house.events(.signInRefused)
      #expect(lines.count == RefusalFloods.linesAMinute)
      #expect(lines.allSatisfy { $0.record.reason == "malformed-code" })
      #expect(lines.allSatisfy { $0.record.subject == card.id })
      let counted = try await house.store.read { try $0.failures.find(.code(card.id)) }
      #expect(counted == nil)
      // Nor on the ticket: the right code still signs in.
      let code = try await house.code(of: card)
      let done = await house.gate.signIn.secondFactor(ticket: ticket, code: code, from: origin)
      #expect(done.state == "signed-in")
    }
  }

  @Test("TFA-23: wrong codes block by themselves; neither a password nor a new ticket resets them")
  func codeCounter() async throws {
    try await House.with { house in
      let card = try await house.card("anna", password: House.password)
      try await house.enrol(card)
      house.clock.advance(.minutes(1))
      func tried(_ code: String) async throws -> Refusal? {
        let ticket = try #require(await house.signIn("anna").ticket)
        return await house.gate.signIn.secondFactor(ticket: ticket, code: code, from: origin)
          .refusal
      }
      let wrong = try await house.code(of: card) == "000000" ? "000001" : "000000"
      for _ in 0..<5 {
        #expect(try await tried(wrong) == .wrongCode(serverTime: house.clock.now))
      }
      #expect(try await tried(house.code(of: card)) == .blocked(retryAfter: 60))
      house.clock.advance(.seconds(60))
      #expect(try await tried(house.code(of: card)) == nil)
    }
  }

  @Test("100 wrong codes in a row lock the second factor until an administrator resets it")
  func codeLock() async throws {
    try await House.with { house in
      let card = try await house.card("anna", password: House.password)
      let recovery = try await house.enrol(card)
      try await house.enforce()
      let ticket = try #require(await house.signIn("anna").ticket)
      var judged = 0
      while judged < 100 {
        house.clock.advance(.seconds(61))
        let now = house.clock.now
        // Keep a live ticket at hand: it lives five minutes.
        let live = judged == 0 ? ticket : try #require(await house.signIn("anna").ticket)
        let right = try await house.code(of: card)
        let outcome = await house.gate.signIn.secondFactor(
          ticket: live, code: right == "000000" ? "000001" : "000000", from: origin)
        #expect(outcome.refusal == .wrongCode(serverTime: now))
        judged += 1
      }
      #expect(await house.signIn("anna").refusal == .secondFactorLocked)
      #expect(await house.signIn("anna", "wrong").refusal == .wrongCredentials)
      _ = recovery
      try await house.gate.employees.resetSecondFactor(card.id, by: house.command)
      #expect(await house.signIn("anna").state == "enrolment")
    }
  }

  @Test("TFA-22, TFA-B06: a ticket is good for five minutes, for its own stage, and once")
  func tickets() async throws {
    try await House.with { house in
      let card = try await house.card("anna", password: House.password)
      try await house.enrol(card)
      house.clock.advance(.minutes(1))
      let ticket = try #require(await house.signIn("anna").ticket)
      let code = try await house.code(of: card)
      let signIn = house.gate.signIn
      // Every stage but its own.
      #expect(
        await signIn.confirmEnrolment(ticket: ticket, code: code, from: origin).refusal
          == .ticketExpired)
      #expect(await signIn.enrolment(ticket: ticket, from: origin).offer == nil)
      #expect(
        await signIn.changePassword(
          ticket: ticket, newPassword: Secret("a new long password"), from: origin
        ).refusal == .ticketExpired)
      #expect(
        await signIn.elsewhere(ticket: ticket, decision: .endOther, from: origin).refusal
          == .ticketExpired)
      // It is no session either.
      #expect(house.gate.sessions.check(ticket) == nil)
      #expect(
        await signIn.secondFactor(ticket: ticket, code: code, from: origin).state == "signed-in")
      #expect(
        await signIn.secondFactor(ticket: ticket, code: code, from: origin).refusal
          == .ticketExpired)
      let late = try #require(await house.signIn("anna").ticket)
      house.clock.advance(Ticket.lifetime)
      let lateCode = try await house.code(of: card)
      #expect(
        await signIn.secondFactor(ticket: late, code: lateCode, from: origin).refusal
          == .ticketExpired)
    }
  }

  @Test(
    "a ticket survives a restart; the first confirmed enrolment voids the person's other tickets")
  func ticketsOverRestart() async throws {
    try await House.with { house in
      try await house.card("anna", password: House.password)
      try await house.enforce()
      let first = try #require(await house.signIn("anna").ticket)
      let second = try #require(await house.signIn("anna").ticket)
      let offers = [
        try #require(await house.gate.signIn.enrolment(ticket: first, from: origin).offer),
        try #require(await house.gate.signIn.enrolment(ticket: second, from: origin).offer),
      ]
      #expect(!offers[0].secret.matches(offers[1].secret))
      let again = try await house.reopened()
      let code = try again.code(base32: offers[0].secret)
      #expect(
        await again.gate.signIn.confirmEnrolment(ticket: first, code: code, from: origin).state
          == "signed-in")
      let other = try again.code(base32: offers[1].secret)
      #expect(
        await again.gate.signIn.confirmEnrolment(ticket: second, code: other, from: origin).refusal
          == .ticketExpired)
    }
  }

  @Test("SIGN-08 to 10: another exclusive client kind asks; both answers do what they say")
  func elsewhere() async throws {
    try await House.with { house in
      try await house.card("anna", password: House.password)
      let web = try #require(await house.signIn("anna", client: .web).issued)
      #expect(await house.signIn("anna", client: .web).state == "signed-in")
      #expect(await house.signIn("anna", client: .api).state == "signed-in")
      let asked = try #require(await house.signIn("anna", client: .mobile).ticket)
      let kept = await house.gate.signIn.elsewhere(
        ticket: asked, decision: .keepOther, from: origin)
      #expect(kept.state == "not-signed-in")
      #expect(house.gate.sessions.check(web.token) != nil)
      let again = try #require(await house.signIn("anna", client: .mobile).ticket)
      let mobile = await house.gate.signIn.elsewhere(
        ticket: again, decision: .endOther, from: origin)
      #expect(mobile.issued != nil)
      #expect(house.gate.sessions.check(web.token) == nil)
      #expect(
        Set(house.gate.sessions.list(of: web.person.employee).map(\.session.client))
          == [.api, .mobile])
    }
  }

  @Test("DOM-22: a native user who must choose a new password does so inside the flow")
  func passwordChange() async throws {
    try await House.with { house in
      var card = try await house.card("anna", password: House.password)
      card.mustChangePassword = true
      let change = card
      try await house.store.write { _ = try $0.employees.update(change) }
      let ticket = try #require(await house.signIn("anna").ticket)
      func changed(_ password: String) async -> SignInOutcome {
        await house.gate.signIn.changePassword(
          ticket: ticket, newPassword: Secret(password), from: origin)
      }
      let field = "newPassword"
      #expect(
        await changed("short").refusal
          == .newPassword(FieldFault(field, .passwordTooShort(minimum: 12))))
      #expect(
        await changed(House.password).refusal == .newPassword(FieldFault(field, .passwordUnchanged))
      )
      #expect(await changed("an entirely new one").state == "signed-in")
      #expect(await house.signIn("anna").refusal == .wrongCredentials)
      #expect(await house.signIn("anna", "an entirely new one").state == "signed-in")
    }
  }

  @Test("SIGN-11: a remembered session has its own limits")
  func remembered() async throws {
    try await House.with { house in
      try await house.card("anna", password: House.password)
      let issued = try #require(await house.signIn("anna", remember: true).issued)
      #expect(issued.expiresAt == house.clock.now + .days(30))
      house.clock.advance(.days(29))
      #expect(house.gate.sessions.check(issued.token) != nil)
    }
  }
}
