import HTTPEngine
import Identity
import Testing

@testable import Portal

@Suite("Signing in over the API")
struct SignInCallsTests {
  @Test("SIGN-20, 21: the set-up code sets the first password, once; then one signs in")
  func setUp() async throws {
    let house = try await PortalHouse()
    let refused = await house.ask(
      "POST", "/setup", ["code": "ABCD-EFGH", "password": PortalHouse.setupPassword])
    #expect(refused.status == 401)
    #expect(refused.type == "/problems/wrong-access-code")
    let code = await house.askLocally("POST", "/local/setup-code").body["code"] as? String ?? ""
    let weak = await house.ask("POST", "/setup", ["code": code, "password": "short"])
    #expect(weak.status == 422)
    #expect(weak.faults == ["password": "password-too-short"])
    let done = await house.ask(
      "POST", "/setup", ["code": code, "password": PortalHouse.setupPassword])
    #expect(done.status == 204)
    #expect(done.response.body.isEmpty)
    let again = await house.ask(
      "POST", "/setup", ["code": code, "password": PortalHouse.setupPassword])
    #expect(again.status == 401)
    let signedIn = await house.ask(
      "POST", "/sign-in", ["login": "Administrator", "password": PortalHouse.setupPassword])
    #expect(signedIn.status == 200)
    #expect(signedIn.state == "signed-in")
    let person = signedIn.body["employee"] as? [String: Any]
    #expect(person?["role"] as? String == "administrator")
    #expect(person?["enrolled"] as? Bool == false)
    // JSON calls never set a cookie.
    #expect(signedIn.response.headers.all("set-cookie").isEmpty)
  }

