import Testing

@testable import Identity

@Suite("Whose account signs in to the ERP")
struct ERPAccountTests {
  private static func card(
    _ wish: Employee.ERPLogin, origin: Employee.Origin = .erp, isLinked: Bool = true
  ) throws -> Employee {
    let link = MemberLink(domain: .named("firma"), member: .named("id-1"))
    return Employee(
      id: .home(1), company: .home, login: try #require(Login("anna")), name: "Anna", email: nil,
      role: .user, origin: origin, access: isLinked ? .domain(link) : .password(nil),
      erpLogin: wish, createdAt: Timestamp(seconds: 0))
  }

  @Test(
    "From configuration gives way to the domain account for people of ERP XL who sign in by the domain (DOM-25)",
    arguments: [true, false])
  func domainAccount(isMultiCompany: Bool) throws {
    let account = ERPAccount(
      of: try Self.card(.fromConfiguration), system: .xl, isMultiCompany: isMultiCompany)
    #expect(account == .domain)
  }

  @Test("From configuration is the company's account, or the installation's (DOM-26)")
  func configuration() throws {
    let others: [(Employee, Company.Kind)] = [
      (try Self.card(.fromConfiguration, origin: .native), .xl),
      (try Self.card(.fromConfiguration, isLinked: false), .xl),
    ]
    let kinds = try Company.Kind.allCases.filter { $0 != .xl }.map {
      (try Self.card(.fromConfiguration), $0)
    }
    for (card, kind) in others + kinds {
      #expect(ERPAccount(of: card, system: kind, isMultiCompany: true) == .company, "\(kind)")
      #expect(
        ERPAccount(of: card, system: kind, isMultiCompany: false) == .installation, "\(kind)")
    }
  }

  @Test("Own is the person's own login everywhere (DOM-26)")
  func own() throws {
    for kind in Company.Kind.allCases {
      for isLinked in [true, false] {
        let card = try Self.card(.own, isLinked: isLinked)
        #expect(ERPAccount(of: card, system: kind, isMultiCompany: true) == .own)
      }
    }
  }

  @Test("Use ERP login is kept on the card, of an ERP user's too, and audited (DOM-26, DOM-27)")
  func stored() async throws {
    try await House.with { house async throws in
      let boss = try await house.administrator()
      let card = try await house.card("anna", origin: .erp)
      let saved = try await house.gate.employees.change(
        card.id, EmployeeDraft(erpLogin: "own"), version: card.version, by: boss)
      #expect(saved.employee.erpLogin == .own)
      #expect(try await house.stored(card.id).erpLogin == .own)
      let event = try #require(try await house.events(.employeeChanged).first)
      #expect(event.details["fields"] == "erpLogin")
      await #expect(
        throws: Rejection.invalid([
          FieldFault("erpLogin", .notOneOf(["own", "from-configuration"]))
        ])
      ) {
        try await house.gate.employees.change(
          card.id, EmployeeDraft(erpLogin: "theirs"), version: saved.employee.version, by: boss)
      }
    }
  }

  @Test(
    "a link and its removal name the version that was seen, where the caller names one (GEN-12)")
  func linkVersions() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      let member = house.directory.add("anna")
      let card = try await house.card("somebody")
      let cards = house.gate.employees
      await #expect(throws: Rejection.stale) {
        try await cards.link(
          card.id, domain: "firma", member: member.id.text, version: card.version + 1,
          by: house.command)
      }
      let linked = try await cards.link(
        card.id, domain: "firma", member: member.id.text, version: card.version,
        by: house.command)
      await #expect(throws: Rejection.stale) {
        try await cards.unlink(card.id, version: card.version, by: house.command)
      }
      let free = try await cards.unlink(
        card.id, version: linked.view.employee.version, by: house.command)
      #expect(free.employee.link == nil)
    }
  }

  @Test("the groups of a form are read to the end, sorted by name, and cut at the limit (DOM-12)")
  func groupChoices() async throws {
    try await House.with { house async throws in
      house.directory.change { entries in
        entries.groups = ["Żubry", "ala", "Łosie", "bobry", "Zebry"].map {
          Group(id: .named("id-\($0)"), dn: "cn=\($0)", name: $0)
        }
      }
      let browser = house.gate.directories
      let all = try await browser.groupChoices(
        of: "firma", search: nil, limit: 9, by: house.command)
      #expect(all.groups.map(\.name) == ["ala", "bobry", "Łosie", "Zebry", "Żubry"])
      #expect(!all.more)
      let some = try await browser.groupChoices(
        of: "firma", search: nil, limit: 2, by: house.command)
      #expect(some.groups.map(\.name) == ["ala", "bobry"])
      #expect(some.more)
      #expect(house.directory.change { $0.openCursors }.isEmpty, "no listing is left open")
    }
  }
}

extension Identifier {
  fileprivate static func home(_ number: UInt8) -> Identifier {
    Identifier(random: OneByte(number: number))
  }
}

private struct OneByte: RandomSource {
  let number: UInt8
  func bytes(_ count: Int) -> [UInt8] { Array(repeating: number, count: count) }
}
