import Foundation
import TestKit
import Testing

/// Guesses at passwords and codes, many at once.
@Suite struct FaultGuessTests {
  @Test(
    "200 parallel guesses are judged no further than the limit, at the directory too (SIGN-12, DOM-36)",
    // Of the four that a directory with five bears, one is kept for browsers that the person is known by.
    arguments: [(lockout: 0, limit: 5), (lockout: 5, limit: 3)])
  func guesses(lockout: Int, limit: Int) async throws {
    let slapd = try await Slapd.start(groups: [])
    let house = try await FaultHouse.start(
      slapd, more: "[sign_in]\naddress_failures = 100000",
      domain: "directory_lockout.threshold = \(lockout)")
    try await house.card("u1")
    let service = house.service
    let statuses = try await atOnce(200) { number in
      let client = try FaultClient(service)
      return try client.signIn(["u1", "U1", " u1 "][number % 3], "guess \(number)").status
    }
    #expect(statuses.count { $0 == 401 } == limit)
    #expect(statuses.count { $0 == 429 } == 200 - limit)
    #expect(try slapd.bindCount(Slapd.dn(person: "u1")) == limit)
    let right = try await house.ask { try $0.signIn("u1", "Secret-u1") }
    #expect(right.status == 429 && right.field("retry-after") != nil)
    #expect(try slapd.bindCount(Slapd.dn(person: "u1")) == limit)
    try await service.stop()
    await slapd.stop()
  }

  @Test("50 parallel requests with one TOTP code give exactly one session (TFA-21, TFA-22)")
  func oneCode() async throws {
    let slapd = try await Slapd.start(groups: [])
    let house = try await FaultHouse.start(
      slapd, more: "[sign_in]\naddress_failures = 100000", domain: "create_cards = true")
    let service = house.service
    try await house.installation.done("second-factor", "enforce", "on")
    let (secret, first) = try await house.ask { client in
      let ticket = try #require(try client.signIn("u1", "Secret-u1").json()["ticket"].string)
      let offer = try client.call(
        "POST", "/api/v1/sign-in/enrolment", json: "{\"ticket\": \"\(ticket)\"}")
      let secret = try #require(try offer.json()["secret"].string)
      let code = try Oathtool.code(secret, at: Int64(Date().timeIntervalSince1970))
      let done = try client.call(
        "POST", "/api/v1/sign-in/enrolment/confirm",
        json: "{\"ticket\": \"\(ticket)\", \"code\": \"\(code)\"}")
      return (secret, try #require(done.token, "\(done.text)"))
    }
    let tickets = try await house.ask { client in
      try (0..<5).map { _ in
        try #require(try client.signIn("u1", "Secret-u1").json()["ticket"].string)
      }
    }
    // The present step's code is spent; the next one's is good already.
    let answers = try await onOwnThread {
      let code = try Oathtool.code(secret, at: Int64(Date().timeIntervalSince1970) + 30)
      return try await atOnce(50) { number in
        try FaultClient(service).call(
          "POST", "/api/v1/sign-in/second-factor",
          json: "{\"ticket\": \"\(tickets[number % 5])\", \"code\": \"\(code)\"}")
      }
    }
    #expect(answers.count { $0.status == 200 } == 1)
    #expect(answers.allSatisfy { [200, 401, 429].contains($0.status) })
    let token = try #require(answers.compactMap(\.token).first)
    #expect(try await house.status(token) == 200)
    let sessions = try await house.ask { client in
      try client.call("GET", "/api/v1/sessions", token: first).json()["sessions"].list.count
    }
    #expect(sessions == 2)
    try await service.stop()
    await slapd.stop()
  }

  @Test(
    """
    unknown, wrong password, no card, not in the group, disabled: one answer, and never before its \
    time (SIGN-16)
    """)
  func oneRefusal() async throws {
    let slapd = try await Slapd.start(options: .init(lockAfter: 5))
    let house = try await FaultHouse.start(slapd, group: "staff")
    for login in ["u1", "u2", "u4"] { try await house.card(login) }
    try await slapd.modifyRelaxed(
      Slapd.change(
        Slapd.dn(person: "u2"), replace: "pwdAccountLockedTime", ["000001010000Z"]))
    let attempts = [
      ("nobody", "Secret-u1"), ("u1", "wrong"), ("u3", "Secret-u3"), ("u4", "Secret-u4"),
      ("u2", "Secret-u2"), (FaultHouse.administrator, "wrong"),
    ]
    let answers = try await house.ask { client in
      try client.connect()
      return try attempts.map { login, password in
        let start = ContinuousClock.now
        let answer = try client.signIn(login, password)
        #expect(ContinuousClock.now - start >= .milliseconds(250), "\(login)")
        return answer
      }
    }
    func fields(_ answer: HTTPRawResponse) -> [String] {
      answer.fields.filter { $0.name.lowercased() != "date" }.map { "\($0.name): \($0.value)" }
    }
    for (answer, attempt) in zip(answers, attempts) {
      #expect(answer.status == 401, "\(attempt.0)")
      #expect(answer.body == answers[0].body, "\(attempt.0)")
      #expect(fields(answer) == fields(answers[0]), "\(attempt.0)")
    }
    // Only the audit log tells them apart.
    let entries = try await house.installation.json(
      "audit", "list", "--action", "sign-in-refused")["entries"].list
    #expect(
      Set(entries.compactMap { $0["reason"].string }) == [
        "unknown-login", "wrong-password", "no-card", "not-in-group", "disabled",
      ])
    try await house.service.stop()
    await slapd.stop()
  }
}
