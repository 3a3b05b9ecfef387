import Identity
import LDAPDirectory
import TestKit
import Testing

/// What is Active Directory's alone, against `usualSamba`, which nobody changes.
@Suite("Active Directory")
struct ActiveDirectoryTests {
  private func server() async throws -> TestServer {
    TestServer(running: .activeDirectory(try await usualSamba.value), kind: .activeDirectory)
  }

  private func member(_ text: String, _ directory: LDAPDirectory) async throws -> Member? {
    try await directory.member(login: login(text))
  }

  @Test("DOMAIN\\name, name@domain, the principal name and name are one login (DOM-47)")
  func logins() async throws {
    let directory = try await server().directory()
    let plain = try #require(try await member("u1", directory))
    #expect(plain.name == "Anna Nowak" && plain.email == "u1@kit.test")
    for text in ["KIT\\u1", "kit\\U1", "u1@kit.test", "U1@KIT.TEST", "example\\u1"] {
      #expect(try await member(text, directory) == plain)
    }
    for text in ["OTHER\\u1", "u1@other.test", "u1@kit"] {
      #expect(try await member(text, directory) == nil)
    }
    await directory.close()
  }

  @Test("people are listed, computers, groups and contacts are not (DOM-31)")
  func people() async throws {
    let directory = try await server().directory()
    let page = try await directory.members(of: .all, search: nil, cursor: nil, for: "r")
    let logins = Set(page.elements.map(\.login))
    #expect(logins.isSuperset(of: ["u1", "u2", "u3", "u4", "u5", "u6", "brama", "Administrator"]))
    #expect(!logins.contains { $0.hasSuffix("$") })
    #expect(page.elements.allSatisfy { GUIDForm.isOne($0.id.text) })
    await directory.close()
  }

