import Testing

@testable import Identity

@Suite("Signing in: login and password")
struct SignInTests {
  @Test("SIGN-01, SIGN-05: a native user signs in and gets a session that only its hash is kept of")
  func native() async throws {
    try await House.with { house in
      try await house.card("anna", password: House.password)
      let issued = try #require(await house.signIn("anna").issued)
      #expect(issued.token.count == 43)
      #expect(issued.expiresAt == house.clock.now + .minutes(30))
      let stored = try await house.store.read { try $0.sessions.all() }
      #expect(stored.map(\.token) == [house.environment.hashing.digest(issued.token)])
      #expect(house.gate.sessions.check(issued.token)?.person.login == "anna")
      #expect(house.gate.sessions.check(Secret("nobody's token")) == nil)
    }
  }

  @Test("DOM-48: a native card is judged without the directory, also when the directory is down")
  func nativeWithoutDirectory() async throws {
    try await House.with { house in
      try await house.useDomain()
      try await house.card("admin", .administrator, password: House.password)
      house.directory.change { $0.failure = .unavailable }
      #expect(await house.signIn("admin").state == "signed-in")
      #expect(await house.signIn("admin", "wrong password").refusal == .wrongCredentials)
      #expect(house.directory.change { $0.binds } == 0)
    }
  }

  @Test("DOM-24, 36, 47: a linked member signs in under every spelling, with one bind each")
  func domain() async throws {
    let rules = DirectoryRules(
      createsCards: false, qualifiers: ["corp"], suffixes: ["corp.test"], loginByEmail: false,
      lockout: .usual)
    try await House.with(rules: rules) { house in
      try await house.useDomain()
      try await house.linkedCard("u1")
      let spellings = ["u1", "U1", " u1 ", "CORP\\u1", "u1@corp.test", "firma\\u1", "\u{FF55}1"]
      for spelling in spellings {
        #expect(await house.signIn(spelling, "dir password").state == "signed-in", "\(spelling)")
      }
      #expect(house.directory.change { $0.binds } == spellings.count)
      #expect(await house.signIn("OTHER\\u1", "dir password").refusal == .wrongCredentials)
    }
  }

  @Test("`DOMAIN\\name` never reaches a native card")
  func qualifiedNative() async throws {
    try await House.with { house in
      try await house.useDomain()
      try await house.card("anna", password: House.password)
      #expect(await house.signIn("firma\\anna").refusal == .wrongCredentials)
      #expect(await house.signIn("anna").state == "signed-in")
    }
  }

