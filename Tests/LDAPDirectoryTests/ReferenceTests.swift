import Identity
import LDAPDirectory
import TestKit
import Testing

@Suite("References to other servers")
struct ReferenceTests {
  private func referring() async throws -> Slapd {
    let slapd = try await Slapd.start()
    try await slapd.addReferral("ou=branch,\(Slapd.peopleBase)", to: "ldap://Branch.example.test/")
    try await slapd.addReferral("cn=branch,\(Slapd.groupBase)", to: "ldap://Branch.example.test/")
    return slapd
  }

  @Test("an answer of which part lies on another server is none, never a short list (DOM-45)")
  func partial() async throws {
    let slapd = try await referring()
    let directory = try directory(slapd)
    let id = try #require(StableID(try await slapd.stableID(Slapd.dn(person: "u1"))))
    await expect(.referral) {
      _ = try await directory.members(of: .all, search: nil, cursor: nil, for: "r")
    }
    await expect(.referral) {
      _ = try await directory.members(of: .all, search: "an", cursor: nil, for: "r")
    }
    await expect(.referral) { _ = try await directory.groups(search: nil, cursor: nil, for: "r") }
    await expect(.referral) { _ = try await directory.present([id], in: .all) }
    await expect(.referral) { _ = try await directory.member(login: login("u1")) }
    await directory.close()
    await slapd.stop()
  }

  @Test("references that the preset says to ignore make no answer incomplete")
  func ignored() async throws {
    let slapd = try await referring()
    let directory = try directory(slapd) {
      var preset = ServerPreset.openLDAP
      preset.ignoredReferences = ["LDAP://branch."]
      $0.kind = .custom(preset)
    }
    let page = try await directory.members(of: .all, search: nil, cursor: nil, for: "r")
    #expect(page.elements.count == 5)
    #expect(try await directory.groups(search: nil, cursor: nil, for: "r").elements.count == 3)
    await directory.close()
    await slapd.stop()
  }
}
