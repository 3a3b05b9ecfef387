import Testing

@testable import Identity

@Suite("Signing in: lock-out")
struct SignInLockOutTests {
  @Test("SIGN-12 to 14: five failures block, also the right password, for the block time")
  func block() async throws {
    try await House.with { house in
      try await house.card("anna", password: House.password)
      for _ in 0..<5 { #expect(await house.signIn("anna", "wrong").refusal == .wrongCredentials) }
      #expect(await house.signIn("anna").refusal == .blocked(retryAfter: 60))
      house.clock.advance(.seconds(59))
      #expect(await house.signIn("anna").refusal == .blocked(retryAfter: 1))
      house.clock.advance(.seconds(1))
      #expect(await house.signIn("anna").state == "signed-in")
    }
  }

  @Test("SIGN-12: native, domain and unknown logins are blocked alike")
  func alike() async throws {
    try await House.with { house in
      try await house.useDomain()
      try await house.card("native", password: House.password)
      try await house.linkedCard("member")
      for login in ["native", "member", "nobody"] {
        for _ in 0..<5 { #expect(await house.signIn(login, "wrong").refusal == .wrongCredentials) }
        #expect(await house.signIn(login, "wrong").refusal == .blocked(retryAfter: 60), "\(login)")
      }
      #expect(house.directory.change { $0.binds } == 5)
    }
  }

  @Test("SIGN-12: a domain user's failures count together over all spellings and companies")
  func spellings() async throws {
    try await House.with(multiCompany: true) { house in
      var companies: [CompanyID] = []
      for name in ["Acme", "Beta"] {
        let company = try await house.gate.companies.add(
          CompanyDraft(
            name: name, kind: "standalone", useDomain: true, domain: "firma", group: "all"),
          by: house.command)
        companies.append(company.id)
        let member = house.directory.add("u1")
        try await house.card(
          "u1", in: company.id,
          link: MemberLink(domain: house.directory.name, member: member.id))
      }
      let tries = [("u1", 0), ("U1", 1), ("firma\\u1", 0), (" u1", 1), ("u1@firma", 0)]
      for (login, index) in tries {
        let outcome = await house.signIn(login, "wrong", company: companies[index])
        #expect(outcome.refusal == .wrongCredentials)
      }
      for company in companies {
        let outcome = await house.signIn("u1", "dir password", company: company)
        #expect(outcome.refusal == .blocked(retryAfter: 60))
      }
    }
  }

  @Test("SIGN-15: only a whole sign-in resets the count")
  func reset() async throws {
    try await House.with { house in
      try await house.card("anna", password: House.password)
      for _ in 0..<4 { _ = await house.signIn("anna", "wrong") }
      #expect(await house.signIn("anna").state == "signed-in")
      for _ in 0..<4 { #expect(await house.signIn("anna", "wrong").refusal == .wrongCredentials) }
      #expect(await house.signIn("anna").state == "signed-in")

      let card = try await house.card("eva", password: House.password)
      try await house.enrol(card)
      for _ in 0..<4 { _ = await house.signIn("eva", "wrong") }
      #expect(await house.signIn("eva").state == "second-factor")
      #expect(await house.signIn("eva", "wrong").refusal == .wrongCredentials)
      #expect(await house.signIn("eva").refusal == .blocked(retryAfter: 60))
    }
  }

  @Test("failures outlive a restart")
  func restart() async throws {
    try await House.with { house in
      try await house.card("anna", password: House.password)
      for _ in 0..<5 { _ = await house.signIn("anna", "wrong") }
      let again = try await house.reopened()
      #expect(await again.signIn("anna").refusal == .blocked(retryAfter: 60))
    }
  }

  @Test("200 parallel guesses are judged no further than the limit, with one bind each")
  func parallelGuesses() async throws {
    try await House.with { house in
      try await house.useDomain()
      try await house.linkedCard("u1")
      let refusals = await withTaskGroup(of: Refusal?.self) { group in
        for guess in 0..<200 {
          group.addTask {
            await house.signIn("u1", "guess \(guess)", from: "192.0.2.\(guess)").refusal
          }
        }
        return await group.reduce(into: [Refusal?]()) { $0.append($1) }
      }
      #expect(refusals.filter { $0 == .wrongCredentials }.count == 5)
      #expect(refusals.filter { $0 == .blocked(retryAfter: 60) }.count == 195)
      #expect(house.directory.change { $0.binds } == 5)
    }
  }

  @Test("parallel right passwords all sign in: they only wait their turn")
  func parallelRight() async throws {
    try await House.with { house in
      try await house.useDomain()
      try await house.linkedCard("u1")
      let states = await withTaskGroup(of: String.self) { group in
        for _ in 0..<40 { group.addTask { await house.signIn("u1", "dir password").state } }
        return await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(states == ["signed-in"])
    }
  }

  @Test(
    "before the directory would lock, no bind is sent until its window has passed; one is kept back"
  )
  func directoryWindow() async throws {
    let rules = DirectoryRules(
      createsCards: false, qualifiers: [], suffixes: [], loginByEmail: false,
      lockout: DirectoryLockout(threshold: 4, window: .seconds(1800)))
    try await House.with(rules: rules) { house in
      try await house.useDomain()
      try await house.linkedCard("u1")
      for _ in 0..<2 { #expect(await house.signIn("u1", "wrong").refusal == .wrongCredentials) }
      house.clock.advance(.seconds(100))
      #expect(await house.signIn("u1", "dir password").refusal == .blocked(retryAfter: 1700))
      #expect(house.directory.change { $0.binds } == 2)
      // An unknown login of the same company stands under the same window.
      for _ in 0..<2 { #expect(await house.signIn("who", "wrong").refusal == .wrongCredentials) }
      #expect(await house.signIn("who", "wrong").refusal == .blocked(retryAfter: 1800))
      house.clock.advance(.seconds(1700))
      #expect(await house.signIn("u1", "dir password").state == "signed-in")
    }
  }

  @Test(
    "a source address is refused after its limit, whatever the logins, for the rest of its window")
  func address() async throws {
    var policy = Policy()
    policy.addressFailures = 8
    try await House.with(policy: policy) { house in
      try await house.card("anna", password: House.password)
      for guess in 0..<8 { _ = await house.signIn("login\(guess)", "wrong", from: "2001:db8::1") }
      #expect(
        await house.signIn("anna", from: "2001:db8::ffff").refusal == .blocked(retryAfter: 600))
      #expect(await house.signIn("anna", from: "2001:db8:0:1::1").state == "signed-in")
      house.clock.advance(.seconds(600))
      #expect(await house.signIn("anna", from: "2001:db8::1").state == "signed-in")
    }
  }

  @Test("a flood of refusals from one address is counted, one line a minute")
  func flood() async throws {
    try await House.with { house in
      for guess in 0..<30 { _ = await house.signIn("login\(guess)", "wrong") }
      #expect(try await house.events(.signInRefused).count == RefusalFloods.linesAMinute)
      house.clock.advance(.seconds(60))
      await house.gate.upkeep.tidy()
      let many = try await house.events(.signInRefusedMany)
      #expect(many.map { $0.details["refusals"] } == ["20"])
    }
  }
}
