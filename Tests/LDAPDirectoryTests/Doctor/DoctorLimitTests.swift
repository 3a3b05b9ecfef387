import Foundation
import Identity
import LDAPDirectory
import TestKit
import Testing

@Suite("Doctor: limits, pages and rights")
struct DoctorLimitTests {
  private static let paging = (
    polish: "Włącz na serwerze stronicowanie wyników (RFC 2696).",
    english: "Turn paged results (RFC 2696) on in the server."
  )

  @Test("a server that is behind a firewall which drops packets is told from one that refuses")
  func swallowed() async throws {
    let port = try SwallowingPort()
    defer { port.stop() }
    try await Illness(
      "a port that swallows packets",
      Diagnosis(
        code: .connectionTimeout, seen: [(.address, "127.0.0.1"), (.reason, "timed out")],
        polish: "Sprawdź adres, trasę i zaporę między tą maszyną a serwerem.",
        english:
          "Check the address, the route and the firewalls between this machine and the server.")
    ) {
      try domain([port.ldapURL], caFile: try await usualSlapd.value.caFile) {
        $0.limits.connectTimeout = .seconds(1)
      }
    }.check()
  }

  @Test(
    "an account that the server gives no pages is told, and what it holds is examined all the same")
  func unpaged() async throws {
    let illness = Illness(
      "no pages for the account",
      Diagnosis(
        code: .pagingBroken,
        seen: [(.result, "Administrative limit exceeded"), (.message, "control not allowed")],
        polish: Self.paging.polish, english: Self.paging.english)
    ) { try await clinic(as: "unpaged") }
    try await illness.check()
  }

  @Test("a server whose root DSE does not offer paged results is told")
  func notOffered() async throws {
    let control = "1.2.840.113556.1.4.319"
    let slapd = try await Slapd.start(
      options: Slapd.Options {
        $0.frontend = [
          "{0}to dn.base=\"\" attrs=supportedControl val/objectIdentifierMatch=\"\(control)\" by * none",
          "{1}to * by * read",
        ]
      })
    try await Illness(
      "no paged results",
      Diagnosis(
        code: .pagingNotOffered, seen: [(.wanted, control)],
        polish: Self.paging.polish, english: Self.paging.english)
    ) { try domain([slapd.ldapsURL], caFile: slapd.caFile) }.check()
    await slapd.stop()
  }

  @Test(
    "a time limit that searches meet is told once, as what it is, whichever step meets it first")
  func hurried() async throws {
    let hurried = "cn=hurried,ou=services,\(Slapd.baseDN)"
    // One comparison of each value with each term of the filter: some 0.1 s a person.
    let people = (1...200).map { number in
      Slapd.Person(
        "p\(number)", mail: "p\(number)@example.test",
        more: ["description": (1...500).map { "v\($0)" }])
    }
    let slapd = try await Slapd.start(
      people: people,
      options: Slapd.Options {
        $0.database = [
          "olcAccess: to attrs=userPassword by anonymous auth by * none",
          "olcAccess: to * by dn.exact=\"\(hurried)\" read by * break",
          "olcLimits: dn.exact=\"\(hurried)\" time=1 size=unlimited",
        ]
      })
    try await slapd.add(
      Slapd.record(
        hurried,
        [
          ("objectClass", ["organizationalRole", "simpleSecurityObject"]),
          ("userPassword", [Slapd.servicePassword]),
        ]))
    let slow = (1...4000).map { Filter.equal("description", "x\($0)") }
    try await Illness(
      "a time limit",
      Diagnosis(
        code: .timeLimitMet, seen: [(.result, "Time limit exceeded")],
        polish:
          "Podnieś na serwerze limit czasu dla konta usługi i dodaj indeksy szukanych atrybutów.",
        english:
          "Raise the time limit for the service account, and index the attributes that are searched."
      )
    ) {
      try domain([slapd.ldapsURL], caFile: slapd.caFile) {
        var preset = ServerPreset.openLDAP
        preset.memberFilter = .any(slow + [.equal("objectClass", "inetOrgPerson")])
        $0.kind = .custom(preset)
        $0.serviceAccount = try ServiceAccount(
          dn: DN(hurried), password: Secret(Slapd.servicePassword))
      }
    }.check()
    await slapd.stop()
  }

  @Test("a chosen group without members is told")
  func emptyGroup() async throws {
    let slapd = try await Slapd.start(
      groups: Slapd.usualGroups + [.init("nobody", kind: .posixGroup)])
    let name = Slapd.dn(group: "nobody")
    let id = try #require(StableID(try await slapd.stableID(name)))
    try await Illness(
      "an empty group",
      Diagnosis(
        code: .chosenGroupEmpty, verdict: .warning,
        seen: [(.name, "Magazyn"), (.values, id.text), (.first, name)],
        polish: "Dodaj osoby do grupy albo wybierz dla spółki inną.",
        english: "Add people to the group, or choose another one for the company."),
      chosen: [.group(id, name: "Magazyn")]
    ) { try domain([slapd.ldapsURL], caFile: slapd.caFile) }.check()
    await slapd.stop()
  }

  @Test("an account that may not read the state of accounts in Active Directory is told")
  func hiddenState() async throws {
    let samba = try await SambaDC.start(
      people: [.init("u1", mail: "u1@kit.test"), .init("blind")], groups: [])
    let sid = try await samba.tool(["user", "show", "blind", "--attributes=objectSid"])
      .split(separator: "\n").first { $0.hasPrefix("objectSid: ") }?.dropFirst(11)
    // userAccountControl by its schemaIDGUID (MS-ADA3 2.342).
    let denial = "(OD;;RP;bf967a68-0de6-11d0-a285-00aa003049e2;;\(try #require(sid)))"
    for login in ["u1", "blind"] {
      try await samba.tool([
        "dsacl", "set", "--objectdn=\(SambaDC.dn(person: login))", "--sddl=\(denial)",
      ])
    }
    try await Illness(
      "no right to read userAccountControl",
      Diagnosis(
        code: .accountStateHidden, seen: [(.attribute, "userAccountControl"), (.people, "2")],
        polish: "Daj kontu usługi prawo czytania wskazanych atrybutów osób.",
        english: "Give the service account the right to read the named attributes of people."),
      besides: [.groupsNone]
    ) {
      try domain([samba.ldapsURL], caFile: samba.caFile) {
        $0.kind = .activeDirectory
        $0.baseDN = try DN(SambaDC.baseDN)
        $0.peopleBase = try DN(SambaDC.peopleBase)
        $0.groupBase = try DN(SambaDC.groupBase)
        $0.serviceAccount = try ServiceAccount(
          dn: DN(SambaDC.dn(person: "blind")), password: Secret("Secret-blind"))
        $0.limits.connectTimeout = .seconds(15)
      }
    }.check()
    await samba.stop()
  }
}
