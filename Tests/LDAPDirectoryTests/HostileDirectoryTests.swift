import Identity
import LDAPDirectory
import TestKit
import Testing

/// What docs/threat-model.md says of directories that are not what they should be.
@Suite("Hostile directories")
struct HostileDirectoryTests {
  private static let person = "uid=u1,\(Slapd.peopleBase)"

  private static func entry(_ more: [String: [String]] = [:]) -> LDAPStandIn.Answer {
    .entry(
      person,
      ["uid": ["u1"], "entryUUID": ["6b8fdc3a-0000-4000-8000-000000000001"], "cn": ["Anna"]]
        .merging(more) { _, new in new })
  }

  private func plain(_ standIn: LDAPStandIn) throws -> LDAPDirectory {
    LDAPDirectory(
      configuration: try domain([standIn.ldapURL], caFile: nil, startTLS: false) {
        $0.insecurePlainPasswords = true
      }, random: TestRandom())
  }

  private func member() throws -> Member {
    Member(
      id: try #require(StableID("x")), dn: Self.person, login: "u1", name: "U", email: nil)
  }

  @Test("a referral, to a bind or in a search, is never followed: no other server sees a byte")
  func foreignReferral() async throws {
    let trap = try await LDAPStandIn.start { _ in [.done(.success)] }
    defer { trap.stop() }
    let url = trap.ldapURL
    let referral = LDAPStandIn.Result(10, referrals: ["\(url)/\(Self.person)??sub"])
    for isReference in [true, false] {
      let standIn = try await LDAPStandIn.start { request in
        switch request.operation {
        case .bind(Slapd.serviceDN, _): [.done(.success)]
        case .search where isReference:
          [Self.entry(), .reference(["\(url)/\(Slapd.peopleBase)"]), .done(.success)]
        default: [.done(referral)]
        }
      }
      let directory = try plain(standIn)
      for work: () async throws -> Void in [
        { _ = try await directory.member(login: login("u1")) },
        { _ = try await directory.members(of: .all, search: nil, cursor: nil, for: "r") },
        {
          _ = try await directory.verify(
            try member(), password: Secret("Secret-u1"), group: .all)
        },
      ] {
        await #expect(throws: DirectoryError.self) { try await work() }
      }
      await directory.close()
      #expect(standIn.accepted > 0)
      standIn.stop()
    }
    #expect(trap.accepted == 0)
  }

  @Test(
    "a server that says yes to everything behind a wrong certificate is told no password (DOM-40)",
    arguments: [LDAPStandIn.Security.ldaps, .startTLS])
  func yesSayer(_ security: LDAPStandIn.Security) async throws {
    let standIn = try await LDAPStandIn.start(security) { request in
      if case .search = request.operation { return [Self.entry(), .done(.success)] }
      return [.done(.success)]
    }
    defer { standIn.stop() }
    let other = try TestAuthority(name: "Another authority")
    func directory(_ authority: String) throws -> LDAPDirectory {
      LDAPDirectory(
        configuration: try domain(
          [security == .ldaps ? standIn.ldapsURL : standIn.ldapURL], caFile: authority,
          startTLS: security == .startTLS), random: TestRandom())
    }
    let wrong = try directory(other.certificateFile)
    await expect(.untrusted) { _ = try await wrong.member(login: login("u1")) }
    await expect(.untrusted) {
      _ = try await wrong.verify(try member(), password: Secret("Secret-u1"), group: .all)
    }
    await wrong.close()
    for request in standIn.requests {
      guard case .extended = request.operation else {
        Issue.record("said before the certificate was verified: \(request.operation)")
        continue
      }
    }
    // Behind the right one it is believed: what it said would have been enough.
    let right = try directory(standIn.caFile)
    #expect(try await right.member(login: login("u1")) != nil)
    await right.close()
  }

  @Test("attribute values of 10 MB are no answer; of long ones the name is cut, the rest refused")
  func hugeValues() async throws {
    let letters = String(repeating: "x", count: 300 << 10)
    // One letter with all these accents on it is one character.
    let accents = "e" + String(repeating: "\u{301}", count: 150 << 10)
    let endless = String(repeating: "x", count: 10 << 20)
    let standIn = try await LDAPStandIn.start { request in
      guard case .search(_, _, let filter, _, _) = request.operation else {
        return [.done(.success)]
      }
      let values: [String: [String]] =
        if filter.contains("letters") {
          ["displayName": [letters], "cn": [letters], "mail": [letters]]
        } else if filter.contains("accents") {
          ["displayName": [accents], "cn": [accents], "mail": [accents]]
        } else if filter.contains("endless") {
          ["displayName": [endless]]
        } else if filter.contains("login") {
          ["uid": [letters]]
        } else {
          ["entryUUID": [letters]]
        }
      return [Self.entry(values), .done(.success)]
    }
    defer { standIn.stop() }
    let directory = try plain(standIn)
    for name in ["letters", "accents"] {
      let member = try #require(try await directory.member(login: login(name)))
      #expect(member.name.unicodeScalars.count == 256)
      #expect(member.email == nil)
    }
    await expect(.badAnswer) { _ = try await directory.member(login: login("endless")) }
    await expect(.badAnswer) { _ = try await directory.member(login: login("login")) }
    await expect(.badAnswer) { _ = try await directory.member(login: login("identifier")) }
    await directory.close()
  }

  @Test("filter text in ids, groups and addresses finds nobody and is nobody's (DOM-38)")
  func injection() async throws {
    let slapd = try await usualSlapd.value
    let directory = try directory(slapd) { $0.rules.loginByEmail = true }
    let everybody = try await directory.members(of: .all, search: nil, cursor: nil, for: "r")
    #expect(everybody.elements.count > 1)
    let texts = [
      "*", "*)(objectClass=*", "x)(|(uid=*", "x\u{0}*", "\\2a", "cn=staff,\(Slapd.groupBase)",
      "00000000-0000-0000-0000-000000000000)(uid=*",
    ]
    for text in texts {
      guard let id = StableID(text) else { continue }
      #expect(try await directory.member(id) == nil, "\(text)")
      #expect(try await directory.present([id], in: .all) == [], "\(text)")
      #expect(try await directory.members([id]).isEmpty, "\(text)")
      await expect(.noSuchObject) {
        _ = try await directory.members(
          of: .group(id, name: "*"), search: nil, cursor: nil, for: "r")
      }
    }
    for text in ["*@example.test", "u1)(uid=*@example.test", "*)(mail=*@firma.test", "u*@x.test"] {
      guard let login = Login(text) else { continue }
      #expect(try await directory.member(login: login) == nil, "\(text)")
    }
    await directory.close()
  }
}
