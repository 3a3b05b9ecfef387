import Identity
import LDAPDirectory
import TestKit

/// The three kinds of server that tests run against.
enum ServerKind: String, CaseIterable, Sendable {
  case openLDAP, directoryServer389, activeDirectory
}

/// One real server, whatever its kind, with the same people and groups.
struct TestServer: Sendable {
  struct Person: Sendable {
    let login: String
    var givenName = "Given"
    var surname = "Surname"
    var mail: String?
    var more: [String: [String]] = [:]

    init(_ login: String, mail: String? = nil, more: [String: [String]] = [:]) {
      self.login = login
      self.mail = mail
      self.more = more
    }
  }

  enum Running: Sendable {
    case openLDAP(Slapd)
    case directoryServer389(DirectoryServer389)
    case activeDirectory(SambaDC)
  }

  let running: Running
  let kind: ServerKind

  /// - Parameter lockAfter: wrong passwords that lock an account for ten minutes.
  static func start(
    _ kind: ServerKind, people: [Person], groups: [Slapd.Group], lockAfter: Int? = nil
  ) async throws -> TestServer {
    let plain = people.map { person in
      Slapd.Person(
        person.login, givenName: person.givenName, surname: person.surname, mail: person.mail,
        more: person.more)
    }
    switch kind {
    case .openLDAP:
      let slapd = try await Slapd.start(
        people: plain, groups: groups,
        options: Slapd.Options(lockAfter: lockAfter ?? 1000))
      return TestServer(running: .openLDAP(slapd), kind: kind)
    case .directoryServer389:
      let server = try await DirectoryServer389.start(
        people: plain, groups: groups,
        options: DirectoryServer389.Options(
          lockAfter: lockAfter, legacyLocking: false, expiry: true, mustChange: true))
      return TestServer(running: .directoryServer389(server), kind: kind)
    case .activeDirectory:
      let samba = try await SambaDC.start(
        people: people.map { person in
          SambaDC.Person(
            person.login, givenName: person.givenName, surname: person.surname, mail: person.mail,
            more: person.more)
        },
        groups: groups.map { SambaDC.Group($0.name, people: $0.people, groups: $0.groups) },
        options: SambaDC.Options(policy: SambaDC.Policy(lockAfter: lockAfter ?? 0)))
      return TestServer(running: .activeDirectory(samba), kind: kind)
    }
  }

  func stop() async {
    switch running {
    case .openLDAP(let server): await server.stop()
    case .directoryServer389(let server): await server.stop()
    case .activeDirectory(let server): await server.stop()
    }
  }

  /// Brama's side, with the kind's own preset.
  func directory(
    _ change: (inout DirectoryConfiguration) throws -> Void = { _ in },
    events: @escaping @Sendable (DirectoryEvent) -> Void = { _ in }
  ) throws -> LDAPDirectory {
    let configuration: DirectoryConfiguration
    switch running {
    case .openLDAP(let server):
      configuration = try domain([server.ldapURL], caFile: server.caFile, change)
    case .directoryServer389(let server):
      configuration = try domain([server.ldapsURL], caFile: server.caFile) {
        $0.kind = .directoryServer389
        try change(&$0)
      }
    case .activeDirectory(let server):
      configuration = try domain([server.ldapsURL], caFile: server.caFile) {
        $0.kind = .activeDirectory
        $0.baseDN = try DN(SambaDC.baseDN)
        $0.peopleBase = nil
        $0.groupBase = nil
        $0.serviceAccount = try ServiceAccount(
          dn: DN(SambaDC.serviceDN), password: Secret(SambaDC.servicePassword))
        $0.rules.qualifiers = ["kit"]
        $0.rules.suffixes = ["kit.test"]
        try change(&$0)
      }
    }
    return LDAPDirectory(configuration: configuration, random: TestRandom(), events: events)
  }

  // MARK: Its contents

  var peopleBase: String {
    kind == .activeDirectory ? SambaDC.peopleBase : Slapd.peopleBase
  }

  func dn(person login: String) -> String {
    kind == .activeDirectory ? SambaDC.dn(person: login) : Slapd.dn(person: login)
  }

  func dn(group name: String) -> String {
    kind == .activeDirectory ? SambaDC.dn(group: name) : Slapd.dn(group: name)
  }

  func id(_ dn: String) async throws -> StableID {
    let text =
      switch running {
      case .openLDAP(let server): try await server.stableID(dn)
      case .directoryServer389(let server): try await server.stableID(dn)
      case .activeDirectory(let server): try await server.stableID(dn)
      }
    guard let id = StableID(text) else { throw Missing() }
    return id
  }

