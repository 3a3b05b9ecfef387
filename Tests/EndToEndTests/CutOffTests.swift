import Foundation
import TestKit
import Testing

/// Sessions of people whom the directory no longer lets in, with the service and the directories as they
/// are. OpenLDAP's turn is in `FaultDirectoryTests`.
@Suite struct CutOffTests {
  private func house(_ domain: String) async throws -> FaultHouse {
    let house = try await FaultHouse.start(
      more: """
        [directory_check]
        interval = 1
        [domains.main]
        create_cards = true
        \(domain)
        """)
    let result = try await house.installation.brama([
      "company", "set", "home", "--domain", "main", "--group", "staff",
    ])
    try #require(result.code == 0, "\(result.errors)")
    return house
  }

  private func ends(_ token: String, _ house: FaultHouse) async throws {
    let start = ContinuousClock.now
    while try await house.status(token) != 401 {
      // Two looks take two seconds; the rest is for a busy machine.
      try #require(ContinuousClock.now - start < .seconds(20))
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  /// - Parameters:
  ///   - lock: makes the directory lock this account as wrong guesses of a stranger do.
  ///   - end: what else keeps an account out for good.
  private func cutOff(
    _ house: FaultHouse, lock: (String) async throws -> Void,
    setDisabled: (String, Bool) async throws -> Void, end: (String) async throws -> Void,
    takeOut: (String) async throws -> Void
  ) async throws {
    func signIn(_ login: String) async throws -> String {
      try await house.ask { try #require(try $0.signIn(login, "Secret-\(login)").token) }
    }
    let locked = try await signIn("locked")
    let tokens = [try await signIn("u1"), try await signIn("u2"), try await signIn("u3")]
    try await lock("locked")
    try await setDisabled("u1", true)
    try await ends(tokens[0], house)
    let refused = try await house.ask { try $0.signIn("u1", "Secret-u1") }
    #expect(refused.status == 401)
    try await setDisabled("u1", false)
    // In at once: no look has to come by first.
    _ = try await signIn("u1")
    try await end("u2")
    try await ends(tokens[1], house)
    try await takeOut("u3")
    try await ends(tokens[2], house)
    // Six looks at the least have passed over the lock.
    #expect(try await house.status(locked) == 200)
    let events = try await house.installation.json(
      "audit", "list", "--action", "session-ended", "--reason", "gone-from-directory")
    #expect(events["entries"].list.count == 3)
    let reasons = try await house.installation.json(
      "audit", "list", "--action", "sign-in-refused", "--reason", "disabled")
    #expect(reasons["entries"].list.count == 1)
    try await house.service.stop()
  }

  private static let people = ["u1", "u2", "u3", "u4", "u5", "u6", "u7", "locked"]

  @Test(
    """
    Active Directory: disabled, at its end, out of the group loses the session; locked keeps it; \
    enabled again signs in at once
    """)
  func activeDirectory() async throws {
    let samba = try await SambaDC.start(
      people: Self.people.map { SambaDC.Person($0) },
      groups: [SambaDC.Group("staff", people: Self.people)],
      options: .init(policy: .init(lockAfter: 3)))
    let house = try await house(
      """
      kind = "active-directory"
      servers = ["\(samba.ldapsURL)"]
      base = "\(SambaDC.baseDN)"
      service_dn = "\(SambaDC.serviceDN)"
      service_password = "\(SambaDC.servicePassword)"
      ca_file = "\(samba.caFile)"
      """)
    try await cutOff(house) { login in
      for _ in 0..<3 { _ = try await samba.bindAnswer(SambaDC.dn(person: login), "wrong") }
      let answer = try await samba.bindAnswer(SambaDC.dn(person: login), "Secret-\(login)")
      #expect(answer.contains("data 775"))
    } setDisabled: { login, isDisabled in
      try await samba.modify(
        Slapd.change(
          SambaDC.dn(person: login), replace: "userAccountControl", [isDisabled ? "514" : "512"]))
    } end: { login in
      try await samba.modify(
        Slapd.change(
          SambaDC.dn(person: login), replace: "accountExpires", ["131000000000000000"]))
    } takeOut: { login in
      try await samba.modify(
        Slapd.change(
          SambaDC.dn(group: "staff"), replace: "member",
          Self.people.filter { $0 != login }.map { SambaDC.dn(person: $0) }))
    }
    await samba.stop()
  }

  @Test(
    """
    389 Directory Server: disabled, deleted, out of the group loses the session; locked keeps it; \
    enabled again signs in at once
    """)
  func directoryServer389() async throws {
    let server = try await DirectoryServer389.start(
      people: Self.people.map { Slapd.Person($0) },
      groups: [Slapd.Group("staff", people: Self.people)],
      options: .init(lockAfter: 3, legacyLocking: false))
    let house = try await house(
      """
      kind = "389ds"
      servers = ["\(server.ldapsURL)"]
      base = "\(DirectoryServer389.baseDN)"
      service_dn = "\(DirectoryServer389.serviceDN)"
      service_password = "\(DirectoryServer389.servicePassword)"
      ca_file = "\(server.caFile)"
      """)
    try await cutOff(house) { login in
      for _ in 0..<3 { _ = try await server.bindAnswer(Slapd.dn(person: login), "wrong") }
      let answer = try await server.bindAnswer(Slapd.dn(person: login), "Secret-\(login)")
      #expect(!answer.isEmpty)
    } setDisabled: { login, isDisabled in
      try await server.setDisabled(login, isDisabled)
    } end: { login in
      try await server.modify("dn: \(Slapd.dn(person: login))\nchangetype: delete\n\n")
    } takeOut: { login in
      try await server.modify(
        Slapd.change(
          Slapd.dn(group: "staff"), replace: "member",
          Self.people.filter { $0 != login }.map { Slapd.dn(person: $0) }))
    }
    await server.stop()
  }
}
