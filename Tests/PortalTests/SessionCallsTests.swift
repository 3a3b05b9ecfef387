import HTTPEngine
import Identity
import Testing

@testable import Portal

@Suite("Sessions over the API")
struct SessionCallsTests {
  @Test("SIGN-06: missing, unknown and ended sessions are one and the same 401")
  func unauthenticated() async throws {
    let house = try await PortalHouse()
    let token = try await house.administrator()
    #expect(await house.ask("GET", "/session", token: token).status == 200)
    #expect(await house.ask("DELETE", "/session", token: token).status == 204)
    let answers = [
      await house.ask("GET", "/session"), await house.ask("GET", "/session", token: "unknown"),
      await house.ask("GET", "/session", token: token),
      await house.ask("GET", "/session", headers: [("Authorization", "Basic eDp5")]),
      await house.ask(
        "GET", "/session",
        headers: [("Authorization", "Bearer \(token)"), ("Authorization", "Bearer \(token)")]),
      await house.ask("GET", "/employees"),
      await house.ask("DELETE", "/session", token: token),
    ]
    for answer in answers {
      #expect(answer.response == answers[0].response)
      #expect(answer.status == 401)
      #expect(answer.header("www-authenticate") == "Bearer")
    }
  }

  @Test("The session tells who is signed in and until when")
  func session() async throws {
    let house = try await PortalHouse()
    let token = try await house.administrator()
    let answer = await house.ask("GET", "/session", token: token)
    let session = try #require(answer.body["session"] as? [String: Any])
    let limit = Policy().idleLimit
    #expect(session["expiresAt"] as? String == (house.clock.now + limit).rfc3339)
    #expect(session["client"] as? String == "api")
    #expect(session["token"] == nil)
    #expect((answer.body["employee"] as? [String: Any])?["login"] as? String == "Administrator")
    house.clock.advance(Interval(milliseconds: limit.milliseconds + 1000))
    #expect(await house.ask("GET", "/session", token: token).status == 401)
  }

  @Test("A cookie counts for JSON only from our own pages")
  func cookie() async throws {
    let house = try await PortalHouse()
    let token = try await house.administrator()
    let cookie = ("Cookie", "__Host-brama=\(token)")
    #expect(await house.ask("GET", "/session", headers: [cookie]).status == 401)
    #expect(
      await house.ask("GET", "/session", headers: [cookie, ("Origin", PortalHouse.origin)]).status
        == 200)
    #expect(
      await house.ask(
        "GET", "/session", headers: [cookie, ("Sec-Fetch-Site", "same-origin")]
      ).status == 200)
    #expect(
      await house.ask(
        "DELETE", "/sessions", headers: [cookie, ("Origin", "https://evil.example")]
      ).status == 401)
    // Where no session is needed a broken cookie is ignored.
    #expect(
      await house.ask(
        "GET", "/companies",
        headers: [("Cookie", "__Host-brama=\(String(repeating: "x", count: 8192))")]
      ).status == 200)
  }

  @Test("One's own sessions are listed and ended, others' are not there")
  func ownSessions() async throws {
    let house = try await PortalHouse()
    let token = try await house.administrator()
    try await house.native("ola", by: token)
    let other = try await house.signedIn("Administrator")
    let foreign = try await house.signedIn("ola")
    let list = await house.ask("GET", "/sessions", token: token)
    let sessions = try #require(list.body["sessions"] as? [[String: Any]])
    #expect(sessions.count == 2)
    #expect(sessions.filter { $0["current"] as? Bool == true }.count == 1)
    let foreignList = await house.ask("GET", "/sessions", token: foreign)
    let foreignID = try #require(
      (foreignList.body["sessions"] as? [[String: Any]])?.first?["id"] as? String)
    #expect(await house.ask("DELETE", "/sessions/\(foreignID)", token: token).status == 404)
    #expect(await house.ask("DELETE", "/sessions/nonsense", token: token).status == 404)
    #expect(await house.ask("GET", "/session", token: foreign).status == 200)
    let ended = await house.ask("DELETE", "/sessions", token: token)
    #expect(ended.body["ended"] as? Int == 1)
    #expect(await house.ask("GET", "/session", token: other).status == 401)
    #expect(await house.ask("GET", "/session", token: token).status == 200)
  }

  @Test("One's own password and second factor: change, enrol, renew codes, turn off")
  func account() async throws {
    let house = try await PortalHouse()
    let token = try await house.administrator()
    let other = try await house.signedIn("Administrator")
    let wrong = await house.ask(
      "PUT", "/me/password", ["current": "no", "new": "another fine password"], token: token)
    #expect(wrong.status == 422)
    #expect(wrong.faults == ["current": "wrong-current-password"])
    let begun = await house.ask(
      "POST", "/me/second-factor", ["password": PortalHouse.setupPassword], token: token)
    let secret = try #require(begun.body["secret"] as? String)
    let confirmed = await house.ask(
      "POST", "/me/second-factor/confirm", ["code": try house.code(secret)], token: token)
    #expect((confirmed.body["recoveryCodes"] as? [String])?.count == 10)
    // Enrolling ends the person's other sessions.
    #expect(await house.ask("GET", "/session", token: other).status == 401)
    let replayed = await house.ask(
      "POST", "/me/recovery-codes", ["code": try house.code(secret)], token: token)
    // A 401 would say that the session is gone.
    #expect(replayed.status == 422)
    #expect(replayed.type == "/problems/wrong-code")
    #expect(replayed.faults == ["code": "wrong-code"])
    house.clock.advance(.seconds(60))
    let renewed = await house.ask(
      "POST", "/me/recovery-codes", ["code": try house.code(secret)], token: token)
    #expect((renewed.body["recoveryCodes"] as? [String])?.count == 10)
    _ = await house.ask("PUT", "/settings/two-step", ["enforced": true], token: token)
    house.clock.advance(.seconds(60))
    let obligatory = await house.ask(
      "POST", "/me/second-factor/disable", ["code": try house.code(secret)], token: token)
    #expect(obligatory.status == 409)
    #expect(obligatory.body["detail"] as? String == "Two-step verification is obligatory.")
  }

  @Test("TFA-25: who is told that a remembered session lapsed is told after the store has it")
  func lapseBeforeAnswer() async throws {
    let house = try await PortalHouse()
    let admin = try await house.administrator()
    try await house.native("ola", by: admin)
    let signedIn = await house.ask(
      "POST", "/sign-in",
      ["login": "ola", "password": PortalHouse.setupPassword, "remember": true])
    let token = try #require(signedIn.token)
    _ = await house.askLocally("PUT", "/settings/two-step", ["enforced": true])
    house.clock.advance(.hours(2))
    #expect(await house.ask("GET", "/session", token: token).status == 401)
    let log = await house.askLocally("GET", "/audit?action=session-ended&reason=expired")
    #expect((log.body["entries"] as? [Any])?.count == 1)
  }
}
