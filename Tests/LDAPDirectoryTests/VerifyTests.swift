import Identity
import LDAPDirectory
import TestKit
import Testing

@Suite("Signing in through the directory")
struct VerifyTests {
  @Test("a member is found by login and the right password is verified (DOM-36)")
  func rightPassword() async throws {
    let directory = try directory(try await usualSlapd.value)
    let member = try #require(try await directory.member(login: login("u1")))
    #expect(member.name == "Anna Nowak")
    #expect(member.email == "u1@example.test")
    let outcome = try await directory.verify(member, password: Secret("Secret-u1"), group: .all)
    #expect(outcome == .verified(VerifiedBind(member: member)))
    #expect(try await directory.member(member.id) == member)
    await directory.close()
  }

  @Test("a wrong password is a result and exactly one bind")
  func wrongPassword() async throws {
    let slapd = try await Slapd.start()
    let directory = try directory(slapd)
    let member = try #require(try await directory.member(login: login("u2")))
    #expect(
      try await directory.verify(member, password: Secret("wrong"), group: .all) == .wrongPassword)
    #expect(try slapd.bindCount(member.dn) == 1)
    await directory.close()
    await slapd.stop()
  }
}