  @Test(
    "SIGN-16: unknown, wrong, no card, not in the group and disabled are one and the same answer")
  func oneAnswer() async throws {
    try await House.with { house in
      let group = house.directory.addGroup("staff")
      try await house.useDomain(group: group.id.text)
      try await house.card("native", password: House.password)
      try await house.linkedCard("in", in: [group.id])
      try await house.linkedCard("out")
      house.directory.add("cardless", in: [group.id])
      try await house.card("gone", password: House.password, state: .archived)
      var reasons: [String] = []
      for (login, password) in [
        ("nobody", "dir password"), ("native", "wrong"), ("in", "wrong"), ("out", "dir password"),
        ("cardless", "dir password"), ("gone", House.password),
      ] {
        #expect(await house.signIn(login, password).refusal == .wrongCredentials, "\(login)")
        let last = try #require(try await house.events(.signInRefused).first)
        reasons.append(last.record.reason ?? "")
      }
      #expect(
        reasons == [
          "unknown-login", "wrong-password", "wrong-password", "not-in-group", "no-card",
          "archived",
        ])
    }
  }

  @Test("SIGN-B02, DOM-37: an empty login or password is told so, judged by nobody and not counted")
  func empty() async throws {
    try await House.with { house in
      try await house.useDomain()
      try await house.linkedCard("u1")
      let both: [FieldFault] = [
        FieldFault("login", .enterLoginAndPassword), FieldFault("password", .enterLoginAndPassword),
      ]
      #expect(await house.signIn(" ", "").refusal == .incomplete(both))
      for _ in 0..<10 { #expect(await house.signIn("u1", "").refusal == .incomplete([both[1]])) }
      #expect(house.directory.change { $0.binds } == 0)
      #expect(await house.signIn("u1", "dir password").state == "signed-in")
    }
  }

  @Test("an incomplete form is a refusal in the audit log, one by one until its address floods it")
  func incompleteIsWrittenDown() async throws {
    try await House.with { house in
      _ = await house.signIn("anna", "")
      let line = try #require(try await house.events(.signInRefused).first)
      #expect(line.record.reason == "incomplete")
      #expect(line.record.subject == nil)
      for _ in 0..<20 { _ = await house.signIn("", "x") }
      #expect(try await house.events(.signInRefused).count == RefusalFloods.linesAMinute)
      house.clock.advance(.seconds(60))
      await house.gate.upkeep.tidy()
      let many = try await house.events(.signInRefusedMany)
      #expect(many.map { $0.record.sequence > 0 } == [true])
      // Nobody is blocked by a form: nothing was counted.
      #expect(
        try await house.store.read {
          try $0.failures.find(.address(SourceAddress.key(of: "192.0.2.7")))
        } == nil)
    }
  }

  @Test("SIGN-02, SIGN-B03: in multi-company mode a company has to be chosen")
  func company() async throws {
    try await House.with(multiCompany: true) { house in
      let acme = try await house.gate.companies.add(
        CompanyDraft(name: "Acme", kind: "standalone"), by: house.command)
      try await house.card("anna", in: acme.id, password: House.password)
      try await house.card("root", .administrator, password: House.password)
      #expect(
        await house.signIn("anna").refusal == .incomplete([FieldFault("company", .chooseCompany)]))
      #expect(await house.signIn("anna", company: acme.id).state == "signed-in")
      // A native card of the installation itself signs in under every company.
      #expect(await house.signIn("root", company: acme.id).state == "signed-in")
      let nowhere = CompanyID(random: house.environment.random)
      #expect(await house.signIn("anna", company: nowhere).refusal == .wrongCredentials)
      #expect(await house.signIn("anna", company: .home).refusal == .wrongCredentials)
    }
  }

  @Test("SIGN-17: an unreachable directory is told as such and counts as no failure")
  func directoryDown() async throws {
    try await House.with { house in
      try await house.useDomain()
      try await house.linkedCard("u1")
      house.directory.change { $0.failure = .unavailable }
      for _ in 0..<10 {
        #expect(await house.signIn("u1", "dir password").refusal == .directoryUnavailable)
      }
      house.directory.change { $0.failure = nil }
      #expect(await house.signIn("u1", "dir password").state == "signed-in")
    }
  }

  @Test(
    "SIGN-18, SIGN-B06: a card for a cooperating system is told so, after the right password only")
  func cooperatingSystem() async throws {
    try await House.with { house in
      try await house.card("hrm", password: House.password, isForCooperatingSystem: true)
      #expect(await house.signIn("hrm", "wrong").refusal == .wrongCredentials)
      #expect(await house.signIn("hrm").refusal == .externalSystem)
    }
  }

  @Test("SIGN-19: archived and anonymised people are refused like a wrong password")
  func states() async throws {
    try await House.with { house in
      try await house.card("old", password: House.password, state: .archived)
      try await house.card("blank", password: House.password, state: .anonymised)
      #expect(await house.signIn("old").refusal == .wrongCredentials)
      #expect(await house.signIn("blank").refusal == .wrongCredentials)
    }
  }

  @Test("DOM-13: with the domain switched off its cards are refused and keep their link")
  func domainOff() async throws {
    try await House.with { house in
      let card = try await house.linkedCard("u1")
      #expect(await house.signIn("u1", "dir password").refusal == .wrongCredentials)
      #expect(house.directory.change { $0.binds } == 0)
      #expect(try await house.stored(card.id).link == card.link)
    }
  }

  @Test(
    "DOM-33, 34: a renamed member is found by the stable id, and the card takes the new data over")
  func renamed() async throws {
    try await House.with { house in
      try await house.useDomain()
      let card = try await house.linkedCard("u1")
      house.directory.change { entries in
        entries.members = entries.members.map {
          Member(id: $0.id, dn: "uid=married", login: "u1-new", name: "New Name", email: "n@x.test")
        }
      }
      #expect(await house.signIn("u1", "dir password").state == "signed-in")
      let stored = try await house.stored(card.id)
      #expect(stored.login.text == "u1-new")
      #expect(stored.name == "New Name")
      #expect(stored.email == "n@x.test")
      #expect(await house.signIn("u1-new", "dir password").state == "signed-in")
    }
  }

  @Test("DOM-35: a member who is gone from the directory is refused, and the card says so")
  func memberGone() async throws {
    try await House.with { house in
      try await house.useDomain()
      let card = try await house.linkedCard("u1")
      house.directory.change { $0.members = [] }
      #expect(await house.signIn("u1", "dir password").refusal == .wrongCredentials)
      #expect(try await house.stored(card.id).memberNotFound)
    }
  }

  @Test(
    "create_cards: a member without a card gets one without rights, unless a card has the login")
  func createsCards() async throws {
    let rules = DirectoryRules(
      createsCards: true, qualifiers: [], suffixes: [], loginByEmail: false, lockout: nil)
    try await House.with(rules: rules) { house in
      try await house.useDomain()
      house.directory.add("new", name: "New Person", email: "new@x.test")
      #expect(await house.signIn("new", "wrong").refusal == .wrongCredentials)
      #expect(try await house.store.read { try $0.employees.count(EmployeeFilter()) } == 0)
      let issued = try #require(await house.signIn("new", "dir password").issued)
      #expect(issued.person.role == .user)
      #expect(try await house.stored(issued.person.employee).name == "New Person")

      house.directory.add("taken")
      try await house.card("taken", password: House.password)
      #expect(await house.signIn("taken", "dir password").refusal == .wrongCredentials)
      #expect(await house.signIn("firma\\taken", "dir password").refusal == .wrongCredentials)
      #expect(house.directory.change { $0.binds } == 3)
    }
  }
}