  struct Missing: Error {}

  func group(_ name: String) async throws -> GroupChoice {
    .group(try await id(dn(group: name)), name: name)
  }

  func modify(_ ldif: String) async throws {
    switch running {
    case .openLDAP(let server): try await server.modify(ldif)
    case .directoryServer389(let server): try await server.modify(ldif)
    case .activeDirectory(let server): try await server.modify(ldif)
    }
  }

  func add(_ ldif: String) async throws {
    switch running {
    case .openLDAP(let server): try await server.add(ldif)
    case .directoryServer389(let server): try await server.add(ldif)
    case .activeDirectory(let server): try await server.add(ldif)
    }
  }

  /// Binds of this person that have reached the server.
  func bindCount(_ login: String) throws -> Int {
    switch running {
    case .openLDAP(let server): try server.bindCount(dn(person: login))
    case .directoryServer389(let server): try server.bindCount(dn(person: login))
    case .activeDirectory(let server): try server.bindCount(login)
    }
  }

  // MARK: What an administrator does

  func delete(_ dn: String) async throws { try await modify("dn: \(dn)\nchangetype: delete\n\n") }

  /// - Parameter parent: where it goes; `nil`: it stays where it lies.
  func rename(_ dn: String, to part: String, under parent: String? = nil) async throws {
    try await modify(
      """
      dn: \(dn)
      changetype: modrdn
      newrdn: \(part)
      deleteoldrdn: 1
      \(parent.map { "newsuperior: \($0)\n" } ?? "")

      """)
  }

  func addUnit(_ name: String) async throws {
    try await add(
      Slapd.record("ou=\(name),\(peopleBase)", [("objectClass", ["organizationalUnit"])]))
  }

  func change(_ login: String, _ attribute: String, _ values: [String]) async throws {
    let dn = dn(person: login)
    guard !values.isEmpty else {
      return try await modify("dn: \(dn)\nchangetype: modify\nreplace: \(attribute)\n\n")
    }
    try await modify(Slapd.change(dn, replace: attribute, values))
  }

  func setDisabled(_ login: String, _ isDisabled: Bool) async throws {
    switch running {
    case .openLDAP:
      try await change(login, "pwdAccountLockedTime", isDisabled ? ["000001010000Z"] : [])
    case .directoryServer389(let server): try await server.setDisabled(login, isDisabled)
    case .activeDirectory:
      try await change(login, "userAccountControl", [isDisabled ? "514" : "512"])
    }
  }

  /// Takes a person out of a group.
  func remove(_ login: String, from group: String) async throws {
    try await modify(
      "dn: \(dn(group: group))\nchangetype: modify\ndelete: member\nmember: \(dn(person: login))\n\n"
    )
  }
}

/// The people of `shared`: each test that changes an entry has one of its own.
private let sharedPeople =
  [
    "direct", "middle", "lower", "outside", "round", "renamed", "moved", "off", "off-and-on",
    "ended",
    "deleted", "taken-out", "stays", "locked", "must-change", "old-password", "ambiguous",
  ].map { TestServer.Person($0) } + [
    TestServer.Person("twin1", mail: "twins@example.test"),
    TestServer.Person("twin2", mail: "twins@example.test"),
  ]

private let sharedGroups = [
  Slapd.Group("g-lower", people: ["lower"]),
  Slapd.Group("g-middle", people: ["middle"], groups: ["g-lower"]),
  Slapd.Group("upper", people: ["direct"], groups: ["g-middle"]),
  Slapd.Group("circle-a", people: ["round"], groups: ["circle-b"]),
  Slapd.Group("circle-b", people: ["stays"], groups: ["circle-a"]),
  Slapd.Group(
    "house",
    people: [
      "off", "off-and-on", "ended", "deleted", "taken-out", "stays", "locked", "renamed", "moved",
    ]),
]

private let sharedServers = Dictionary(
  uniqueKeysWithValues: ServerKind.allCases.map { kind in
    (
      kind,
      Task {
        try await TestServer.start(kind, people: sharedPeople, groups: sharedGroups, lockAfter: 3)
      }
    )
  })

extension TestServer {
  /// Started once of each kind.
  static func shared(_ kind: ServerKind) async throws -> TestServer {
    guard let server = sharedServers[kind] else { throw Missing() }
    return try await server.value
  }
}
