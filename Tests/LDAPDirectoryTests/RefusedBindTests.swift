import Identity
import LDAPDirectory
import TestKit
import Testing

/// Answers to binds that the servers at hand give only in states that are hard to bring about.
@Suite("What a refused bind means")
struct RefusedBindTests {
  private func outcome(_ result: LDAPStandIn.Result, _ kind: DirectoryConfiguration.Kind)
    async throws -> BindOutcome
  {
    let standIn = try await LDAPStandIn.start { request in
      switch request.operation {
      case .bind(_, "right"): [.done(result)]
      default: [.done(.success)]
      }
    }
    defer { standIn.stop() }
    let directory = LDAPDirectory(
      configuration: try domain([standIn.ldapURL], caFile: nil) {
        $0.startTLS = false
        $0.insecurePlainPasswords = true
        $0.kind = kind
      }, random: TestRandom())
    let member = Member(
      id: try #require(StableID("x")), dn: "cn=x,dc=example,dc=test", login: "x", name: "X",
      email: nil)
    let outcome = try await directory.verify(member, password: Secret("right"), group: .all)
    await directory.close()
    let binds = standIn.requests.count { request in
      if case .bind(_, "right") = request.operation { return true }
      return false
    }
    #expect(binds == 1)
    return outcome
  }

  @Test(
    "each sub-code of Active Directory has its meaning, after one bind (DOM-43)",
    arguments: [
      ("525", .wrongPassword), ("52e", .wrongPassword), ("530", .unusable(.outsideHours)),
      ("531", .unusable(.notFromHere)), ("533", .unusable(.disabled)), ("701", .unusable(.expired)),
      ("775", .unusable(.locked)), ("999", .wrongPassword),
    ] as [(String, BindOutcome)])
  func subcodes(_ data: String, _ expected: BindOutcome) async throws {
    #expect(try await outcome(.activeDirectory(data), .activeDirectory) == expected)
  }

  @Test("389 Directory Server: locked, idle for too long, switched off (DOM-43)")
  func directoryServer389() async throws {
    for (result, expected) in [
      (LDAPStandIn.Result(19, text: "Exceed password retry limit. Please try later."), .locked),
      (
        LDAPStandIn.Result(
          19, text: "Account inactivity limit exceeded. Contact system administrator to reset."),
        .expired
      ),
      (
        LDAPStandIn.Result(53, text: "Account inactivated. Contact system administrator."),
        .disabled
      ),
    ] as [(LDAPStandIn.Result, AccountProblem)] {
      #expect(try await outcome(result, .directoryServer389) == .unusable(expected))
    }
  }
}
