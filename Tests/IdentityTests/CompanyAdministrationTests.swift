import Testing

@testable import Identity

@Suite("Companies")
struct CompanyAdministrationTests {
  @Test("SIGN-03, COMP-18 to 26: the list at sign-in searches and sorts shown names as Poles do")
  func shownList() async throws {
    try await House.with(multiCompany: true) { house async throws in
      for (name, shown) in [
        ("Żubr", nil), ("DB_SECRET", "Źrebak"), ("Zając", nil), ("Łódź", nil), ("Lis", nil),
        ("ćma", nil), ("Cis", nil), ("Ósemka", "Ąkwa"),
      ] {
        _ = try await house.gate.companies.add(
          CompanyDraft(name: name, displayName: shown, kind: shown == nil ? "xl" : "optima"),
          by: house.command)
      }
      let all = try await house.gate.companies.shownList(search: nil).map(\.name)
      #expect(all == ["Ąkwa", "Cis", "ćma", "Lis", "Łódź", "Zając", "Źrebak", "Żubr"])
      #expect(try await house.gate.companies.shownList(search: "lodz").map(\.name) == ["Łódź"])
      #expect(try await house.gate.companies.shownList(search: "REB").map(\.name) == ["Źrebak"])
      // COMP-22: a search must not reveal the hidden database name.
      #expect(try await house.gate.companies.shownList(search: "secret").isEmpty)
      #expect(try await house.gate.companies.shownList(search: "brama").isEmpty)
    }
  }

