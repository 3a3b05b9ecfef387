import Storage
import Testing

@testable import Identity

@Suite("A directory password that has to be changed while signing in")
struct DirectoryPasswordTests {
  let origin = House.home
  static let new = "an entirely new one"

  /// A house whose domain changes passwords, with `anna`, whose password is outdated.
  func with(
    _ reason: PasswordChangeReason = .expired, rules: DirectoryRules = .changing,
    _ body: (House, Employee) async throws -> Void
  ) async throws {
    try await House.with(rules: rules) { house in
      try await house.useDomain()
      let card = try await house.linkedCard("anna")
      let member = try #require(card.link?.member)
      house.directory.change { $0.outdated[member] = reason }
      try await body(house, card)
    }
  }

  func change(_ house: House, _ ticket: Secret, to new: String = Self.new) async
    -> SignInOutcome
  {
    await house.gate.signIn.changePassword(
      ticket: ticket, newPassword: Secret(new), from: origin)
  }

  func signIn(_ house: House, _ password: String = "dir password") async -> SignInOutcome {
    await house.signIn("anna", password)
  }

  func reasons(_ house: House) async throws -> [String?] {
    try await house.events(.signInRefused).map(\.record.reason)
  }

  @Test(
    "expired or to be changed: told why, changed, and the sign-in goes on",
    arguments: [
      PasswordChangeReason.expired, .mustChange,
    ])
  func changes(_ reason: PasswordChangeReason) async throws {
    try await with(reason) { house, card in
      let old = try await house.session(of: card)
      let other = try await house.ticket(of: card)
      guard case .passwordChange(let ticket, let told, isInDomain: true, _) = await signIn(house)
      else {
        Issue.record("no password change")
        return
      }
      #expect(told == reason)
      let issued = try #require(await change(house, ticket).issued)
      #expect(house.gate.sessions.check(issued.token) != nil)
      #expect(!house.isAlive(old))
      #expect(try await house.isVoid(other))
      #expect(house.directory.change { $0.changes } == 1)
      let event = try #require(try await house.events(.passwordChanged).first)
      #expect(event.record.subject == card.id)
      #expect(event.record.details.contains("\"domain\":\"firma\""))
      let begun = try #require(try await house.events(.passwordChangeBegun).first)
      #expect(begun.record.subject == card.id && begun.record.sequence < event.record.sequence)

      #expect(await change(house, ticket).refusal == .ticketExpired)
      #expect(await signIn(house).refusal == .wrongCredentials)
      #expect(await signIn(house, Self.new).state == "signed-in")
    }
  }

