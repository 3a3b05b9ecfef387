import Identity
import LDAPDirectory
import TestKit
import Testing

@Suite("Groups whose members the directory works out")
struct DynamicGroupTests {
  @Test("members of a dynamic group, alone or within another, are members (DOM-41)")
  func dynlist() async throws {
    var options = Slapd.Options()
    options.dynamicGroups = true
    let slapd = try await Slapd.start(
      people: ["night1", "night2", "day"].map { name in
        Slapd.Person(name, more: name == "day" ? [:] : ["title": ["night"]])
      }, groups: [], options: options)
    try await slapd.add(
      Slapd.record(
        Slapd.dn(group: "night"),
        [
          ("objectClass", ["groupOfURLs"]), ("cn", ["night"]),
          ("memberURL", ["ldap:///\(Slapd.peopleBase)??sub?(title=night)"]),
        ])
        + Slapd.record(
          Slapd.dn(group: "all"),
          [
            ("objectClass", ["groupOfNames"]), ("cn", ["all"]),
            ("member", [Slapd.dn(group: "night"), Slapd.dn(person: "day")]),
          ]))
    let directory = try directory(slapd)
    for (groupName, people) in [
      ("night", ["night1", "night2"]), ("all", ["night1", "night2", "day"]),
    ] {
      let id = try #require(StableID(try await slapd.stableID(Slapd.dn(group: groupName))))
      let group = GroupChoice.group(id, name: groupName)
      let page = try await directory.members(of: group, search: nil, cursor: nil, for: "r")
      #expect(Set(page.elements.map(\.login)) == Set(people))
      let found = try await directory.members(of: group, search: "night", cursor: nil, for: "r")
      #expect(Set(found.elements.map(\.login)) == ["night1", "night2"])
      for name in ["night1", "day"] {
        let member = try #require(try await directory.member(login: login(name)))
        let isIn = people.contains(name)
        let outcome = try await directory.verify(
          member, password: Secret("Secret-\(name)"), group: group)
        #expect(outcome == (isIn ? .verified(VerifiedBind(member: member)) : .notInGroup))
        #expect(try await directory.present([member.id], in: group) == (isIn ? [member.id] : []))
        let membership = try await directory.membership(of: member, in: group)
        #expect((membership != nil) == isIn)
        if name == "night1" {
          #expect(membership?.way == (groupName == "night" ? .direct : .nested))
        }
      }
    }
    // Whoever no longer fits the search is out.
    let night1 = try #require(try await directory.member(login: login("night1")))
    let id = try #require(StableID(try await slapd.stableID(Slapd.dn(group: "night"))))
    try await slapd.modify(
      Slapd.change(Slapd.dn(person: "night1"), replace: "title", ["day"]))
    #expect(try await directory.present([night1.id], in: .group(id, name: "night")) == [])
    await directory.close()
    await slapd.stop()
  }

  @Test("a group that lists nobody, but of which the server says that a person is in it (DOM-41)")
  func computed() async throws {
    // No server at hand keeps memberOf without a list; seeAlso stands in for it.
    let slapd = try await Slapd.start(
      people: [
        Slapd.Person("in", more: ["seeAlso": [Slapd.dn(group: "told")]]), Slapd.Person("out"),
      ], groups: [Slapd.Group("told")])
    let directory = try directory(slapd) {
      var preset = ServerPreset.openLDAP
      preset.memberOf = "seeAlso"
      $0.kind = .custom(preset)
    }
    let id = try #require(StableID(try await slapd.stableID(Slapd.dn(group: "told"))))
    let group = GroupChoice.group(id, name: "told")
    let member = try #require(try await directory.member(login: login("in")))
    let membership = try #require(try await directory.membership(of: member, in: group))
    #expect(membership.way == .computed)
    #expect(membership.path == [try DN(Slapd.dn(group: "told"))])
    let other = try #require(try await directory.member(login: login("out")))
    #expect(try await directory.membership(of: other, in: group) == nil)
    await directory.close()
    await slapd.stop()
  }
}