  private enum GUIDForm {
    static func isOne(_ text: String) -> Bool {
      text.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/) != nil
    }
  }

  @Test("the reason of a refused bind is told from its sub-code (DOM-43)")
  func states() async throws {
    let directory = try await server().directory()
    func verify(_ name: String, _ password: String) async throws -> BindOutcome {
      let member = try #require(try await member(name, directory))
      return try await directory.verify(member, password: Secret(password), group: .all)
    }
    for (name, reason) in [("oldpass", PasswordChangeReason.expired), ("mustchange", .mustChange)] {
      #expect(try await verify(name, "Secret-\(name)").changeReason == reason)
      #expect(try await verify(name, "wrong") == .wrongPassword)
    }
    for (name, problem) in [("disabled", AccountProblem.disabled), ("gone", .expired)] {
      #expect(try await verify(name, "Secret-\(name)") == .unusable(problem))
      #expect(try await verify(name, "wrong") == .unusable(problem))
    }
    await directory.close()
  }

  @Test("where the entry does not tell, the sub-code of the one bind does (DOM-43)")
  func subcodes() async throws {
    let directory = try await server().directory {
      var preset = ServerPreset.activeDirectory
      preset.unusable = []
      $0.kind = .custom(preset)
    }
    for (name, problem) in [("disabled", AccountProblem.disabled), ("gone", .expired)] {
      let member = try #require(try await member(name, directory))
      #expect(member.unusable == nil)
      #expect(
        try await directory.verify(member, password: Secret("Secret-\(name)"), group: .all)
          == .unusable(problem))
      #expect(
        try await directory.verify(member, password: Secret("wrong"), group: .all)
          == .wrongPassword)
    }
    await directory.close()
  }

  @Test("the primary group counts in sign-in, lists, searches and looks (DOM-41)")
  func primaryGroup() async throws {
    let server = try await server()
    let directory = try server.directory()
    let drivers = try await server.group("drivers")
    let u5 = try #require(try await member("u5", directory))
    let u1 = try #require(try await member("u1", directory))
    #expect(
      try await directory.verify(u5, password: Secret("Secret-u5"), group: drivers)
        == .verified(VerifiedBind(member: u5)))
    #expect(
      try await directory.verify(u1, password: Secret("Secret-u1"), group: drivers) == .notInGroup)
    for phrase in [nil, "emil"] {
      let page = try await directory.members(of: drivers, search: phrase, cursor: nil, for: "r")
      #expect(page.elements.map(\.id) == [u5.id])
    }
    #expect(try await directory.present([u5.id, u1.id], in: drivers) == [u5.id])
    let membership = try #require(try await directory.membership(of: u5, in: drivers))
    #expect(membership.way == .direct && membership.isByPrimaryGroup)
    await directory.close()
  }

  @Test("a primary group within the chosen group counts too (DOM-41)")
  func nestedPrimaryGroup() async throws {
    let directory = try await server().directory()
    // "Domain Users" is everybody's primary group here but u5's, and lies in the built-in "Users".
    let groups = try await directory.groups(search: "Users", cursor: nil, for: "r").elements
    let users = try #require(groups.first { $0.dn.lowercased().contains("cn=users,cn=builtin") })
    let domainUsers = try #require(groups.first { $0.name == "Domain Users" })
    let choice = GroupChoice.group(users.id, name: users.name)
    let u1 = try #require(try await member("u1", directory))
    #expect(
      try await directory.verify(u1, password: Secret("Secret-u1"), group: choice)
        == .verified(VerifiedBind(member: u1)))
    let membership = try #require(try await directory.membership(of: u1, in: choice))
    #expect(membership.way == .nested && membership.isByPrimaryGroup)
    #expect(membership.path == (try [domainUsers.dn, users.dn].map { try DN($0) }))
    let page = try await directory.members(of: choice, search: "anna", cursor: nil, for: "r")
    #expect(page.elements.map(\.id) == [u1.id])
    #expect(try await directory.present([u1.id], in: choice) == [u1.id])
    await directory.close()
  }

  @Test("nested groups are followed by the server, both ways (DOM-41)")
  func chain() async throws {
    let server = try await server()
    let directory = try server.directory()
    let staff = try await server.group("staff")
    let page = try await directory.members(of: staff, search: nil, cursor: nil, for: "r")
    #expect(
      Set(page.elements.map(\.login)) == [
        "u1", "u2", "u3", "u6", "disabled", "oldpass", "mustchange", "gone",
      ])
    let u6 = try #require(try await member("u6", directory))
    #expect(
      try await directory.verify(u6, password: Secret("Secret-u6"), group: staff)
        == .verified(VerifiedBind(member: u6)))
    let path = try #require(try await directory.membership(of: u6, in: staff)).path
    #expect(path == (try ["night", "warehouse", "staff"].map { try DN(server.dn(group: $0)) }))
    await directory.close()
  }

  @Test("a server that ignores the size limit of a request still gives the first few (DOM-31)")
  func firstFew() async throws {
    let whole = try await server().directory()
    let all = try await whole.members(of: .all, search: "ow", cursor: nil, for: "r")
    #expect(all.elements.count > 1 && !all.more)
    await whole.close()
    let directory = try await server().directory { $0.limits.searchSize = 1 }
    let few = try await directory.members(of: .all, search: "ow", cursor: nil, for: "r")
    #expect(few.elements.count == 1 && few.more)
    // The connection is as good as before.
    #expect(try await directory.member(login: login("u1"))?.login == "u1")
    await directory.close()
  }

  @Test("references to other servers are refused unless the configuration names them (DOM-45)")
  func references() async throws {
    let directory = try await server().directory {
      var preset = ServerPreset.activeDirectory
      preset.ignoredPartitions = []
      $0.kind = .custom(preset)
    }
    await expect(.referral) { _ = try await member("u1", directory) }
    await directory.close()
    let named = try await server().directory {
      var preset = ServerPreset.activeDirectory
      preset.ignoredPartitions = []
      preset.ignoredReferences = ["ldaps://kit.test/"]
      $0.kind = .custom(preset)
    }
    #expect(try await member("u1", named) != nil)
    await named.close()
  }

  @Test("the directory tells what its domain is called in logins (DOM-47)")
  func names() async throws {
    let directory = try await server().directory()
    let names = try #require(try await directory.domainNames())
    #expect(names.netBIOS == "KIT" && names.suffixes == ["kit.test"])
    await directory.close()
    let other = try await server().directory { $0.kind = .openLDAP }
    #expect(try await other.domainNames() == nil)
    await other.close()
  }
}