  @Test("the change comes after the second step, and knows the old password after a restart")
  func afterSecondStep() async throws {
    try await with { house, card in
      try await house.enrol(card)
      house.clock.advance(.minutes(2))
      let first = await signIn(house)
      #expect(first.state == "second-factor")
      let code = try await house.code(of: card)
      let reopened = try await house.reopened()
      let second = await reopened.gate.signIn.secondFactor(
        ticket: try #require(first.ticket), code: code, from: origin)
      #expect(second.state == "password-change")
      let again = try await house.reopened()
      let third = await change(again, try #require(second.ticket))
      #expect(third.state == "signed-in")
    }
  }

  @Test("TFA-27: recovery codes of an enrolment are given even when a change follows")
  func afterEnrolment() async throws {
    try await with { house, _ in
      try await house.enforce()
      let ticket = try #require(await signIn(house).ticket)
      let offer = try #require(
        await house.gate.signIn.enrolment(ticket: ticket, from: origin).offer)
      let code = try house.code(base32: offer.secret)
      let outcome = await house.gate.signIn.confirmEnrolment(
        ticket: ticket, code: code, from: origin)
      guard case .passwordChange(let next, .expired, _, let codes) = outcome else {
        Issue.record("no password change: \(outcome.state)")
        return
      }
      #expect(codes.count == 10)
      #expect(await change(house, next).state == "signed-in")
    }
  }

  @Test("the old password lies sealed beside its ticket and goes with it (GEN-10)")
  func sealed() async throws {
    try await with { house, card in
      func kept(_ ticket: Secret) async throws -> SealedValue? {
        let digest = house.environment.hashing.digest(ticket)
        return try await house.store.read { try $0.sealed.find(.passwordOfTicket(digest)) }
      }
      let used = try #require(await signIn(house).ticket)
      let value = try #require(try await kept(used))
      #expect(value.bytes.firstRange(of: Array("dir password".utf8)) == nil)
      // Another ticket's name does not open it.
      let sealing = house.environment.sealing
      let elsewhere = SealedName.passwordOfTicket(house.environment.hashing.digest(Secret("x")))
      #expect(throws: SealError.damaged) { _ = try sealing.open(value, as: elsewhere.text) }

      let expired = try #require(await signIn(house).ticket)
      let voided = try #require(await signIn(house).ticket)
      #expect(try await kept(voided) != nil)
      _ = await change(house, used)
      for ticket in [used, expired, voided] { #expect(try await kept(ticket) == nil) }

      let member = try #require(card.link?.member)
      house.directory.change { $0.outdated[member] = .expired }
      let late = try #require(await signIn(house, Self.new).ticket)
      house.clock.advance(Ticket.lifetime)
      #expect(await change(house, late).refusal == .ticketExpired)
      await house.gate.upkeep.tidy()
      #expect(try await kept(late) == nil)
    }
  }

  @Test("the directory's no keeps the ticket; its own words stand in the audit log")
  func refusedByPolicy() async throws {
    try await with { house, _ in
      let ticket = try #require(await signIn(house).ticket)
      for (fault, reason) in [
        (NewPasswordFault.tooShort(minimum: 14), "new-password-too-short"),
        (.inHistory, "new-password-in-history"), (.tooYoung, "new-password-too-young"),
        (.notComplex, "new-password-too-simple"), (.other, "new-password-refused"),
      ] {
        house.directory.change { $0.changeResult = .refused(fault, words: "19 in its words") }
        #expect(
          await change(house, ticket).refusal
            == .newPassword(FieldFault("newPassword", .passwordRefused(fault))))
        let event = try #require(try await house.events(.signInRefused).first)
        #expect(event.record.reason == reason)
        #expect(event.record.details.contains("19 in its words"))
      }
      house.directory.change { $0.changeResult = nil }
      #expect(await change(house, ticket).state == "signed-in")
    }
  }

  @Test("what can be said without the directory is said before it is asked")
  func ownRules() async throws {
    try await with { house, _ in
      let ticket = try #require(await signIn(house).ticket)
      for (text, fault) in [
        ("", Fault.required), ("dir password", .passwordUnchanged),
        (String(repeating: "ż", count: 257), .passwordTooLong(maximum: 256)),
        ("qwertyuiop123", .passwordTooCommon),
      ] {
        #expect(
          await change(house, ticket, to: text).refusal
            == .newPassword(FieldFault("newPassword", fault)), "\(text)")
      }
      #expect(house.directory.change { $0.changes } == 0)
      // Shorter than a native password may be: the directory is the judge.
      #expect(await change(house, ticket, to: "kr0tkie!").state == "signed-in")
    }
  }

  @Test(
    "an old password that is right no more counts as the wrong bind it was, and ends the ticket")
  func oldPasswordIsWrong() async throws {
    try await with { house, card in
      let ticket = try #require(await signIn(house).ticket)
      let link = try #require(card.link)
      house.directory.change { $0.passwords[link.member] = "changed at the workstation" }
      #expect(await change(house, ticket).refusal == .ticketExpired)
      let count = try await house.store.read { try $0.failures.find(.directory(link))?.failures }
      #expect(count == 1)
      #expect(try await reasons(house) == ["old-password-refused"])
      #expect(await change(house, ticket).refusal == .ticketExpired)
      #expect(house.directory.change { $0.changes } == 0)
    }
  }

  @Test(
    "no answer to the change: told as unknown, asked once, and nothing rests on the old password")
  func unknown() async throws {
    try await with { house, card in
      let old = try await house.session(of: card)
      let ticket = try #require(await signIn(house).ticket)
      house.directory.change { $0.changeFailure = .outcomeUnknown }
      #expect(await change(house, ticket).refusal == .passwordChangeUnknown)
      #expect(!house.isAlive(old))
      #expect(await change(house, ticket).refusal == .ticketExpired)
      #expect(house.directory.change { $0.changes } == 1)
      let link = try #require(card.link)
      let count = try await house.store.read { try $0.failures.find(.directory(link))?.failures }
      #expect(count == 1)
      #expect(try await reasons(house).contains("password-change-unknown"))
      // It had been changed.
      #expect(await signIn(house, Self.new).state == "signed-in")
    }
  }

