import Identity
import LDAPDirectory
import TestKit
import Testing

@Suite("Accounts that may not be used")
struct AccountTests {
  private func verify(_ name: String, _ password: String, _ directory: LDAPDirectory) async throws
    -> BindOutcome
  {
    let member = try #require(try await directory.member(login: login(name)))
    return try await directory.verify(member, password: Secret(password), group: .all)
  }

  @Test("expired, locked, to be changed, disabled: told apart for the log (DOM-43)")
  func policy() async throws {
    let slapd = try await Slapd.start(options: Slapd.Options(lockAfter: 3))
    let directory = try directory(slapd)
    let dn = { (number: Int) in Slapd.dn(person: "u\(number)") }
    try await slapd.modifyRelaxed(
      Slapd.change(dn(1), replace: "pwdChangedTime", ["20200101000000Z"]))
    try await slapd.modify(Slapd.change(dn(2), replace: "pwdReset", ["TRUE"]))
    try await slapd.modify(
      Slapd.change(dn(3), replace: "pwdAccountLockedTime", ["000001010000Z"]))
    let first = try #require(try await directory.member(login: login("u1")))
    #expect(
      try await verify("u1", "Secret-u1", directory)
        == .mustChangePassword(VerifiedBind(member: first), .expired))
    #expect(try await verify("u1", "wrong", directory) == .wrongPassword)
    let second = try #require(try await directory.member(login: login("u2")))
    #expect(
      try await verify("u2", "Secret-u2", directory)
        == .mustChangePassword(VerifiedBind(member: second), .mustChange))
    #expect(try await verify("u2", "wrong", directory) == .wrongPassword)
    // No guess is put to a disabled account.
    #expect(try await verify("u3", "Secret-u3", directory) == .unusable(.disabled))
    #expect(try slapd.bindCount(dn(3)) == 0)
    for _ in 0..<3 { #expect(try await verify("u4", "wrong", directory) == .wrongPassword) }
    #expect(try await verify("u4", "Secret-u4", directory) == .unusable(.locked))
    // Another person's bind on the same connection is not touched by it.
    let fine = try #require(try await directory.member(login: login("u5")))
    #expect(
      try await verify("u5", "Secret-u5", directory) == .verified(VerifiedBind(member: fine)))

    // A lock after wrong passwords passes: it ends nobody's session. A disabled account does.
    var ids: [StableID] = []
    for number in 1...5 {
      ids.append(try #require(StableID(try await slapd.stableID(dn(number)))))
    }
    #expect(try await directory.present(ids, in: .all) == Set(ids).subtracting([ids[2]]))
    await directory.close()
    await slapd.stop()
  }

  @Test("an entry without a password is refused")
  func noPassword() async throws {
    let slapd = try await Slapd.start(people: [Slapd.Person("bare", password: "")], groups: [])
    let directory = try directory(slapd)
    #expect(try await verify("bare", "anything", directory) == .wrongPassword)
    await directory.close()
    await slapd.stop()
  }

  @Test("an operator's own filter says who is disabled")
  func filter() async throws {
    let slapd = try await usualSlapd.value
    let directory = try directory(slapd) { configuration in
      var preset = ServerPreset.openLDAP
      preset.disabledFilter = try Filter(parsing: "(|(sn=Nowak)(mail=u3@*))")
      configuration.kind = .custom(preset)
    }
    #expect(try await verify("u1", "Secret-u1", directory) == .unusable(.disabled))
    #expect(try await verify("u3", "Secret-u3", directory) == .unusable(.disabled))
    let fine = try #require(try await directory.member(login: login("u2")))
    #expect(
      try await verify("u2", "Secret-u2", directory) == .verified(VerifiedBind(member: fine)))
    let page = try await directory.members(of: .all, search: nil, cursor: nil, for: "r")
    #expect(page.elements.filter { $0.unusable == .disabled }.map(\.login) == ["u1", "u3"])
    let ids = page.elements.map(\.id)
    #expect(
      try await directory.present(ids, in: .all) == Set([ids[1], ids[3], ids[4]]))
    await directory.close()
  }

  @Test("a refused service account is told as such, and not tried again at once (DOM-B04)")
  func serviceAccount() async throws {
    let first = try await Slapd.start(people: [], groups: [])
    let second = try await Slapd.start(people: [], groups: [])
    let directory = LDAPDirectory(
      configuration: try domain([first.ldapURL, second.ldapURL], caFile: first.caFile) {
        $0.serviceAccount = try ServiceAccount(dn: DN(Slapd.serviceDN), password: Secret("wrong"))
      }, random: TestRandom())
    for _ in 0..<5 {
      await expect(.serviceAccountRefused) { _ = try await directory.member(login: login("u1")) }
    }
    #expect(try first.bindCount(Slapd.serviceDN) == 1)
    #expect(try second.bindCount(Slapd.serviceDN) == 0)
    await directory.close()
    await first.stop()
    await second.stop()
  }

  @Test("fifty calls at once with a wrong service password are one bind (DOM-B04)")
  func serviceAccountCrowd() async throws {
    let slapd = try await Slapd.start(people: [], groups: [])
    let directory = try directory(slapd) {
      $0.serviceAccount = try ServiceAccount(dn: DN(Slapd.serviceDN), password: Secret("wrong"))
      $0.limits.refusalPause = .seconds(600)
    }
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<50 {
        group.addTask {
          await expect(.serviceAccountRefused) {
            _ = try await directory.member(login: login("u1"))
          }
        }
      }
    }
    #expect(try slapd.bindCount(Slapd.serviceDN) == 1)
    await directory.close()
    await slapd.stop()
  }
}
