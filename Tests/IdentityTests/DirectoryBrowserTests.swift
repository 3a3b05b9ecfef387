import Testing

@testable import Identity

@Suite("Domains, groups and members for administrators")
struct DirectoryBrowserTests {
  @Test("DOM-11: the configured domains are listed, to administrators only (GEN-07)")
  func domains() async throws {
    try await House.with { house async throws in
      let domains = try await house.gate.directories.domains(by: house.command)
      #expect(domains == [.named("firma"), .named("other")])
      let user = try await house.session(of: house.card("jan")).caller
      await #expect(throws: Rejection.forbidden) {
        try await house.gate.directories.domains(by: user)
      }
      await #expect(throws: Rejection.forbidden) {
        try await house.gate.directories.groups(
          of: "firma", search: nil, cursor: nil, by: user)
      }
      await #expect(throws: Rejection.unauthenticated) {
        try await house.gate.directories.members(
          of: "firma", group: nil, search: nil, cursor: nil, by: .anonymous(House.home))
      }
    }
  }

  @Test("DOM-12: groups that fit on one page are sorted by name; pages follow the directory")
  func groups() async throws {
    try await House.with { house async throws in
      house.directory.change { $0.pageSize = 3 }
      for name in ["Żuraw", "łódź", "Lis"] { house.directory.addGroup(name) }
      let page = try await house.gate.directories.groups(
        of: "FIRMA", search: nil, cursor: nil, by: house.command)
      #expect(page.elements.map(\.name) == ["Lis", "łódź", "Żuraw"])
      house.directory.addGroup("aaa")
      let first = try await house.gate.directories.groups(
        of: "firma", search: nil, cursor: nil, by: house.command)
      #expect(first.elements.map(\.name) == ["Żuraw", "łódź", "Lis"])
      let second = try await house.gate.directories.groups(
        of: "firma", search: nil, cursor: first.next?.text, by: house.command)
      #expect(second.elements.map(\.name) == ["aaa"])
      #expect(second.next == nil)
    }
  }

  @Test("a cursor serves its own reader only, and one that is gone is told apart (410)")
  func cursor() async throws {
    try await House.with { house async throws in
      for name in ["a", "b", "c"] { house.directory.add(name) }
      let page = try await house.gate.directories.members(
        of: "firma", group: "all", search: nil, cursor: nil, by: house.command)
      let cursor = try #require(page.next?.text)
      await #expect(throws: Rejection.cursorExpired) {
        try await house.gate.directories.members(
          of: "firma", group: "all", search: nil, cursor: cursor, by: .command(user: "other"))
      }
    }
  }

  @Test("DOM-30, CLI-B02: a phrase of less than 2 characters is not searched")
  func shortPhrase() async throws {
    try await House.with { house async throws in
      house.directory.add("żaneta", name: "żó")
      let short = Rejection.invalid([FieldFault("search", .phraseTooShort(minimum: 2))])
      await #expect(throws: short) {
        try await house.gate.directories.members(
          of: "firma", group: nil, search: "ż", cursor: nil, by: house.command)
      }
      await #expect(throws: short) {
        try await house.gate.directories.groups(
          of: "firma", search: "x", cursor: nil, by: house.command)
      }
      await #expect(throws: short) {
        try await house.gate.directories.groups(
          of: "firma", search: " x ", cursor: nil, by: house.command)
      }
      let found = try await house.gate.directories.members(
        of: "firma", group: nil, search: "żó", cursor: nil, by: house.command)
      #expect(found.elements.map(\.login) == ["żaneta"])
    }
  }

  @Test("CLI-B01: a domain or a group that is not there is named")
  func unknown() async throws {
    try await House.with { house async throws in
      await #expect(throws: Rejection.invalid([FieldFault("domain", .noSuchDomain("moon"))])) {
        try await house.gate.directories.groups(
          of: "moon", search: nil, cursor: nil, by: house.command)
      }
      await #expect(throws: Rejection.invalid([FieldFault("group", .noSuchGroup("g"))])) {
        try await house.gate.directories.members(
          of: "firma", group: "g", search: nil, cursor: nil, by: house.command)
      }
      let group = house.directory.addGroup("staff")
      house.directory.add("anna", in: [group.id])
      house.directory.add("ewa")
      let members = try await house.gate.directories.members(
        of: "firma", group: group.id.text, search: nil, cursor: nil, by: house.command)
      #expect(members.elements.map(\.login) == ["anna"])
    }
  }

  @Test(
    "DOM-B03, DOM-B04: why a directory gives no list is told",
    arguments: [DirectoryError.Code.unavailable, .serviceAccountRefused, .busy, .badAnswer])
  func failures(code: DirectoryError.Code) async throws {
    try await House.with { house async throws in
      house.directory.change { $0.failure = code }
      await #expect(throws: Rejection.directory(code)) {
        try await house.gate.directories.groups(
          of: "firma", search: nil, cursor: nil, by: house.command)
      }
      await #expect(throws: Rejection.directory(code)) {
        try await house.gate.directories.members(
          of: "firma", group: nil, search: nil, cursor: nil, by: house.command)
      }
    }
  }
}