  @Test("a directory that cannot be asked keeps the ticket: nothing was changed (SIGN-17)")
  func unavailable() async throws {
    try await with { house, card in
      let old = try await house.session(of: card)
      let ticket = try #require(await signIn(house).ticket)
      house.directory.change { $0.changeFailure = .unavailable }
      #expect(await change(house, ticket).refusal == .directoryUnavailable)
      #expect(house.isAlive(old))
      house.directory.change { $0.changeFailure = nil }
      #expect(await change(house, ticket).state == "signed-in")
    }
  }

  @Test("a change that nobody may make is refused clearly, and the reason is kept")
  func notPermitted() async throws {
    try await with { house, _ in
      let ticket = try #require(await signIn(house).ticket)
      house.directory.change { $0.changeResult = .notPermitted(words: "50 no") }
      #expect(await change(house, ticket).refusal == .passwordChangeNotPermitted)
      #expect(try await reasons(house) == ["password-change-not-permitted"])
      #expect(await change(house, ticket).refusal == .ticketExpired)
    }
  }

  @Test("changed, but the store cannot take the session: the person hears that it was changed")
  func storeFails() async throws {
    try await with { house, _ in
      let ticket = try #require(await signIn(house).ticket)
      let store = house.store
      house.directory.change { entries in
        entries.onChange = { await (store as? SQLiteStore)?.close() }
      }
      #expect(await change(house, ticket).refusal == .passwordChanged)
    }
  }

  @Test(
    "archived while the directory was at work: changed, no session, and the old ones have ended")
  func archivedMeanwhile() async throws {
    try await with { house, card in
      let old = try await house.session(of: card)
      let ticket = try #require(await signIn(house).ticket)
      let store = house.store
      house.directory.change { entries in
        entries.onChange = {
          try? await store.write { tx in
            guard var card = try tx.employees.find(card.id) else { return }
            card.state = .archived
            _ = try tx.employees.update(card)
          }
        }
      }
      #expect(await change(house, ticket).refusal == .passwordChanged)
      #expect(!house.isAlive(old))
      #expect(try await house.events(.passwordChanged).count == 1)
    }
  }

  @Test("twenty requests at once with one ticket ask the directory once")
  func parallel() async throws {
    try await with { house, _ in
      let ticket = try #require(await signIn(house).ticket)
      let refused = Counter()
      house.directory.change { entries in
        entries.onChange = { await refused.reach(19) }
      }
      let states = await withTaskGroup(of: SignInOutcome.self, returning: [String].self) { group in
        for _ in 0..<20 {
          group.addTask {
            let outcome = await self.change(house, ticket)
            if outcome.refusal != nil { await refused.add() }
            return outcome
          }
        }
        return await group.reduce(into: []) { $0.append($1.state) }
      }
      #expect(states.count { $0 == "signed-in" } == 1)
      #expect(house.directory.change { $0.changes } == 1)
    }
  }

  @Test("who was disabled after the first step changes nothing any more")
  func disabledMeanwhile() async throws {
    try await with { house, card in
      let ticket = try #require(await signIn(house).ticket)
      house.directory.change { entries in
        entries.members = entries.members.map {
          Member(
            id: $0.id, dn: $0.dn, login: $0.login, name: $0.name, email: $0.email,
            unusable: .disabled)
        }
      }
      #expect(await change(house, ticket).refusal == .ticketExpired)
      #expect(house.directory.change { $0.changes } == 0)
    }
  }

  @Test("all cards of the member rest on the one password, in every company")
  func otherCompanies() async throws {
    try await with { house, card in
      let company = CompanyID(random: house.environment.random)
      try await house.store.write { tx in
        try tx.companies.insert(
          Company(
            id: company, name: "Other", displayName: nil, kind: .standalone, domain: .off,
            version: 1))
      }
      let second = try await house.card("anna", in: company, link: card.link)
      let session = try await house.session(of: second)
      let ticket = try #require(await signIn(house).ticket)
      #expect(await change(house, ticket).state == "signed-in")
      #expect(!house.isAlive(session))
    }
  }
}

/// Counts up, and lets others wait for a number.
private actor Counter {
  private var value = 0

  func add() { value += 1 }

  /// At most ten seconds.
  func reach(_ wanted: Int) async {
    let end = ContinuousClock.now + .seconds(10)
    while value < wanted, ContinuousClock.now < end { await Task.yield() }
  }
}
