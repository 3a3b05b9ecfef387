import Testing

@testable import Identity

@Suite("Activation and first set-up")
struct AccessCodesTests {
  static let new = Secret("a wholly new password")

  @Test(
    "SIGN-20, SIGN-21: the command makes the first Administrator, whom the code lets set a password"
  )
  func setup() async throws {
    try await House.with { house async throws in
      #expect(try await house.gate.access.isSetupPending())
      let code = try await house.gate.access.issueSetup(by: house.command).text
      #expect(code.wholeMatch(of: /[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){4}/) != nil)
      #expect(try await house.gate.access.isSetupPending())
      // As typed by hand.
      try await house.gate.access.setUp(
        code: code.lowercased().replacing("-", with: " "), password: Self.new, from: House.home)
      #expect(try await !house.gate.access.isSetupPending())
      let outcome = await house.gate.signIn.begin(
        SignInAttempt(login: "administrator", password: Self.new, origin: House.home))
      guard case .signedIn(let issued) = outcome else {
        Issue.record("not signed in: \(outcome)")
        return
      }
      #expect(issued.person.role == .administrator)
      #expect(issued.person.login == "Administrator")
      await #expect(throws: Rejection.wrongAccessCode) {
        try await house.gate.access.setUp(code: code, password: Self.new, from: House.home)
      }
      await #expect(throws: Rejection.forbidden) {
        try await house.gate.access.issueSetup(by: house.command)
      }
      #expect(try await house.events(.setupDone).count == 1)
      #expect(try await house.events(.setupIssued).count == 1)
    }
  }

  @Test("SIGN-21: only the command issues a set-up code, and an older one is void")
  func setupByCommand() async throws {
    try await House.with { house async throws in
      for caller in [Caller.anonymous(House.home), .system] {
        await #expect(throws: Rejection.self) {
          try await house.gate.access.issueSetup(by: caller)
        }
      }
      let first = try await house.gate.access.issueSetup(by: house.command).text
      let second = try await house.gate.access.issueSetup(by: house.command).text
      await #expect(throws: Rejection.wrongAccessCode) {
        try await house.gate.access.setUp(code: first, password: Self.new, from: House.home)
      }
      try await house.gate.access.setUp(code: second, password: Self.new, from: House.home)
      #expect(
        try await house.gate.employees.list(
          EmployeeFilter(), after: nil, limit: 10, by: house.command
        ).employees.count == 1)
    }
  }

  @Test("SIGN-21: five wrong tries void the set-up code, whatever their source addresses")
  func fiveTries() async throws {
    try await House.with { house async throws in
      let code = try await house.gate.access.issueSetup(by: house.command).text
      for number in 1...5 {
        await #expect(throws: Rejection.wrongAccessCode) {
          try await house.gate.access.setUp(
            code: "0000-0000-0000-0000-0000", password: Self.new,
            from: ClientOrigin(address: "198.51.100.\(number)", userAgent: nil))
        }
      }
      await #expect(throws: Rejection.wrongAccessCode) {
        try await house.gate.access.setUp(code: code, password: Self.new, from: House.home)
      }
    }
  }

  @Test("a code is good for 24 hours", arguments: [AccessCode.Purpose.setup, .activation])
  func expires(purpose: AccessCode.Purpose) async throws {
    try await House.with { house async throws in
      let code: String
      if purpose == .setup {
        code = try await house.gate.access.issueSetup(by: house.command).text
      } else {
        let card = try await house.card("jan")
        let issued = try await house.gate.access.issueActivation(for: card.id, by: house.command)
        #expect(issued.expiresAt == house.clock.now + .hours(24))
        code = issued.code.text
      }
      house.clock.advance(.hours(24))
      await #expect(throws: Rejection.wrongAccessCode) {
        try await house.redeem(code, purpose)
      }
    }
    try await House.with { house async throws in
      let code = try await house.gate.access.issueSetup(by: house.command).text
      house.clock.advance(.seconds(86_399))
      try await house.gate.access.setUp(code: code, password: Self.new, from: House.home)
    }
  }

  @Test("an activation code sets the password once, and ends what rested on the old one")
  func activate() async throws {
    try await House.with { house async throws in
      let boss = try await house.administrator()
      let card = try await house.card("jan", password: House.password)
      let session = try await house.session(of: card)
      let ticket = try await house.ticket(of: card)
      let first = try await house.gate.access.issueActivation(for: card.id, by: boss).code.text
      let code = try await house.gate.access.issueActivation(for: card.id, by: boss).code.text
      await #expect(throws: Rejection.wrongAccessCode) { try await house.redeem(first) }
      // Neither code is one of the set-up.
      await #expect(throws: Rejection.wrongAccessCode) { try await house.redeem(code, .setup) }
      #expect(house.isAlive(session))
      try await house.redeem(code)
      #expect(!house.isAlive(session))
      #expect(try await house.isVoid(ticket))
      await #expect(throws: Rejection.wrongAccessCode) { try await house.redeem(code) }
      for (password, isRight) in [(Self.new, true), (Secret(House.password), false)] {
        let outcome = await house.gate.signIn.begin(
          SignInAttempt(login: "jan", password: password, origin: House.home))
        if case .signedIn = outcome { #expect(isRight) } else { #expect(!isRight) }
      }
      let event = try #require(try await house.events(.activated).first)
      #expect(event.record.subject == card.id)
      let issued = try await house.events(.activationIssued)
      #expect(issued.count == 2)
      #expect(!issued.contains { "\($0.details)\(String(describing: $0.personal))".contains(code) })
    }
  }

  @Test("of simultaneous uses of one code exactly one succeeds")
  func simultaneous() async throws {
    try await House.with { house async throws in
      let card = try await house.card("jan")
      let code = try await house.gate.access.issueActivation(
        for: card.id, by: house.command
      ).code.text
      let successes = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<12 {
          group.addTask {
            do {
              try await house.redeem(code)
              return true
            } catch { return false }
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(successes == 1)
      #expect(try await house.events(.activated).count == 1)
    }
  }

  @Test("domain cards, archived ones and those of cooperating systems get no activation code")
  func notForThisCard() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      for card in [
        try await house.linkedCard("anna"), try await house.card("old", state: .archived),
        try await house.card("machine", isForCooperatingSystem: true),
      ] {
        await #expect(throws: Rejection.notForThisCard) {
          try await house.gate.access.issueActivation(for: card.id, by: house.command)
        }
      }
      let user = try await house.session(of: house.card("jan"))
      await #expect(throws: Rejection.forbidden) {
        try await house.gate.access.issueActivation(for: user.session.employee, by: user.caller)
      }
    }
  }

  @Test("a code does not outlive the card's being linked with a member")
  func linkedMeanwhile() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      house.directory.add("anna")
      let card = try await house.card("x")
      let code = try await house.gate.access.issueActivation(
        for: card.id, by: house.command
      ).code.text
      _ = try await house.gate.employees.link(
        card.id, domain: "firma", member: "id-anna", by: house.command)
      await #expect(throws: Rejection.wrongAccessCode) { try await house.redeem(code) }
    }
  }

  @Test("a password that breaks a rule is refused before the code is judged or counted")
  func passwordRules() async throws {
    try await House.with { house async throws in
      let code = try await house.gate.access.issueSetup(by: house.command).text
      for (password, fault) in [
        ("elevenchars", Fault.passwordTooShort(minimum: 12)), ("", .passwordTooShort(minimum: 12)),
        (String(repeating: "x", count: 257), .passwordTooLong(maximum: 256)),
      ] {
        for typed in [code, "0000-0000-0000-0000-0000"] {
          await #expect(throws: Rejection.invalid([FieldFault("password", fault)])) {
            try await house.gate.access.setUp(
              code: typed, password: Secret(password), from: House.home)
          }
        }
      }
      // Used exactly as sent: outer spaces count and stay.
      let spaced = Secret("  twelve char  ")
      try await house.gate.access.setUp(code: code, password: spaced, from: House.home)
      let outcome = await house.gate.signIn.begin(
        SignInAttempt(login: "Administrator", password: Secret("twelve char"), origin: House.home))
      guard case .refused(.wrongCredentials) = outcome else {
        Issue.record("the password was trimmed: \(outcome)")
        return
      }
    }
  }

  @Test("wrong activation codes count on their source address, up to the address limit")
  func addressLimit() async throws {
    var policy = Policy()
    policy.addressFailures = 3
    try await House.with(policy: policy) { house async throws in
      let card = try await house.card("jan")
      let code = try await house.gate.access.issueActivation(
        for: card.id, by: house.command
      ).code.text
      for typed in ["0000-0000-0000-0000-0000", "no code at all", ""] {
        await #expect(throws: Rejection.wrongAccessCode) { try await house.redeem(typed) }
      }
      await #expect(throws: Rejection.blocked(retryAfter: 600)) { try await house.redeem(code) }
      try await house.gate.access.activate(
        code: code, password: Self.new, from: ClientOrigin(address: "203.0.113.9", userAgent: nil))
      let refusals = try await house.events(.signInRefused)
      #expect(
        refusals.map(\.record.reason) == [String?](repeating: "wrong-code-activation", count: 3))
    }
  }
}

extension House {
  func redeem(_ code: String, _ purpose: AccessCode.Purpose = .activation) async throws(Rejection) {
    switch purpose {
    case .activation:
      try await gate.access.activate(
        code: code, password: AccessCodesTests.new, from: House.home)
    case .setup:
      try await gate.access.setUp(code: code, password: AccessCodesTests.new, from: House.home)
    }
  }
}

extension Secret {
  /// What a test types in again.
  var text: String { withText { $0 } ?? "" }
}
