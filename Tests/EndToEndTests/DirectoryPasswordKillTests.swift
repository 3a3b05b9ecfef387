import Foundation
import Glibc
import TestKit
import Testing

/// The service killed between the directory's yes to a new password and its own commit.
@Suite struct DirectoryPasswordKillTests {
  /// RFC 3062.
  private static let passwordModify = "1.3.6.1.4.1.4203.1.11.1"

  @Test("kill -9 after the directory changed a password: the audit log tells that it was asked to")
  func killed() async throws {
    let slapd = try await Slapd.start(
      options: .init { $0.policy = ["pwdMinLength": "8", "pwdCheckQuality": "2"] })
    let dn = Slapd.dn(person: "u1")
    try await slapd.modify(Slapd.change(dn, replace: "pwdReset", ["TRUE"]))
    // The request for the change reaches the server, its answer does not come back.
    let proxy = try SilentProxy(to: slapd.port, holding: Self.passwordModify, passesRequest: true)
    defer { proxy.stop() }
    let house = try await FaultHouse.start(
      slapd, servers: [proxy.ldapURL],
      domain: """
        create_cards = true
        change_passwords = true
        start_tls = false
        insecure_plain_passwords = true
        """)
    let needed = try await house.ask { try $0.signIn("u1", "Secret-u1").json() }
    let ticket = try #require(needed["ticket"].string, "\(needed)")
    let new = "Zupełnie nowe hasło"
    async let answer = house.ask { client in
      try? client.call(
        "POST", "/api/v1/sign-in/password",
        json: "{\"ticket\": \"\(ticket)\", \"newPassword\": \(FaultClient.quoted(new))}"
      ).status
    }
    let start = ContinuousClock.now
    while try await !slapd.whoami(["-x", "-H", slapd.ldapURL, "-D", dn, "-w", new])
      .contains("dn:\(dn)")
    {
      try #require(ContinuousClock.now - start < .seconds(20), "the password was not changed")
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(try await house.service.stop(SIGKILL) == SIGKILL + 128)
    #expect(try await answer == nil)
    #expect(proxy.held == 1)

    let again = try await house.installation.serve()
    func lines(_ action: String) async throws -> [JSONNode] {
      try await house.installation.json("audit", "list", "--action", action)["entries"].list
    }
    #expect(try await lines("password-changed").isEmpty)
    let begun = try await lines("password-change-begun")
    #expect(begun.count == 1)
    #expect("\(begun)".contains("main") && !"\(begun)".contains(new), "\(begun)")
    #expect(try await house.auditIsWhole())
    try await again.stop()
    await slapd.stop()
  }
}
