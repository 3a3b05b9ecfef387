import Identity
import LDAPDirectory
import TestKit
import Testing

@Suite("One change, one outcome")
struct PasswordOutcomeTests {
  private typealias Kit = PasswordChangeTests

  /// A directory behind a proxy that loses the answer to a change, on a plain connection that it can read.
  private func behind(_ proxy: SilentProxy, _ slapd: Slapd) throws -> LDAPDirectory {
    LDAPDirectory(
      configuration: try domain([proxy.ldapURL], caFile: slapd.caFile) {
        $0.rules.changesPasswords = true
        $0.startTLS = false
        $0.insecurePlainPasswords = true
        $0.limits.operationTimeout = .seconds(2)
        $0.limits.totalDeadline = .seconds(12)
      }, random: TestRandom())
  }

  private func requests(_ slapd: Slapd) throws -> Int {
    try slapd.log().split(separator: "\n").count {
      $0.contains("EXT oid=\(Kit.passwordModify)")
    }
  }

  @Test("the answer to a change is lost: one look with the new password finds that it was changed")
  func lostAnswer() async throws {
    let slapd = try await Kit.start()
    let proxy = try SilentProxy(
      to: slapd.port, holding: Kit.passwordModify, passesRequest: true)
    let directory = try behind(proxy, slapd)
    let member = try #require(try await directory.member(login: login("u1")))
    let result = try await directory.changePassword(
      of: member, from: Secret("Secret-u1"), to: Secret("Fresh secret 1"))
    #expect(result == .changed)
    #expect(try requests(slapd) == 1)
    // One bind before the change, one look after it.
    #expect(try slapd.bindCount(member.dn) == 2)
    await directory.close()
    proxy.stop()
    await slapd.stop()
  }

  @Test("a change that the server never got is told as unknown, and is not sent again")
  func lostRequest() async throws {
    let slapd = try await Kit.start()
    let proxy = try SilentProxy(to: slapd.port, holding: Kit.passwordModify)
    let directory = try behind(proxy, slapd)
    let member = try #require(try await directory.member(login: login("u1")))
    await expect(.outcomeUnknown) {
      _ = try await directory.changePassword(
        of: member, from: Secret("Secret-u1"), to: Secret("Fresh secret 1"))
    }
    #expect(proxy.held == 1)
    #expect(try requests(slapd) == 0)
    #expect(try slapd.bindCount(member.dn) == 2)
    await directory.close()
    proxy.stop()
    await slapd.stop()
  }

  @Test("a directory that is silent after the change: unknown within the deadline, never a failure")
  func silent() async throws {
    let slapd = try await Kit.start()
    let proxy = try SilentProxy(
      to: slapd.port, holding: Kit.passwordModify, passesRequest: true, takesNoMore: true)
    let directory = LDAPDirectory(
      configuration: try domain([proxy.ldapURL], caFile: slapd.caFile) {
        $0.rules.changesPasswords = true
        $0.startTLS = false
        $0.insecurePlainPasswords = true
        $0.limits.operationTimeout = .seconds(60)
        $0.limits.totalDeadline = .seconds(3)
      }, random: TestRandom())
    let member = try #require(try await directory.member(login: login("u1")))
    let start = ContinuousClock.now
    await expect(.outcomeUnknown) {
      _ = try await directory.changePassword(
        of: member, from: Secret("Secret-u1"), to: Secret("Fresh secret 1"))
    }
    #expect(ContinuousClock.now - start < .seconds(20))
    #expect(try requests(slapd) == 1)
    await directory.close()
    proxy.stop()
    await slapd.stop()
  }

  @Test("a server that is down is passed over before anything is written (DOM-46)")
  func failover() async throws {
    let slapd = try await Kit.start()
    let gone = try await Slapd.start(people: [], groups: [])
    await gone.stop()
    let directory = LDAPDirectory(
      configuration: try domain([gone.ldapURL, slapd.ldapURL], caFile: slapd.caFile) {
        $0.rules.changesPasswords = true
      }, random: TestRandom())
    let member = try #require(try await directory.member(login: login("u1")))
    let result = try await directory.changePassword(
      of: member, from: Secret("Secret-u1"), to: Secret("Fresh secret 1"))
    #expect(result == .changed)
    #expect(try requests(slapd) == 1)
    await directory.close()
    await slapd.stop()
  }
}
