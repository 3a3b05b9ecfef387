import Testing

@testable import Identity

@Suite("Employee cards")
struct EmployeeAdministrationTests {
  @Test("GEN-11: every field of a new card that is at fault is named at once")
  func faults() async throws {
    try await House.with { house async throws in
      try await house.card("jan")
      await #expect(
        throws: Rejection.invalid([
          FieldFault("name", .required),
          FieldFault("email", .emailNotAllowed),
          FieldFault("role", .notOneOf(["user", "administrator"])),
          FieldFault("state", .notOneOf(["active", "archived"])),
          FieldFault("origin", .notOneOf(["native", "erp"])), FieldFault("login", .loginTaken),
        ])
      ) {
        try await house.gate.employees.add(
          EmployeeDraft(
            login: "jan", name: "\u{7} ", email: "a@b\r\nBcc: c@d",
            role: "king", state: "anonymised", origin: "moon"),
          by: house.command)
      }
      for (login, fault) in [
        ("", Fault.required), ("  ", .required), ("FIRMA\\jan", .loginNotAllowed),
        ("a\u{0}b", .loginNotAllowed),
        (String(repeating: "a", count: 257), .tooLong(limit: 256)), (" JAN ", .loginTaken),
        ("\u{FF4A}an", .loginTaken),
      ] {
        await #expect(throws: Rejection.invalid([FieldFault("login", fault)]), "\(login)") {
          try await house.gate.employees.add(EmployeeDraft(login: login), by: house.command)
        }
      }
      await #expect(
        throws: Rejection.invalid([
          FieldFault("company", .noSuchCompany), FieldFault("login", .required),
        ])
      ) {
        try await house.gate.employees.add(
          EmployeeDraft(company: .home(of: 9)), by: house.command)
      }
      #expect(try await house.events(.employeeAdded).isEmpty)
    }
  }

  @Test("a new card has no password, goes by its login until it has a name, and is audited")
  func add() async throws {
    try await House.with { house async throws in
      let boss = try await house.administrator()
      let view = try await house.gate.employees.add(
        EmployeeDraft(login: " Anna.Nowak ", email: ""), by: boss)
      #expect(view.employee.login.text == "Anna.Nowak")
      #expect(view.employee.name == "Anna.Nowak")
      #expect(view.employee.email == nil)
      #expect(view.employee.access == .password(nil))
      #expect(view.employee.role == .user)
      let named = try await house.gate.employees.add(
        EmployeeDraft(
          login: "ewa", name: "Ewa\n Żak ", email: " e@z.example ", role: "administrator"),
        by: boss)
      #expect(named.employee.name == "Ewa Żak")
      #expect(named.employee.email == "e@z.example")
      let events = try await house.events(.employeeAdded)
      #expect(events.map(\.record.subject) == [named.employee.id, view.employee.id])
      #expect(events.first?.details["role"] == "administrator")
      #expect(events.first?.personal?["login"] == "ewa")
    }
  }

  @Test("one login is one card of a company, and may be another card of another")
  func loginPerCompany() async throws {
    try await House.with(multiCompany: true) { house async throws in
      let company = try await house.gate.companies.add(
        CompanyDraft(name: "A", kind: "xl"), by: house.command)
      _ = try await house.gate.employees.add(EmployeeDraft(login: "jan"), by: house.command)
      let there = try await house.gate.employees.add(
        EmployeeDraft(company: company.id, login: "jan"), by: house.command)
      #expect(there.employee.company == company.id)
      await #expect(throws: Rejection.invalid([FieldFault("login", .loginTaken)])) {
        try await house.gate.employees.add(
          EmployeeDraft(company: company.id, login: "JAN"), by: house.command)
      }
      let other = try await house.gate.employees.add(
        EmployeeDraft(company: company.id, login: "ewa"), by: house.command)
      await #expect(throws: Rejection.invalid([FieldFault("login", .loginTaken)])) {
        try await house.gate.employees.change(
          other.employee.id, EmployeeDraft(login: "jan"), version: 1, by: house.command)
      }
      await #expect(
        throws: Rejection.invalid([
          FieldFault("company", .notOneOf([company.id.description]))
        ])
      ) {
        try await house.gate.employees.change(
          other.employee.id, EmployeeDraft(company: .home), version: 1, by: house.command)
      }
    }
  }

  @Test("cards are listed in pages by login, and found by part of name without accents")
  func list() async throws {
    try await House.with { house async throws in
      for login in ["c", "a", "d", "b"] { try await house.card(login) }
      let first = try await house.gate.employees.list(
        EmployeeFilter(), after: nil, limit: 3, by: house.command)
      #expect(first.employees.map(\.employee.login.text) == ["a", "b", "c"])
      let rest = try await house.gate.employees.list(
        EmployeeFilter(), after: first.next, limit: 3, by: house.command)
      #expect(rest.employees.map(\.employee.login.text) == ["d"])
      #expect(rest.next == nil)
      let last = try #require(first.next)
      try await house.gate.employees.remove(last, by: house.command)
      await #expect(throws: Rejection.cursorExpired) {
        try await house.gate.employees.list(
          EmployeeFilter(), after: last, limit: 3, by: house.command)
      }
      _ = try await house.gate.employees.add(
        EmployeeDraft(login: "x", name: "Łucja Żak"), by: house.command)
      let found = try await house.gate.employees.list(
        EmployeeFilter(phrase: "LUCJA"), after: nil, limit: 10, by: house.command)
      #expect(found.employees.map(\.employee.login.text) == ["x"])
    }
  }

  @Test("COMP-39: in single-company mode cards of kept companies are neither listed nor found")
  func singleMode() async throws {
    try await House.with { house async throws in
      let company = Company(
        id: .home(of: 3), name: "Kept", displayName: nil, kind: .xl, domain: .off, version: 1)
      try await house.store.write { try $0.companies.insert(company) }
      let there = try await house.card("there", in: company.id)
      let here = try await house.card("here")
      let list = try await house.gate.employees.list(
        EmployeeFilter(), after: nil, limit: 10, by: house.command)
      #expect(list.employees.map(\.employee.id) == [here.id])
      let other = try await house.gate.employees.list(
        EmployeeFilter(company: company.id), after: nil, limit: 10, by: house.command)
      #expect(other.employees.isEmpty)
      await #expect(throws: Rejection.notFound) {
        try await house.gate.employees.find(there.id, by: house.command)
      }
    }
  }

  @Test("GEN-12, GEN-13: a stale save is refused; the entry names the fields, not their values")
  func change() async throws {
    try await House.with { house async throws in
      let boss = try await house.administrator()
      let card = try await house.card("jan", password: House.password)
      let session = try await house.session(of: card)
      let draft = EmployeeDraft(login: "janek", email: "j@k.example", role: "administrator")
      let changed = try await house.gate.employees.change(card.id, draft, version: 1, by: boss)
      #expect(changed.employee.version == 2)
      #expect(changed.sessions == 1)
      // The session goes on and tells the card as it is now.
      let person = try #require(house.gate.sessions.check(session.token)).person
      #expect(person.login == "janek")
      #expect(person.role == .administrator)
      await #expect(throws: Rejection.stale) {
        try await house.gate.employees.change(card.id, draft, version: 1, by: boss)
      }
      let same = try await house.gate.employees.change(card.id, draft, version: 2, by: boss)
      #expect(same.employee.version == 2)
      let events = try await house.events(.employeeChanged)
      #expect(events.map { $0.details["fields"] } == ["login,email,role"])
      #expect(!events.contains { "\($0.details)".contains("j@k.example") })
    }
  }

  @Test("archiving a card ends sessions and voids tickets, pending secrets and codes")
  func archive() async throws {
    try await House.with { house async throws in
      let card = try await house.card("jan", password: House.password)
      let session = try await house.session(of: card)
      let ticket = try await house.ticket(of: card)
      let code = try await house.gate.access.issueActivation(for: card.id, by: house.command).code
      _ = try await house.gate.account.beginEnrolment(
        password: Secret(House.password), code: nil, by: session.caller)
      let view = try await house.gate.employees.change(
        card.id, EmployeeDraft(state: "archived"), version: 1, by: house.command)
      #expect(view.sessions == 0)
      #expect(!house.isAlive(session))
      #expect(try await house.isVoid(ticket))
      #expect(
        try await house.store.read { try $0.sealed.find(.pendingOfEmployee(card.id)) } == nil)
      await #expect(throws: Rejection.wrongAccessCode) {
        try await house.gate.access.activate(
          code: code.withText { $0 } ?? "", password: Secret("another long word"),
          from: House.home)
      }
    }
  }

  @Test("removing a card takes its way in along; its lines in the audit log stay readable")
  func remove() async throws {
    try await House.with { house async throws in
      let card = try await house.card("jan", password: House.password)
      try await house.enrol(card)
      let session = try await house.session(of: card)
      try await house.gate.employees.remove(card.id, by: house.command)
      #expect(!house.isAlive(session))
      await #expect(throws: Rejection.notFound) {
        try await house.gate.employees.remove(card.id, by: house.command)
      }
      #expect(
        try await house.store.read { tx in
          try tx.sealed.find(.secondFactor(card.id)) == nil
            && tx.secondFactors.find(card.id) == nil && tx.sessions.all().isEmpty
        })
      let event = try #require(try await house.events(.employeeRemoved).first)
      #expect(event.personal?["login"] == "jan")
      #expect(event.details["sessions"] == "1")
    }
  }

  @Test("a native card is made to choose a new password at the next sign-in; a linked one never")
  func mustChangePassword() async throws {
    try await House.with { house async throws in
      let jan = try await house.card("jan", password: House.password)
      let view = try await house.gate.employees.change(
        jan.id, EmployeeDraft(mustChangePassword: true), version: 1, by: house.command)
      #expect(view.employee.mustChangePassword)
      #expect(await house.signIn("jan").state == "password-change")
      let event = try #require(try await house.events(.employeeChanged).first)
      #expect(event.details["fields"] == "mustChangePassword")
      let off = try await house.gate.employees.change(
        jan.id, EmployeeDraft(mustChangePassword: false), version: 2, by: house.command)
      #expect(!off.employee.mustChangePassword)
      #expect(await house.signIn("jan").state == "signed-in")
      let added = try await house.gate.employees.add(
        EmployeeDraft(login: "ewa", mustChangePassword: true), by: house.command)
      #expect(added.employee.mustChangePassword)
      try await house.useDomain()
      let anna = try await house.linkedCard("anna")
      await #expect(
        throws: Rejection.invalid([FieldFault("mustChangePassword", .comesFromDomain)])
      ) {
        try await house.gate.employees.change(
          anna.id, EmployeeDraft(mustChangePassword: true), version: 1, by: house.command)
      }
    }
  }

  @Test("the last active administrator with a way in cannot be demoted, archived or removed")
  func lastAdministrator() async throws {
    try await House.with { house async throws in
      let boss = try await house.card("boss", .administrator, password: House.password)
      // Neither of these can take over.
      try await house.card("new", .administrator)
      try await house.card("old", .administrator, password: House.password, state: .archived)
      try await house.card(
        "machine", .administrator, password: House.password, isForCooperatingSystem: true)
      for draft in [EmployeeDraft(role: "user"), EmployeeDraft(state: "archived")] {
        await #expect(throws: Rejection.lastAdministrator) {
          try await house.gate.employees.change(boss.id, draft, version: 1, by: house.command)
        }
      }
      await #expect(throws: Rejection.lastAdministrator) {
        try await house.gate.employees.remove(boss.id, by: house.command)
      }
      let second = try await house.card("second", .administrator, password: House.password)
      let demoted = try await house.gate.employees.change(
        boss.id, EmployeeDraft(role: "user"), version: 1, by: house.command)
      #expect(demoted.employee.role == .user)
      await #expect(throws: Rejection.lastAdministrator) {
        try await house.gate.employees.remove(second.id, by: house.command)
      }
    }
  }

  @Test("rights are read from the card in the transaction: a demoted administrator may no more")
  func demotedMeanwhile() async throws {
    try await House.with { house async throws in
      let boss = try await house.card("boss", .administrator, password: House.password)
      try await house.card("second", .administrator, password: House.password)
      let session = try await house.session(of: boss)
      _ = try await house.gate.employees.change(
        boss.id, EmployeeDraft(role: "user"), version: 1, by: session.caller)
      await #expect(throws: Rejection.forbidden) {
        try await house.gate.employees.list(
          EmployeeFilter(), after: nil, limit: 1, by: session.caller)
      }
    }
  }

  @Test("DOM-27: of an ERP card only name and e-mail are changed")
  func erp() async throws {
    try await House.with { house async throws in
      let card = try await house.card("xl1", origin: .erp)
      let changed = try await house.gate.employees.change(
        card.id, EmployeeDraft(login: "xl1", name: "Ola", email: "o@x.example"), version: 1,
        by: house.command)
      #expect(changed.employee.name == "Ola")
      for draft in [EmployeeDraft(login: "xl2"), EmployeeDraft(role: "administrator")] {
        await #expect(throws: Rejection.notForThisCard) {
          try await house.gate.employees.change(card.id, draft, version: 2, by: house.command)
        }
      }
      await #expect(
        throws: Rejection.invalid([FieldFault("origin", .notOneOf(["erp"]))])
      ) {
        try await house.gate.employees.change(
          card.id, EmployeeDraft(origin: "native"), version: 2, by: house.command)
      }
    }
  }

  @Test("SIGN-19: an anonymised card is not changed any more")
  func anonymised() async throws {
    try await House.with { house async throws in
      let card = try await house.card("x", state: .anonymised)
      await #expect(throws: Rejection.notForThisCard) {
        try await house.gate.employees.change(
          card.id, EmployeeDraft(name: "B"), version: 1, by: house.command)
      }
    }
  }
}

extension CompanyID {
  /// Some company of a test.
  static func home(of number: UInt8) -> CompanyID {
    CompanyID(random: FixedRandom(byte: number))
  }
}

struct FixedRandom: RandomSource {
  let byte: UInt8

  func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: byte, count: count) }
}
