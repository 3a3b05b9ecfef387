import Testing

@testable import Identity

@Suite("Links of cards to members")
struct EmployeeLinkTests {
  @Test("DOM-18 to DOM-20: a link fills the card, forgets the password and ends what rested on it")
  func link() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      let member = house.directory.add("anna", name: "Anna  Nowak", email: "a@n.example")
      let card = try await house.card("somebody", password: House.password)
      let session = try await house.session(of: card)
      let ticket = try await house.ticket(of: card)
      _ = try await house.gate.access.issueActivation(for: card.id, by: house.command)
      let (view, noEmail) = try await house.gate.employees.link(
        card.id, domain: "FIRMA", member: member.id.text, by: house.command)
      #expect(!noEmail)
      #expect(view.employee.login.text == "anna")
      #expect(view.employee.name == "Anna Nowak")
      #expect(view.employee.email == "a@n.example")
      #expect(
        view.employee.access == .domain(MemberLink(domain: .named("firma"), member: member.id)))
      #expect(!house.isAlive(session))
      #expect(try await house.isVoid(ticket))
      await #expect(throws: Rejection.notForThisCard) {
        try await house.gate.access.issueActivation(for: card.id, by: house.command)
      }
      let event = try #require(try await house.events(.memberLinked).first)
      #expect(event.details["domain"] == "firma")
      // DOM-24: the domain's password signs in now.
      let outcome = await house.gate.signIn.begin(
        SignInAttempt(login: "anna", password: Secret("dir password"), origin: House.home))
      guard case .signedIn = outcome else {
        Issue.record("not signed in: \(outcome)")
        return
      }
    }
  }

  @Test("DOM-B09: a member without an e-mail address is linked with a warning")
  func noEmail() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      let member = house.directory.add("anna")
      let card = try await house.gate.employees.add(
        EmployeeDraft(login: "x", email: "old@x.example"), by: house.command
      ).employee
      let (view, noEmail) = try await house.gate.employees.link(
        card.id, domain: "firma", member: member.id.text, by: house.command)
      #expect(noEmail)
      #expect(view.employee.email == nil)
    }
  }

  @Test("DOM-32, DOM-B08: a member linked already is refused with the name of the first card")
  func linkedTwice() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      let first = try await house.linkedCard("anna")
      let second = try await house.card("second")
      await #expect(
        throws: Rejection.invalid([FieldFault("member", .alreadyLinked(card: first.name))])
      ) {
        try await house.gate.employees.link(
          second.id, domain: "firma", member: "id-anna", by: house.command)
      }
      // The card itself is linked again at will, but not with somebody else.
      house.directory.add("anna", name: "Anna Nowa", email: "a@n.example")
      let again = try await house.gate.employees.link(
        first.id, domain: "firma", member: "id-anna", by: house.command)
      #expect(again.view.employee.name == "Anna Nowa")
      house.directory.add("ewa")
      await #expect(throws: Rejection.notForThisCard) {
        try await house.gate.employees.link(
          first.id, domain: "firma", member: "id-ewa", by: house.command)
      }
    }
  }

  @Test("one member may be linked once in each company")
  func perCompany() async throws {
    try await House.with(multiCompany: true) { house async throws in
      let member = house.directory.add("anna")
      for name in ["A", "B"] {
        let company = try await house.gate.companies.add(
          CompanyDraft(name: name, kind: "xl", useDomain: true, domain: "firma", group: "all"),
          by: house.command)
        let card = try await house.card("x", in: company.id)
        let linked = try await house.gate.employees.link(
          card.id, domain: "firma", member: member.id.text, by: house.command)
        #expect(linked.view.employee.login.text == "anna")
      }
    }
  }

  @Test("the domain of a link is the company's, also while it is switched off")
  func domainOfCompany() async throws {
    try await House.with { house async throws in
      house.directory.add("anna")
      let card = try await house.card("x")
      func link(_ domain: String) async throws {
        _ = try await house.gate.employees.link(
          card.id, domain: domain, member: "id-anna", by: house.command)
      }
      await #expect(throws: Rejection.invalid([FieldFault("domain", .noSuchDomain("moon"))])) {
        try await link("moon")
      }
      await #expect(throws: Rejection.invalid([FieldFault("domain", .chooseDomain)])) {
        try await link("firma")
      }
      try await house.useDomain()
      await #expect(throws: Rejection.invalid([FieldFault("domain", .notOneOf(["firma"]))])) {
        try await link("other")
      }
      let home = try await house.gate.companies.domainSettings(by: house.command)
      _ = try await house.gate.companies.saveDomainSettings(
        CompanyDraft(useDomain: false), version: home.version, by: house.command)
      try await link("firma")
      #expect(try await house.stored(card.id).link != nil)
    }
  }

  @Test("DOM-B05: nobody of that id is not found; a silent directory says so (SIGN-17)")
  func notFound() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      let card = try await house.card("x")
      for id in ["nobody", "", String(repeating: "x", count: 200)] {
        await #expect(throws: Rejection.invalid([FieldFault("member", .memberNotFound)])) {
          try await house.gate.employees.link(
            card.id, domain: "firma", member: id, by: house.command)
        }
      }
      house.directory.change { $0.failure = .unavailable }
      await #expect(throws: Rejection.directory(.unavailable)) {
        try await house.gate.employees.link(
          card.id, domain: "firma", member: "id-anna", by: house.command)
      }
    }
  }

  @Test("a member's login that another card has is not taken over")
  func loginTaken() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      house.directory.add("anna")
      try await house.card("anna", password: House.password)
      let card = try await house.card("x")
      await #expect(throws: Rejection.invalid([FieldFault("login", .loginTaken)])) {
        try await house.gate.employees.link(
          card.id, domain: "firma", member: "id-anna", by: house.command)
      }
      #expect(try await house.stored(card.id) == card)
    }
  }

  @Test("DOM-21, DOM-B07: what comes from the domain is locked; the same value is no edit")
  func lockedFields() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      let card = try await house.linkedCard("anna")
      await #expect(
        throws: Rejection.invalid([
          FieldFault("login", .comesFromDomain), FieldFault("name", .comesFromDomain),
          FieldFault("email", .comesFromDomain),
        ])
      ) {
        try await house.gate.employees.change(
          card.id, EmployeeDraft(login: "b", name: "B", email: "b@b.example"), version: 1,
          by: house.command)
      }
      let changed = try await house.gate.employees.change(
        card.id,
        EmployeeDraft(login: "anna", name: card.name, email: "", role: "administrator"),
        version: 1, by: house.command)
      #expect(changed.employee.role == .administrator)
    }
  }

  @Test("DOM-22: unlinking keeps the fields, unlocks them and asks for a new password")
  func unlink() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      let card = try await house.linkedCard("anna")
      let session = try await house.session(of: card)
      let ticket = try await house.ticket(of: card)
      let view = try await house.gate.employees.unlink(card.id, by: house.command)
      #expect(view.employee.login == card.login)
      #expect(view.employee.name == card.name)
      #expect(view.employee.access == .password(nil))
      #expect(!house.isAlive(session))
      #expect(try await house.isVoid(ticket))
      let outcome = await house.gate.signIn.begin(
        SignInAttempt(login: "anna", password: Secret("dir password"), origin: House.home))
      guard case .refused(.wrongCredentials) = outcome else {
        Issue.record("signed in with the domain's password: \(outcome)")
        return
      }
      let renamed = try await house.gate.employees.change(
        card.id, EmployeeDraft(name: "Anna Nowa"), version: view.employee.version,
        by: house.command)
      #expect(renamed.employee.name == "Anna Nowa")
      await #expect(throws: Rejection.notForThisCard) {
        try await house.gate.employees.unlink(card.id, by: house.command)
      }
    }
  }

  @Test("the last administrator is not unlinked into having no way in")
  func unlinkLastAdministrator() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      let card = try await house.linkedCard("anna", .administrator)
      await #expect(throws: Rejection.lastAdministrator) {
        try await house.gate.employees.unlink(card.id, by: house.command)
      }
    }
  }

  @Test(
    "DOM-33 to DOM-35: refreshing takes the member over by stable id, and marks one who is gone")
  func refresh() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      let card = try await house.linkedCard("anna")
      let session = try await house.session(of: card)
      // Renamed in the directory: another login, another entry, the same stable id.
      house.directory.change { entries in
        entries.members = [
          Member(
            id: .named("id-anna"), dn: "uid=anna2", login: "anna2", name: "Anna Dwa",
            email: "a2@x.example")
        ]
      }
      let fresh = try await house.gate.employees.refresh(card.id, by: house.command)
      #expect(fresh.employee.login.text == "anna2")
      #expect(fresh.employee.name == "Anna Dwa")
      #expect(house.gate.sessions.check(session.token)?.person.email == "a2@x.example")
      let same = try await house.gate.employees.refresh(card.id, by: house.command)
      #expect(same.employee.version == fresh.employee.version)
      house.directory.remove(.named("id-anna"))
      let gone = try await house.gate.employees.refresh(card.id, by: house.command)
      #expect(gone.employee.memberNotFound)
      #expect(gone.employee.name == "Anna Dwa")
      house.directory.add("anna2")
      house.directory.change { entries in
        entries.members = [
          Member(
            id: .named("id-anna"), dn: "uid=anna2", login: "anna2", name: "Anna Dwa", email: nil)
        ]
      }
      let back = try await house.gate.employees.refresh(card.id, by: house.command)
      #expect(!back.employee.memberNotFound)
      #expect(back.employee.email == nil)
      let native = try await house.card("jan")
      await #expect(throws: Rejection.notForThisCard) {
        try await house.gate.employees.refresh(native.id, by: house.command)
      }
    }
  }
}