  @Test("COMP-39: single-company mode neither lists companies nor offers to add one")
  func singleMode() async throws {
    try await House.with { house async throws in
      #expect(try await house.gate.companies.shownList(search: nil).isEmpty)
      #expect(try await house.gate.companies.list(by: house.command).isEmpty)
      await #expect(throws: Rejection.notFound) {
        try await house.gate.companies.add(
          CompanyDraft(name: "A", kind: "xl"), by: house.command)
      }
    }
  }

  @Test("GEN-02, GEN-03: the tab Domain is offered in single-company mode only")
  func domainTab() async throws {
    try await House.with { house async throws in
      #expect(try await house.gate.companies.domainSettings(by: house.command).id == .home)
    }
    try await House.with(multiCompany: true) { house async throws in
      await #expect(throws: Rejection.notFound) {
        try await house.gate.companies.domainSettings(by: house.command)
      }
      await #expect(throws: Rejection.notFound) {
        try await house.gate.companies.saveDomainSettings(
          CompanyDraft(useDomain: false), version: 1, by: house.command)
      }
    }
  }

  @Test("GEN-11, COMP-B02 to B05: every field at fault is named at once and nothing is stored")
  func faults() async throws {
    try await House.with(multiCompany: true) { house async throws in
      await #expect(
        throws: Rejection.invalid([
          FieldFault("name", .enterCompanyName), FieldFault("kind", .chooseKind),
          FieldFault("domain", .chooseDomainAndGroup), FieldFault("group", .chooseDomainAndGroup),
        ])
      ) {
        try await house.gate.companies.add(
          CompanyDraft(name: " ", kind: "sap", useDomain: true), by: house.command)
      }
      await #expect(
        throws: Rejection.invalid([
          FieldFault("displayName", .displayNameNotForKind),
          FieldFault("domain", .noSuchDomain("nowhere")),
        ])
      ) {
        try await house.gate.companies.add(
          CompanyDraft(
            name: "A", displayName: "B", kind: "xl", useDomain: true, domain: "nowhere",
            group: "g"),
          by: house.command)
      }
      await #expect(
        throws: Rejection.invalid([FieldFault("group", .noSuchGroup("nobody"))])
      ) {
        try await house.gate.companies.add(
          CompanyDraft(name: "A", kind: "xl", useDomain: true, domain: "firma", group: "nobody"),
          by: house.command)
      }
      #expect(try await house.gate.companies.list(by: house.command).isEmpty)
      #expect(try await house.events(.companyAdded).isEmpty)
    }
  }

  @Test("DOM-B01, DOM-B02: the tab Domain asks for the domain, then for the group")
  func tabFaults() async throws {
    try await House.with { house async throws in
      await #expect(
        throws: Rejection.invalid([
          FieldFault("domain", .chooseDomain), FieldFault("group", .chooseGroup),
        ])
      ) {
        try await house.gate.companies.saveDomainSettings(
          CompanyDraft(useDomain: true), version: 1, by: house.command)
      }
      await #expect(throws: Rejection.invalid([FieldFault("group", .chooseGroup)])) {
        try await house.gate.companies.saveDomainSettings(
          CompanyDraft(useDomain: true, domain: "firma"), version: 1, by: house.command)
      }
    }
  }

  @Test("COMP-B04: a shown name that another company has, but for case and accents, is taken")
  func nameTaken() async throws {
    try await House.with(multiCompany: true) { house async throws in
      _ = try await house.gate.companies.add(
        CompanyDraft(name: "Łódź", kind: "xl"), by: house.command)
      await #expect(throws: Rejection.invalid([FieldFault("displayName", .nameTaken)])) {
        try await house.gate.companies.add(
          CompanyDraft(name: "db", displayName: "LODZ", kind: "optima"), by: house.command)
      }
      let other = try await house.gate.companies.add(
        CompanyDraft(name: "Kraków", kind: "xl"), by: house.command)
      await #expect(throws: Rejection.invalid([FieldFault("name", .nameTaken)])) {
        try await house.gate.companies.change(
          other.id, CompanyDraft(name: "łódź"), version: other.version, by: house.command)
      }
      // Its own name is not taken by itself.
      let same = try await house.gate.companies.change(
        other.id, CompanyDraft(name: "KRAKÓW"), version: other.version, by: house.command)
      #expect(same.name == "KRAKÓW")
    }
  }

  @Test("GEN-12: of two saves from one version the second is stale; a save without change is none")
  func stale() async throws {
    try await House.with(multiCompany: true) { house async throws in
      let company = try await house.gate.companies.add(
        CompanyDraft(name: "A", kind: "xl"), by: house.command)
      let first = try await house.gate.companies.change(
        company.id, CompanyDraft(name: "B"), version: company.version, by: house.command)
      #expect(first.version == company.version + 1)
      await #expect(throws: Rejection.stale) {
        try await house.gate.companies.change(
          company.id, CompanyDraft(name: "C"), version: company.version, by: house.command)
      }
      let same = try await house.gate.companies.change(
        company.id, CompanyDraft(name: "B"), version: first.version, by: house.command)
      #expect(same.version == first.version)
      let events = try await house.events(.companyChanged)
      #expect(events.map { $0.details["fields"] } == ["name"])
    }
  }

  @Test("GEN-07, GEN-08: only an administrator with a live session, or the command, may")
  func rights() async throws {
    try await House.with(multiCompany: true) { house async throws in
      let user = try await house.session(of: house.card("jan"))
      let draft = CompanyDraft(name: "A", kind: "xl")
      await #expect(throws: Rejection.forbidden) {
        try await house.gate.companies.add(draft, by: user.caller)
      }
      await #expect(throws: Rejection.unauthenticated) {
        try await house.gate.companies.add(draft, by: .anonymous(House.home))
      }
      let boss = try await house.administrator()
      _ = try await house.gate.companies.add(draft, by: boss)
      house.clock.advance(.hours(13))
      await #expect(throws: Rejection.unauthenticated) {
        try await house.gate.companies.list(by: boss)
      }
    }
  }

  @Test("COMP-35: another domain clears the group, unless the same save gives one")
  func groupOfDomain() async throws {
    try await House.with(multiCompany: true) { house async throws in
      let group = house.directory.addGroup("staff")
      house.directory.addGroup("b")
      house.directory.addGroup("c")
      let elsewhere = house.other.addGroup("everyone")
      let company = try await house.gate.companies.add(
        CompanyDraft(
          name: "A", kind: "xl", useDomain: true, domain: "firma", group: group.id.text),
        by: house.command)
      #expect(company.domain.group == .group(group.id, name: "staff"))
      // The listing was read to its end: no cursor stays held.
      #expect(house.directory.change { $0.openCursors.isEmpty })
      await #expect(throws: Rejection.invalid([FieldFault("group", .chooseDomainAndGroup)])) {
        try await house.gate.companies.change(
          company.id, CompanyDraft(domain: "other"), version: company.version, by: house.command)
      }
      let moved = try await house.gate.companies.change(
        company.id, CompanyDraft(domain: "other", group: elsewhere.id.text),
        version: company.version, by: house.command)
      #expect(moved.domain.group == .group(elsewhere.id, name: "everyone"))
      // An unchanged group is not looked up again: the directory may be down.
      house.other.change { $0.failure = .unavailable }
      let renamed = try await house.gate.companies.change(
        company.id, CompanyDraft(name: "B", group: elsewhere.id.text), version: moved.version,
        by: house.command)
      #expect(renamed.name == "B")
      await #expect(throws: Rejection.directory(.unavailable)) {
        try await house.gate.companies.change(
          company.id, CompanyDraft(group: "x"), version: renamed.version, by: house.command)
      }
    }
  }

  @Test("COMP-34: with Use domain off the fields are ignored and what is stored stays")
  func domainOff() async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      let home = try await house.gate.companies.domainSettings(by: house.command)
      let off = try await house.gate.companies.saveDomainSettings(
        CompanyDraft(useDomain: false, domain: "nowhere", group: ""), version: home.version,
        by: house.command)
      #expect(
        off.domain == DomainUse(isOn: false, domain: .named("firma"), group: .all))
    }
  }

  @Test(
    "DOM-13: switching the domain off or changing the group ends what rests on it",
    arguments: [false, true])
  func endsSessions(byGroup: Bool) async throws {
    try await House.with { house async throws in
      try await house.useDomain()
      let group = house.directory.addGroup("staff")
      let member = try await house.linkedCard("anna")
      let native = try await house.card("jan", password: House.password)
      let gone = try await house.session(of: member)
      let stays = try await house.session(of: native)
      let ticket = try await house.ticket(of: member)
      let kept = try await house.ticket(of: native)
      let home = try await house.gate.companies.domainSettings(by: house.command)
      // A save that changes nothing ends nothing.
      _ = try await house.gate.companies.saveDomainSettings(
        CompanyDraft(useDomain: true, domain: "FIRMA", group: "all"), version: home.version,
        by: house.command)
      #expect(house.isAlive(gone))
      _ = try await house.gate.companies.saveDomainSettings(
        byGroup ? CompanyDraft(group: group.id.text) : CompanyDraft(useDomain: false),
        version: home.version, by: house.command)
      #expect(!house.isAlive(gone))
      #expect(house.isAlive(stays))
      #expect(try await house.isVoid(ticket))
      #expect(try await !house.isVoid(kept))
      #expect(try await house.stored(member.id).link != nil)
      let event = try #require(try await house.events(.domainChanged).first)
      #expect(event.details["sessions"] == "1")
    }
  }

  @Test("COMP-09, COMP-B08: a company in use stays, and what uses it is counted")
  func inUse() async throws {
    try await House.with(multiCompany: true) { house async throws in
      let company = try await house.gate.companies.add(
        CompanyDraft(name: "A", kind: "xl"), by: house.command)
      let card = try await house.card("jan", in: company.id)
      let boss = try await house.card("boss", .administrator, password: House.password)
      let session = try await house.session(of: boss, company: company.id)
      await #expect(throws: Rejection.inUse(["employees": 1, "sessions": 1])) {
        try await house.gate.companies.remove(company.id, version: nil, by: house.command)
      }
      try await house.gate.employees.remove(card.id, by: house.command)
      try await house.gate.employees.endSession(session.session.id, by: house.command)
      await #expect(throws: Rejection.stale) {
        try await house.gate.companies.remove(company.id, version: 7, by: house.command)
      }
      try await house.gate.companies.remove(
        company.id, version: company.version, by: house.command)
      await #expect(throws: Rejection.notFound) {
        try await house.gate.companies.find(company.id, by: house.command)
      }
      await #expect(throws: Rejection.forbidden) {
        try await house.gate.companies.remove(.home, version: nil, by: house.command)
      }
    }
  }

  @Test("COMP-17: another kind has no display name any more")
  func kindWithoutDisplayName() async throws {
    try await House.with(multiCompany: true) { house async throws in
      let company = try await house.gate.companies.add(
        CompanyDraft(name: " DB ", displayName: "Firma", kind: "optima"), by: house.command)
      // COMP-13: the name is stored exactly.
      #expect(company.name == " DB ")
      let changed = try await house.gate.companies.change(
        company.id, CompanyDraft(kind: "altum"), version: company.version, by: house.command)
      #expect(changed.displayName == nil)
      #expect(changed.shownName == " DB ")
    }
  }
}
