import Testing

@testable import Identity

/// Who is not let in to change a directory password, and what they learn.
extension DirectoryPasswordTests {
  @Test(
    "switched off: refused clearly after the right password alone, and not counted",
    arguments: [
      PasswordChangeReason.expired, .mustChange,
    ])
  func switchedOff(_ reason: PasswordChangeReason) async throws {
    try await with(reason, rules: .plain) { house, card in
      #expect(await signIn(house).refusal == .passwordOutdated(reason))
      #expect(await signIn(house, "wrong").refusal == .wrongCredentials)
      let link = try #require(card.link)
      let count = try await house.store.read { try $0.failures.find(.member(link))?.failures }
      #expect(count == 1)
      let word = reason == .expired ? "password-expired" : "password-must-change"
      #expect(try await reasons(house) == ["wrong-password", word])
    }
  }

  @Test("who is not in the group does not learn that the password has expired (DOM-42)")
  func notInGroup() async throws {
    try await House.with(rules: .changing) { house in
      let staff = house.directory.addGroup("staff")
      try await house.useDomain(group: staff.id.text)
      let card = try await house.linkedCard("anna")
      let member = try #require(card.link?.member)
      house.directory.change { $0.outdated[member] = .expired }
      #expect(await signIn(house).refusal == .wrongCredentials)
      #expect(try await reasons(house) == ["not-in-group"])
    }
  }

  @Test(
    "an account's state is told only where the domain says so; the log has it always (DOM-43)",
    arguments: [
      AccountProblem.disabled, .expired, .locked,
    ])
  func revealed(_ problem: AccountProblem) async throws {
    for reveals in [false, true] {
      var rules = DirectoryRules.plain
      rules.revealsAccountState = reveals
      try await with(rules: rules) { house, card in
        let member = try #require(card.link?.member)
        house.directory.change { $0.problems[member] = problem }
        #expect(
          await signIn(house).refusal == (reveals ? .accountUnusable(problem) : .wrongCredentials))
        #expect(try await reasons(house) == [problem.rawValue])
        let link = try #require(card.link)
        let count = try await house.store.read { try $0.failures.find(.member(link))?.failures }
        #expect(count == 1)
      }
    }
  }

  @Test("an outdated password proves all the same that its owner is at the keyboard")
  func ownAccount() async throws {
    try await with { house, card in
      let session = try await house.session(of: card)
      let offer = try await house.gate.account.beginEnrolment(
        password: Secret("dir password"), code: nil, by: session.caller)
      #expect(!offer.secret.isEmpty)
    }
  }
}
