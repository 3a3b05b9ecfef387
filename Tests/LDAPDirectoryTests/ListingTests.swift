import Identity
import LDAPDirectory
import TestKit
import Testing

/// 450 people, groups that hold each other and themselves, once with the memberOf overlay and once
/// without: both ways must give the same lists.
private let people =
  (1...450).map { Slapd.Person("p\($0)", givenName: "Given\($0)", surname: "Family\($0 % 9)") } + [
    Slapd.Person("ąę-żółw", password: "Zażółć gęślą jaźń", givenName: "Łucja", surname: "Ćwikła"),
    Slapd.Person("o'neil*(x)", givenName: "Paren(the)*sis", surname: "Back\\slash"),
    Slapd.Person("comma,plus+", givenName: "Comma", surname: "Plus"),
  ]

private let groups = [
  Slapd.Group("lower", people: ["p3", "comma,plus+"]),
  Slapd.Group("middle", people: ["p2"], groups: ["lower"]),
  Slapd.Group("upper", people: ["p1", "ąę-żółw"], groups: ["middle"]),
  // Round and round.
  Slapd.Group("circle-a", people: ["p10"], groups: ["circle-b"]),
  Slapd.Group("circle-b", people: ["p11"], groups: ["circle-a", "circle-b"]),
  Slapd.Group("many", people: (1...430).map { "p\($0)" }),
  Slapd.Group("unique", people: ["p20", "p21"], kind: .groupOfUniqueNames),
  Slapd.Group("empty"),
]

private let withMemberOf = Task {
  try await Slapd.start(people: people, groups: groups, options: Slapd.Options(memberOf: true))
}
private let withoutMemberOf = Task {
  try await Slapd.start(
    people: people,
    groups: groups + [Slapd.Group("posix", people: ["p30", "p31"], kind: .posixGroup)]
      + (1...260).map { Slapd.Group("extra \($0)", people: ["p\($0)"]) })
}

@Suite("Groups and members")
struct ListingTests {
  enum Way: String, CaseIterable, Sendable { case memberOf, values }

  private func slapd(_ way: Way) async throws -> Slapd {
    try await way == .memberOf ? withMemberOf.value : withoutMemberOf.value
  }

  private func open(
    _ way: Way, _ change: (inout DirectoryConfiguration) throws -> Void = { _ in }
  ) async throws -> LDAPDirectory {
    try directory(try await slapd(way)) { configuration in
      var preset = ServerPreset.openLDAP
      if way == .memberOf { preset.memberOf = "memberOf" }
      configuration.kind = .custom(preset)
      try change(&configuration)
    }
  }

  private func group(_ name: String, _ way: Way) async throws -> GroupChoice {
    let id = try await slapd(way).stableID(Slapd.dn(group: name))
    return .group(try #require(StableID(id)), name: name)
  }

  /// All pages.
  private func everyone(_ directory: LDAPDirectory, _ group: GroupChoice) async throws
    -> (logins: [String], pages: [Int])
  {
    var page = try await directory.members(of: group, search: nil, cursor: nil, for: "reader")
    var logins = page.elements.map(\.login)
    var pages = [page.elements.count]
    while let next = page.next {
      page = try await directory.members(of: group, search: nil, cursor: next, for: "reader")
      logins += page.elements.map(\.login)
      pages.append(page.elements.count)
    }
    return (logins, pages)
  }

  @Test("all members come in pages of 200 in directory order (DOM-44)", arguments: Way.allCases)
  func all(_ way: Way) async throws {
    let directory = try await open(way)
    let (logins, pages) = try await everyone(directory, .all)
    #expect(pages == [200, 200, 53])
    #expect(logins == people.map(\.login))
    await directory.close()
  }

  @Test("members of a group come in pages of 200, each once", arguments: Way.allCases)
  func many(_ way: Way) async throws {
    let directory = try await open(way)
    let (logins, pages) = try await everyone(directory, try await group("many", way))
    #expect(pages == [200, 200, 30])
    #expect(logins == (1...430).map { "p\($0)" })
    await directory.close()
  }

  @Test("members of nested groups belong to the group (DOM-41)", arguments: Way.allCases)
  func nested(_ way: Way) async throws {
    let directory = try await open(way)
    let logins = try await everyone(directory, try await group("upper", way)).logins
    #expect(Set(logins) == ["p1", "p2", "p3", "ąę-żółw", "comma,plus+"])
    #expect(logins.count == 5)
    await directory.close()
  }

  @Test("groups that hold each other end (DOM-41)", arguments: Way.allCases)
  func circle(_ way: Way) async throws {
    let directory = try await open(way)
    for name in ["circle-a", "circle-b"] {
      let group = try await group(name, way)
      #expect(Set(try await everyone(directory, group).logins) == ["p10", "p11"])
      let member = try #require(try await directory.member(login: login("p10")))
      let outcome = try await directory.verify(member, password: Secret("Secret-p10"), group: group)
      #expect(outcome == .verified(VerifiedBind(member: member)))
      let other = try #require(try await directory.member(login: login("p12")))
      #expect(
        try await directory.verify(other, password: Secret("Secret-p12"), group: group)
          == .notInGroup)
    }
    await directory.close()
  }