  @Test("SIGN-16: unknown user and wrong password are answered with one and the same body")
  func sameRefusal() async throws {
    let house = try await PortalHouse()
    _ = try await house.administrator()
    let wrong = await house.ask(
      "POST", "/sign-in", ["login": "Administrator", "password": "wrong password 1"])
    let unknown = await house.ask(
      "POST", "/sign-in", ["login": "nobody", "password": "wrong password 1"])
    let noCompany = await house.ask(
      "POST", "/sign-in", ["login": "nobody", "password": "x", "company": "not an id"])
    #expect(wrong.status == 401)
    #expect(wrong.type == "/problems/wrong-credentials")
    #expect(wrong.response == unknown.response)
    #expect(wrong.response == noCompany.response)
    #expect(wrong.header("www-authenticate") == nil)
    #expect(
      house.observations.contains(.signIn(outcome: "wrong-credentials")))
  }

  @Test("SIGN-16: a refused sign-in leaves no earlier than the refusal time")
  func pace() async throws {
    let house = try await PortalHouse(refusalTime: Interval(milliseconds: 400))
    let started = ContinuousClock.now
    let refused = await house.ask(
      "POST", "/sign-in/second-factor", ["ticket": "x", "code": "123456"])
    let elapsed = ContinuousClock.now - started
    #expect(refused.status == 401)
    #expect(elapsed >= .milliseconds(400))
    // What is not a refused sign-in does not wait.
    let other = ContinuousClock.now
    #expect(await house.ask("GET", "/session").status == 401)
    #expect(ContinuousClock.now - other < .milliseconds(300))
  }

  @Test("GEN-06, SIGN-B02: an empty or missing login or password is 422 in the reader's language")
  func empty() async throws {
    let house = try await PortalHouse()
    for body in [[:], ["login": "", "password": ""], ["login": "x"]] as [[String: Any]] {
      let english = await house.ask("POST", "/sign-in", body)
      #expect(english.status == 422)
      #expect(english.body["detail"] as? String == "Enter login and password.")
      let polish = await house.ask(
        "POST", "/sign-in", body, headers: [("Accept-Language", "de, pl;q=0.5")])
      #expect(polish.body["detail"] as? String == "Podaj login i hasło.")
      #expect(polish.header("content-language") == "pl")
    }
  }

  @Test("GEN-11: beside a fault of form a missing login and password are named, too")
  func everyFault() async throws {
    let house = try await PortalHouse()
    let answer = await house.ask("POST", "/sign-in", ["client": "x"])
    #expect(answer.status == 422)
    #expect(
      answer.faults == [
        "client": "not-one-of", "login": "enter-login-and-password",
        "password": "enter-login-and-password",
      ])
    #expect(
      (answer.body["detail"] as? String)?.contains("Enter login and password.") == true)
    let blank = await house.ask(
      "POST", "/sign-in", ["login": " ", "password": "x", "remember": 1])
    #expect(
      blank.faults == ["remember": "not-a-boolean", "login": "enter-login-and-password"])
  }

  @Test("SIGN-B07: an unreachable domain is said in the reader's language, and counts nothing")
  func directoryDown() async throws {
    let directory = try MemoryDirectory.sample()
    let house = try await PortalHouse(directory: directory, policy: { $0.maxAttempts = 2 })
    let admin = try await house.administrator()
    try await house.domainCard("id-u1", by: admin)
    directory.fail(.unavailable)
    let body = ["login": "u1", "password": "password of u1"]
    for _ in 0..<3 {
      let english = await house.ask("POST", "/sign-in", body)
      #expect(english.status == 503)
      #expect(english.type == "/problems/directory-unavailable")
      #expect(english.header("retry-after") != nil)
      #expect(
        english.body["detail"] as? String == "The domain is unavailable. Try again later.")
    }
    let polish = await house.ask(
      "POST", "/sign-in", body, headers: [("Accept-Language", "pl")])
    #expect(polish.body["detail"] as? String == "Domena jest niedostępna. Spróbuj później.")
    directory.fail(nil)
    #expect(await house.ask("POST", "/sign-in", body).state == "signed-in")
  }

  @Test("TFA-24: a sign-in through the domain has Brama's second step like any other")
  func domainSecondStep() async throws {
    let house = try await PortalHouse(directory: try .sample())
    let admin = try await house.administrator()
    try await house.domainCard("id-u1", by: admin)
    let body = ["login": "u1", "password": "password of u1"]
    #expect(await house.ask("POST", "/sign-in", body).state == "signed-in")
    _ = await house.ask("PUT", "/settings/two-step", ["enforced": true], token: admin)
    let begun = await house.ask("POST", "/sign-in", body)
    #expect(begun.state == "enrolment")
    #expect(begun.token == nil)
    let ticket = try #require(begun.ticket)
    let offer = await house.ask("POST", "/sign-in/enrolment", ["ticket": ticket])
    let secret = try #require(offer.body["secret"] as? String)
    let confirmed = await house.ask(
      "POST", "/sign-in/enrolment/confirm",
      ["ticket": ticket, "code": try house.code(secret)])
    #expect(confirmed.state == "signed-in")
    house.clock.advance(.seconds(60))
    let second = await house.ask("POST", "/sign-in", body)
    #expect(second.state == "second-factor")
    #expect(second.token == nil)
    let signedIn = await house.ask(
      "POST", "/sign-in/second-factor",
      ["ticket": try #require(second.ticket), "code": try house.code(secret)])
    #expect(signedIn.state == "signed-in")
  }

  @Test("Refusals of activation and set-up count as sign-ins by their outcome")
  func observedRefusals() async throws {
    let house = try await PortalHouse()
    for path in ["/sign-in/activate", "/setup"] {
      let before = house.observations.count { $0 == .signIn(outcome: "wrong-access-code") }
      let refused = await house.ask(
        "POST", path, ["code": "ABCD-EFGH", "password": PortalHouse.setupPassword])
      #expect(refused.status == 401)
      let after = house.observations.count { $0 == .signIn(outcome: "wrong-access-code") }
      #expect(after == before + 1, "\(path)")
    }
  }

  @Test("A field of the wrong type or with an unknown word is named; unknown members are ignored")
  func fields() async throws {
    let house = try await PortalHouse()
    let answer = await house.ask(
      "POST", "/sign-in",
      ["login": 1, "password": [], "client": "fax", "remember": "yes", "theme": "dark"])
    #expect(answer.status == 422)
    #expect(
      answer.faults == [
        "login": "not-a-text", "password": "not-a-text", "client": "not-one-of",
        "remember": "not-a-boolean",
      ])
    let ignored = await house.ask(
      "POST", "/sign-in", ["login": "x", "password": "y", "theme": "dark"])
    #expect(ignored.status == 401)
  }

  @Test(
    "TFA-12 to 19, 21, 27, TFA-B02: enrolment, recovery codes once, second step, no replayed code")
  func secondStep() async throws {
    let house = try await PortalHouse()
    let admin = try await house.administrator()
    #expect(
      await house.ask("PUT", "/settings/two-step", ["enforced": true], token: admin).status == 200)
    let credentials = ["login": "administrator", "password": PortalHouse.setupPassword]
    let begun = await house.ask("POST", "/sign-in", credentials)
    #expect(begun.state == "enrolment")
    let ticket = try #require(begun.ticket)
    let offer = await house.ask("POST", "/sign-in/enrolment", ["ticket": ticket])
    let secret = try #require(offer.body["secret"] as? String)
    #expect((offer.body["uri"] as? String)?.hasPrefix("otpauth://totp/") == true)
    #expect((offer.body["qr"] as? String)?.contains("<svg") == true)
    let malformed = await house.ask(
      "POST", "/sign-in/enrolment/confirm", ["ticket": ticket, "code": "12345"])
    #expect(malformed.status == 422)
    #expect(malformed.body["detail"] as? String == "Enter the 6-digit code.")
    let code = try house.code(secret)
    let wrong = await house.ask(
      "POST", "/sign-in/enrolment/confirm",
      ["ticket": ticket, "code": code == "000000" ? "000001" : "000000"])
    #expect(wrong.status == 401)
    #expect(wrong.type == "/problems/wrong-code")
    #expect(wrong.body["serverTime"] as? String == house.clock.now.rfc3339)
    let confirmed = await house.ask(
      "POST", "/sign-in/enrolment/confirm", ["ticket": ticket, "code": code])
    #expect(confirmed.state == "signed-in")
    let recovery = try #require(confirmed.body["recoveryCodes"] as? [String])
    #expect(recovery.count == 10)
    // The ticket was consumed; the code is used up.
    let spent = await house.ask(
      "POST", "/sign-in/enrolment/confirm", ["ticket": ticket, "code": code])
    #expect(spent.type == "/problems/ticket-expired")
    let second = await house.ask("POST", "/sign-in", credentials)
    #expect(second.state == "second-factor")
    let next = try #require(second.ticket)
    let replayed = await house.ask(
      "POST", "/sign-in/second-factor", ["ticket": next, "code": code])
    #expect(replayed.type == "/problems/wrong-code")
    #expect(replayed.body["detail"] as? String == wrong.body["detail"] as? String)
    house.clock.advance(.seconds(60))
    let signedIn = await house.ask(
      "POST", "/sign-in/second-factor", ["ticket": next, "code": try house.code(secret)])
    #expect(signedIn.state == "signed-in")
    #expect(signedIn.body["recoveryCodes"] == nil)
    let third = try #require(await house.ask("POST", "/sign-in", credentials).ticket)
    let recovered = await house.ask(
      "POST", "/sign-in/second-factor", ["ticket": third, "code": recovery[0]])
    #expect(recovered.state == "signed-in")
  }

  @Test("SIGN-08 to 10: another kind of client asks; keep-other signs nobody in, end-other ends it")
  func elsewhere() async throws {
    let house = try await PortalHouse()
    _ = try await house.administrator()
    let web = try await house.signedIn("Administrator", client: "web")
    let credentials = [
      "login": "Administrator", "password": PortalHouse.setupPassword, "client": "mobile",
    ]
    let asked = await house.ask("POST", "/sign-in", credentials)
    #expect(asked.state == "signed-in-elsewhere")
    #expect(asked.body["clients"] as? [String] == ["web"])
    let ticket = try #require(asked.ticket)
    let unknown = await house.ask(
      "POST", "/sign-in/elsewhere", ["ticket": ticket, "decision": "maybe"])
    #expect(unknown.faults == ["decision": "not-one-of"])
    let kept = await house.ask(
      "POST", "/sign-in/elsewhere", ["ticket": ticket, "decision": "keep-other"])
    #expect(kept.state == "not-signed-in")
    #expect(await house.ask("GET", "/session", token: web).status == 200)
    let again = try #require(await house.ask("POST", "/sign-in", credentials).ticket)
    let ended = await house.ask(
      "POST", "/sign-in/elsewhere", ["ticket": again, "decision": "end-other"])
    #expect(ended.state == "signed-in")
    #expect(await house.ask("GET", "/session", token: web).status == 401)
  }

  @Test("SIGN-12 to 14: after the limit sign-in is 429 with the same wait in header and body")
  func blocked() async throws {
    let house = try await PortalHouse(policy: { $0.maxAttempts = 2 })
    _ = try await house.administrator()
    for _ in 0..<2 {
      _ = await house.ask("POST", "/sign-in", ["login": "Administrator", "password": "wrong one"])
    }
    let blocked = await house.ask(
      "POST", "/sign-in", ["login": "Administrator", "password": PortalHouse.setupPassword])
    #expect(blocked.status == 429)
    #expect(blocked.header("retry-after") == "60")
    #expect(blocked.body["retryAfter"] as? Int == 60)
    #expect(blocked.body["detail"] as? String == "Sign-in is blocked. Try again in 60 s.")
  }
}
