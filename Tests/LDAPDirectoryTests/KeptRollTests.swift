import Identity
import TestKit
import Testing

@testable import LDAPDirectory

/// Phrases in groups that only their values tell of.
@Suite("Searching in a group without memberOf")
struct KeptRollTests {
  /// `outer` holds `inner`, which holds p101 to p120.
  private func started() async throws -> Slapd {
    let logins = (101...130).map { "p\($0)" }
    return try await Slapd.start(
      people: logins.map { Slapd.Person($0) },
      groups: [
        Slapd.Group("inner", people: Array(logins.prefix(20))),
        Slapd.Group("outer", people: [], groups: ["inner"]),
      ])
  }

  private func group(_ name: String, _ slapd: Slapd) async throws -> GroupChoice {
    let id = try #require(StableID(try await slapd.stableID(Slapd.dn(group: name))))
    return .group(id, name: name)
  }

  private func found(_ phrase: String, _ group: GroupChoice, _ directory: LDAPDirectory)
    async throws -> [String]
  {
    try await directory.members(of: group, search: phrase, cursor: nil, for: "r").elements
      .map(\.login).sorted()
  }

  /// How often the values of a group were read.
  private func readings(_ slapd: Slapd) throws -> Int {
    try slapd.log().split(separator: "\n").count { $0.contains("SRCH attr=member") }
  }

  @Test("few people are looked up one by one, nested groups too, and no group is read (DOM-31, 41)")
  func few() async throws {
    let slapd = try await started()
    let directory = try directory(slapd)
    for name in ["inner", "outer"] {
      let group = try await group(name, slapd)
      #expect(try await found("p101", group, directory) == ["p101"])
      #expect(try await found("p125", group, directory) == [])
      #expect(try await found("nobody", group, directory) == [])
    }
    #expect(try readings(slapd) == 0)
    let gone = try #require(StableID("00000000-0000-4000-8000-000000000000"))
    await expect(.noSuchObject) {
      _ = try await directory.members(
        of: .group(gone, name: ""), search: "p101", cursor: nil, for: "r")
    }
    await directory.close()
    await slapd.stop()
  }

  @Test(
    "of many the group is read once in a while; signing in and listing ask the directory itself")
  func many() async throws {
    let slapd = try await started()
    let directory = try directory(slapd)
    let group = try await group("inner", slapd)
    let logins = (101...120).map { "p\($0)" }
    #expect(try await found("p1", group, directory) == logins)
    let once = try readings(slapd)
    #expect(once == 1)
    #expect(try await found("p1", group, directory) == logins)
    #expect(try readings(slapd) == once)

    let member = try #require(try await directory.member(login: login("p101")))
    try await slapd.modify(
      """
      dn: \(Slapd.dn(group: "inner"))
      changetype: modify
      delete: member
      member: \(Slapd.dn(person: "p101"))

      """)
    #expect(
      try await directory.verify(member, password: Secret("Secret-p101"), group: group)
        == .notInGroup)
    #expect(try await found("p101", group, directory) == [])
    let page = try await directory.members(of: group, search: nil, cursor: nil, for: "r")
    #expect(page.elements.count == 19)
    let other = try #require(try await directory.member(login: login("p102")))
    #expect(try await directory.present([member.id, other.id], in: group) == [other.id])
    await directory.close()
    await slapd.stop()
  }

  @Test(
    "many people are looked after by one reading of their group, and nobody by an old one (DOM-35)")
  func presence() async throws {
    let slapd = try await started()
    let fresh = try directory(slapd) { $0.limits.rollAge = .zero }
    let kept = try directory(slapd) { $0.limits.rollAge = .seconds(30) }
    let group = try await group("inner", slapd)
    let page = try await fresh.members(of: group, search: nil, cursor: nil, for: "r")
    let ids = page.elements.map(\.id)
    let before = try readings(slapd)
    for _ in 0..<3 { #expect(try await kept.present(ids, in: group) == Set(ids)) }
    #expect(try readings(slapd) == before + 1)
    for _ in 0..<3 { #expect(try await fresh.present(ids, in: group) == Set(ids)) }
    #expect(try readings(slapd) == before + 4)
    await fresh.close()
    await kept.close()
    await slapd.stop()
  }

  @Test("a roll that is kept is good for its group and for as long as it is asked for")
  func age() throws {
    let group = try #require(StableID("00000000-0000-4000-8000-000000000001"))
    let other = try #require(StableID("00000000-0000-4000-8000-000000000002"))
    let roll = GroupRoll(
      allGroups: NameSet.distinguishedNames, kinds: [], limits: DirectoryLimits())
    let kept = KeptRoll(group: group, roll: roll, readAt: .now - .seconds(6))
    #expect(kept.isGood(for: group, within: DirectoryLimits().searchRollAge))
    #expect(!kept.isGood(for: group, within: DirectoryLimits().rollAge))
    #expect(!kept.isGood(for: other, within: DirectoryLimits().searchRollAge))
  }
}