  @Test(
    "a sign-in counts nested groups, and is refused outside the group (DOM-41, DOM-42)",
    arguments: Way.allCases)
  func verify(_ way: Way) async throws {
    let directory = try await open(way)
    for (name, isIn) in [
      ("p1", true), ("p2", true), ("p3", true), ("comma,plus+", true), ("p4", false),
    ] {
      let member = try #require(try await directory.member(login: login(name)))
      let outcome = try await directory.verify(
        member, password: Secret("Secret-\(name)"), group: try await group("upper", way))
      #expect(outcome == (isIn ? .verified(VerifiedBind(member: member)) : .notInGroup))
      // The group is looked at only when the password is right.
      #expect(
        try await directory.verify(
          member, password: Secret("wrong"), group: try await group("upper", way)) == .wrongPassword
      )
    }
    await directory.close()
  }

  @Test("groups of unique names and of logins count", arguments: Way.allCases)
  func otherKinds(_ way: Way) async throws {
    // The overlay looks at groupOfNames alone.
    guard way == .values else { return }
    let directory = try await open(way)
    for (name, people) in [("unique", ["p20", "p21"]), ("posix", ["p30", "p31"])] {
      let group = try await group(name, way)
      #expect(try await everyone(directory, group).logins == people)
      let member = try #require(try await directory.member(login: login(people[1])))
      let outcome = try await directory.verify(
        member, password: Secret("Secret-\(people[1])"), group: group)
      #expect(outcome == .verified(VerifiedBind(member: member)))
      #expect(
        try await directory.members(of: group, search: "Given2", cursor: nil, for: "r")
          .elements.map(\.login) == (name == "unique" ? people : []))
      #expect(
        try await directory.present([member.id], in: group) == [member.id])
    }
    await directory.close()
  }

  @Test(
    "a phrase finds display name, given name, surname and login, at most 50 (DOM-31)",
    arguments: Way.allCases)
  func phrase(_ way: Way) async throws {
    let directory = try await open(way)
    func found(_ phrase: String, _ group: GroupChoice = .all) async throws -> [String] {
      try await directory.members(of: group, search: phrase, cursor: nil, for: "r")
        .elements.map(\.login)
    }
    let page = try await directory.members(of: .all, search: "gIvEn", cursor: nil, for: "r")
    #expect(page.elements.count == 50)
    #expect(page.more)
    #expect(page.next == nil)
    #expect(try await found("fAmIlY8").count == 50)
    #expect(try await found("given44") == ["p44"] + (440...449).map { "p\($0)" })
    #expect(try await found("given42 fam") == ["p42"])
    #expect(try await found("p450") == ["p450"])
    #expect(try await found("ćwik") == ["ąę-żółw"])
    #expect(try await found("ŻÓŁ") == ["ąę-żółw"])
    // Within the group only.
    let upper = try await group("upper", way)
    #expect(Set(try await found("given", upper)) == ["p1", "p2", "p3"])
    #expect(try await found("given9", upper) == [])
    let many = try await directory.members(
      of: group("many", way), search: "given", cursor: nil, for: "r")
    #expect(many.elements.count == 50)
    #expect(many.more)
    await directory.close()
  }

  @Test("a phrase of less than two characters is not searched (DOM-30)")
  func shortPhrase() async throws {
    let directory = try await open(.values)
    for phrase in ["", "p"] {
      let page = try await directory.members(of: .all, search: phrase, cursor: nil, for: "r")
      #expect(page.elements.isEmpty)
      #expect(!page.more)
    }
    await directory.close()
  }

  @Test("what stands for filters and wildcards is searched as it is written (DOM-38)")
  func injection() async throws {
    let directory = try await open(.values)
    func found(_ phrase: String) async throws -> [String] {
      try await directory.members(of: .all, search: phrase, cursor: nil, for: "r")
        .elements.map(\.login)
    }
    #expect(try await found("n(the)*") == ["o'neil*(x)"])
    #expect(try await found("k\\s") == ["o'neil*(x)"])
    for phrase in ["**", "*)(uid=*", "p1)(|(uid=*", "\\2a", "x\u{0}", "*)(objectClass=*)", "p*1"] {
      #expect(try await found(phrase) == [])
      #expect(
        try await directory.groups(search: phrase, cursor: nil, for: "r").elements.isEmpty)
    }
    for text in ["*", "p1*", "p1)(uid=*", "*)(|(uid=*))", "p1\\2a"] {
      #expect(try await directory.member(login: login(text)) == nil)
      #expect(try await directory.member(#require(StableID(text))) == nil)
    }
    #expect(try await directory.member(login: login("o'neil*(x)"))?.login == "o'neil*(x)")
    await directory.close()
  }

  @Test("groups come in pages of 200; a phrase finds the first 50 (DOM-12)")
  func groupPages() async throws {
    let directory = try await open(.values)
    let first = try await directory.groups(search: nil, cursor: nil, for: "r")
    #expect(first.elements.count == 200)
    let cursor = try #require(first.next)
    let second = try await directory.groups(search: nil, cursor: cursor, for: "r")
    #expect(second.elements.count == 69)
    #expect(second.next == nil)
    #expect(
      (first.elements + second.elements).map(\.name)
        == groups.map(\.name) + ["posix"] + (1...260).map { "extra \($0)" })
    let found = try await directory.groups(search: "XTRA", cursor: nil, for: "r")
    #expect(found.elements.count == 50)
    #expect(found.more)
    let circles = try await directory.groups(search: "circle", cursor: nil, for: "r")
    #expect(circles.elements.map(\.name) == ["circle-a", "circle-b"])
    #expect(!circles.more)
    await directory.close()
  }

  @Test("presence is told of those who are there and in the group", arguments: Way.allCases)
  func presence(_ way: Way) async throws {
    let directory = try await open(way)
    var ids: [StableID] = []
    for number in 1...450 where number % 3 == 0 || number < 10 {
      ids.append(try #require(try await directory.member(login: login("p\(number)"))).id)
    }
    let gone = try #require(StableID("00000000-0000-0000-0000-000000000000"))
    #expect(try await directory.present(ids + [gone], in: .all) == Set(ids))
    #expect(
      try await directory.present(ids + [gone], in: group("upper", way)) == Set(ids.prefix(3)))
    #expect(try await directory.present([], in: .all) == [])
    await directory.close()
  }

  @Test("a missing base or group is an error, not an empty answer")
  func missing() async throws {
    let directory = try await open(.values) { $0.peopleBase = try DN("ou=gone,dc=example,dc=test") }
    let id = try #require(StableID("x"))
    await expect(.noSuchObject) { _ = try await directory.present([id], in: .all) }
    await expect(.noSuchObject) {
      _ = try await directory.members(of: .all, search: nil, cursor: nil, for: "r")
    }
    await expect(.noSuchObject) {
      _ = try await directory.members(of: .all, search: "ab", cursor: nil, for: "r")
    }
    await expect(.noSuchObject) {
      _ = try await directory.present([id], in: .group(id, name: "gone"))
    }
    await directory.close()
  }

  @Test("an answer cut by the directory's limit is an error, never a short list")
  func sizeLimit() async throws {
    let slapd = try await Slapd.start(
      people: Array(people.prefix(30)), groups: [],
      options: Slapd.Options(sizeLimit: 10))
    let directory = try directory(slapd)
    await expect(.badAnswer) {
      _ = try await directory.members(of: .all, search: nil, cursor: nil, for: "r")
    }
    await expect(.badAnswer) {
      _ = try await directory.members(of: .all, search: "given", cursor: nil, for: "r")
    }
    await directory.close()
    await slapd.stop()
  }
}

/// The call ends with this error.
func expect(
  _ code: DirectoryError.Code, sourceLocation: SourceLocation = #_sourceLocation,
  _ work: () async throws -> Void
) async {
  do {
    try await work()
    Issue.record("no error, \(code) expected", sourceLocation: sourceLocation)
  } catch let error as DirectoryError {
    #expect(error.code == code, "\(error.debugDescription)", sourceLocation: sourceLocation)
  } catch {
    Issue.record("\(error)", sourceLocation: sourceLocation)
  }
}
