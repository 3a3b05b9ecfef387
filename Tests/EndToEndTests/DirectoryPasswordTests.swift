import Foundation
import TestKit
import Testing

/// An expired directory password, from the first request to the session, with everything real.
@Suite struct DirectoryPasswordTests {
  @Test(
    "expired: changed while signing in, over a restart in between; the old password is good no more"
  )
  func expired() async throws {
    let slapd = try await Slapd.start(
      options: .init {
        $0.policy = ["pwdMinLength": "12", "pwdCheckQuality": "2", "pwdInHistory": "3"]
        $0.passwordWriters = ["self", Slapd.serviceDN]
      })
    try await slapd.modifyRelaxed(
      Slapd.change(
        Slapd.dn(person: "u1"), replace: "pwdChangedTime", ["20200101000000Z"]))
    var house = try await FaultHouse.start(
      slapd, domain: "create_cards = true\nchange_passwords = true")
    let needed = try await house.ask { try $0.signIn("u1", "Secret-u1").json() }
    #expect(needed["state"].string == "password-change")
    #expect(needed["reason"].string == "expired")
    let ticket = try #require(needed["ticket"].string)
    try await house.service.stop(SIGKILL)
    house = FaultHouse(
      installation: house.installation, service: try await house.installation.serve(),
      token: house.token)

    let new = "Zupełnie nowe hasło"
    func change(_ password: String) async throws -> HTTPRawResponse {
      try await house.ask { client in
        try client.call(
          "POST", "/api/v1/sign-in/password",
          json: "{\"ticket\": \"\(ticket)\", \"newPassword\": \(FaultClient.quoted(password))}")
      }
    }
    let short = try await change("Short one")
    #expect(short.status == 422, "\(short.text)")
    #expect(try short.json()["errors"].list.first?["code"].string == "password-too-short")
    let done = try await change(new)
    #expect(done.status == 200, "\(done.text)")
    let token = try #require(done.token)
    #expect(try await house.status(token) == 200)
    #expect(try await change(new).status == 401)
    #expect(try await house.ask { try $0.signIn("u1", "Secret-u1").status } == 401)
    let again = try await house.ask { try $0.signIn("u1", new) }
    #expect(try again.json()["state"].string == "signed-in")

    let events = try await house.installation.json(
      "audit", "list", "--action", "password-changed")
    #expect(events["entries"].list.count == 1)
    #expect(try await house.auditIsWhole())
    for secret in [new, "Secret-u1", "Short one"] {
      #expect(!house.service.log.contains(secret))
    }
    try await house.service.stop()
    await slapd.stop()
  }
}
