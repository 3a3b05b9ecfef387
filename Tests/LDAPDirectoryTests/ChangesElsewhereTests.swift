import Foundation
import Identity
import Synchronization
import TestKit
import Testing

@testable import LDAPDirectory

@Suite("What changed on 389 Directory Server and Active Directory")
struct ChangesElsewhereTests {
  /// Two looks with a change between them: who changed, and what the second look costs.
  private func look(
    _ directory: LDAPDirectory, of login: String, _ change: () async throws -> Void
  ) async throws {
    let member = try #require(try await directory.member(login: LDAPDirectoryTests.login(login)))
    let mark = try #require(try await directory.changes(since: nil))
    #expect(mark.way == .stamps)
    try await change()
    let changes = try #require(try await directory.changes(since: mark.mark))
    #expect(changes.changed.contains(member.id))
    #expect(changes.mark.text >= mark.mark.text)
    let now = try #require(try await directory.members([member.id])[member.id])
    #expect(now.email == "new@example.test" && now.id == member.id)
    // Past the window nothing is told twice.
    let later = ChangeStamp(seconds: Int(Date().timeIntervalSince1970) + 3600)
    let mark2 = DirectoryMark(text: "stamp:" + later.text(withFraction: false))
    #expect(try await directory.changes(since: mark2)?.changed.isEmpty == true)
    await directory.close()
  }

  @Test("389 Directory Server is asked by the time of change, and knows people by their stable id")
  func ds389() async throws {
    let server = try await DirectoryServer389.start()
    var configuration = try domain([server.ldapURL], caFile: server.caFile)
    configuration.kind = .directoryServer389
    let directory = LDAPDirectory(configuration: configuration, random: TestRandom())
    try await look(directory, of: "u1") {
      try await server.modify(
        Slapd.change(DirectoryServer389.dn(person: "u1"), replace: "mail", ["new@example.test"]))
    }
    await server.stop()
  }

  @Test("where Active Directory refuses DirSync it is asked by whenChanged, which it can search by")
  func activeDirectory() async throws {
    let samba = try await SambaDC.start(people: [.init("u1")], groups: [])
    let configuration = try DirectoryConfiguration(
      name: #require(DomainName("kit")), kind: .activeDirectory,
      servers: [ServerAddress(samba.ldapsURL)], baseDN: DN(SambaDC.peopleBase),
      serviceAccount: ServiceAccount(
        dn: DN(SambaDC.serviceDN), password: Secret(SambaDC.servicePassword)),
      caFile: samba.caFile,
      rules: DirectoryRules(
        createsCards: false, qualifiers: [], suffixes: [], loginByEmail: false, lockout: nil))
    let directory = LDAPDirectory(configuration: configuration, random: TestRandom())
    directory.lacksSync.withLock { $0 = true }
    try await look(directory, of: "u1") {
      try await samba.modify(
        Slapd.change(SambaDC.dn(person: "u1"), replace: "mail", ["new@example.test"]))
    }
    await samba.stop()
  }
}
