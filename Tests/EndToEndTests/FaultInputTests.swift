import Foundation
import TestKit
import Testing

/// Input that is meant to break something.
@Suite struct FaultInputTests {
  private static let logins = [
    "*", "u*", "u1)(uid=*", "*)(objectClass=*", "u1)(|(uid=*", "(&(uid=u1)(userPassword=*))",
    "u1\u{0}", "\u{0}u1", "u1\u{0})(uid=*", "\\2a", "\\75\\31", "u1\\00", "uid=u1",
    "uid=u1,ou=people,dc=example,dc=test", "u1,ou=people", "u1+cn=x", "\"u1\"", "#753100",
    "cn=admin,dc=example,dc=test", "main\\u1)(uid=*", "u1\n", "\u{202e}1u", "' OR 1=1 --",
    "(cn=*)", "u1)(&", "#u1", "💥", "${jndi:ldap://127.0.0.1/}",
    String(repeating: "(", count: 50_000),
  ]

  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  /// Whole bodies and the statuses that may answer them.
  private static let bodies: [(name: String, bytes: [UInt8], statuses: Set<Int>)] = [
    ("nothing", [], [400]),
    ("cut", bytes("{\"login\": \"u1\", \"password\": "), [400]),
    ("a list", bytes("[\"u1\", \"Secret-u1\"]"), [400, 422]),
    (
      "invalid UTF-8",
      bytes("{\"login\": \"u1") + [0xc0, 0xaf, 0xff] + bytes("\", \"password\": \"Secret-u1\"}"),
      [400]
    ),
    ("half a pair", bytes("{\"login\": \"u1\\ud800\", \"password\": \"Secret-u1\"}"), [400]),
    (
      "a name twice",
      bytes("{\"login\": \"x\", \"login\": \"u1\", \"password\": \"Secret-u1\"}"), [400]
    ),
    (
      "a name twice, written otherwise",
      bytes("{\"login\": \"x\", \"l\\u006fgin\": \"u1\", \"password\": \"Secret-u1\"}"), [400]
    ),
    ("depth", [UInt8](repeating: 0x5b, count: 60_000), [400]),
    (
      "depth in a member",
      bytes("{\"x\": ") + [UInt8](repeating: 0x5b, count: 17) + [UInt8](repeating: 0x5d, count: 17)
        + bytes(", \"login\": \"u1\", \"password\": \"Secret-u1\"}"), [400]
    ),
    (
      "a huge number", bytes("{\"login\": 1e999999999, \"password\": \"Secret-u1\"}"), [400, 422]
    ),
    (
      "a long number",
      bytes("{\"login\": \(String(repeating: "9", count: 40_000)), \"password\": \"x\"}"),
      [400, 422]
    ),
    ("more behind it", bytes("{\"login\": \"u1\", \"password\": \"Secret-u1\"} {}"), [400]),
    ("no object", bytes("null"), [400]),
    (
      "no client of ours",
      bytes("{\"login\": \"u1\", \"password\": \"Secret-u1\", \"client\": \"tv\"}"), [422]
    ),
    ("1 MB", bytes("{\"login\": \"") + [UInt8](repeating: 0x61, count: 1 << 20), [413]),
  ]

  @Test(
    "hostile logins and bodies are never a 5xx, never a bind, and leave the service healthy (DOM-38)"
  )
  func hostile() async throws {
    let slapd = try await Slapd.start(groups: [])
    let house = try await FaultHouse.start(
      slapd, more: "[sign_in]\naddress_failures = 100000\nrefusal_time = 50",
      domain: "create_cards = true\nqualifiers = [\"main\"]")
    try await house.ask { client in
      for login in Self.logins {
        for password in ["Secret-u1", "\u{0}", "*"] {
          let answer = try client.signIn(login, password)
          #expect([401, 422, 429].contains(answer.status), "\(login.prefix(60)): \(answer.text)")
        }
      }
      for (name, bytes, statuses) in Self.bodies {
        let answer = try FaultClient(client.service).sent(bytes)
        #expect(statuses.contains(answer.status), "\(name): \(answer.status) \(answer.text)")
      }
      for type in ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""] {
        let answer = try client.call(
          "POST", "/api/v1/sign-in", json: FaultClient.signInBody("u1", "Secret-u1"),
          headers: ["Content-Type": type])
        #expect(answer.status == 415, "\(type): \(answer.text)")
      }
    }
    // No guess came as far as anybody's entry, and none had a session.
    #expect(try !slapd.log().contains("BIND dn=\"uid="))
    #expect(try !slapd.log().contains("BIND dn=\"cn=admin"))
    let sessions = try await house.installation.json("session", "list")["sessions"].list
    #expect(sessions.count == 1)
    let (health, signIn) = try await house.ask { client in
      (try client.call("GET", "/healthz"), try client.signIn("u1", "Secret-u1"))
    }
    #expect(health.status == 200 && signIn.status == 200, "\(signIn.text)")
    try await house.service.stop()
    await slapd.stop()
  }

  @Test("two administrators save the same at once: one is done, the other stale (GEN-12)")
  func sameTime() async throws {
    let house = try await FaultHouse.start()
    let service = house.service
    let card = try await house.ask { client in
      try client.call(
        "POST", "/api/v1/employees", json: "{\"login\": \"anna\", \"name\": \"Anna\"}",
        token: house.token)
    }
    let tokens = [house.token, try await secondAdministrator(house)]
    let path = "/api/v1/employees/\(try #require(try card.json()["id"].string))"
    var tag = try #require(card.field("etag"))
    for round in 1...10 {
      let answers = try await atOnce(2) { [tag] number in
        try FaultClient(service).call(
          "PATCH", path, json: "{\"name\": \"Anna \(round) \(number)\"}", token: tokens[number],
          headers: ["If-Match": tag])
      }
      #expect(answers.map(\.status).sorted() == [200, 412])
      let winner = try #require(answers.first { $0.status == 200 })
      let stored = try await house.ask { try $0.call("GET", path, token: house.token) }
      #expect(try stored.json()["name"].string == (try winner.json()["name"].string))
      tag = try #require(stored.field("etag"))
    }
    try await service.stop()
  }

  /// - Returns: the token of another administrator's session.
  private func secondAdministrator(_ house: FaultHouse) async throws -> String {
    try await house.ask { client in
      let card = try client.call(
        "POST", "/api/v1/employees",
        json: "{\"login\": \"ewa\", \"name\": \"Ewa\", \"role\": \"administrator\"}",
        token: house.token)
      let id = try #require(try card.json()["id"].string, "\(card.text)")
      let issued = try client.call("POST", "/api/v1/employees/\(id)/activation", token: house.token)
      let code = try #require(try issued.json()["code"].string, "\(issued.text)")
      let activated = try client.call(
        "POST", "/api/v1/sign-in/activate",
        json: "{\"code\": \"\(code)\", \"password\": \"\(FaultHouse.password)\"}")
      #expect(activated.status == 204, "\(activated.text)")
      return try #require(try client.signIn("ewa", FaultHouse.password).token)
    }
  }
}

extension FaultClient {
  /// Sends a body that the server may refuse before it has read it all.
  fileprivate func sent(_ body: [UInt8]) throws -> HTTPRawResponse {
    try? connect().send(Self.request("POST", "/api/v1/sign-in", body))
    return try answer()
  }
}
