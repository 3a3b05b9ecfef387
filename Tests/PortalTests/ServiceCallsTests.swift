import Foundation
import HTTPEngine
import Identity
import Testing

@testable import Portal

@Suite("The form of requests and answers, and the command's calls")
struct ServiceCallsTests {
  @Test(
    "The command's calls are not there over TCP, not even for an administrator",
    arguments: Route.allCases.filter(\.isLocal))
  func localOnly(route: Route) async throws {
    let house = try await PortalHouse()
    let token = try await house.administrator()
    let path = String(route.template.replacing("{id}", with: UUID().uuidString).dropFirst(7))
    let answer = await house.ask(route.method, path, [:], token: token)
    #expect(answer.status == 404)
    #expect(answer.response == (await house.ask("GET", "/no/such/call", token: token)).response)
  }

  @Test("The command acts as command:USER, and is audited as such")
  func command() async throws {
    let house = try await PortalHouse()
    _ = try await house.administrator()
    let added = await house.askLocally("POST", "/employees", ["login": "ola", "name": "Ola"])
    #expect(added.status == 201)
    let audit = await house.askLocally("GET", "/audit?action=employee-added")
    let entry = try #require((audit.body["entries"] as? [[String: Any]])?.first)
    #expect(
      entry["caller"] as? [String: String] == ["kind": "command", "name": "ada"])
    // It has no session of its own.
    #expect(await house.askLocally("GET", "/session").status == 401)
    #expect(await house.askLocally("GET", "/sessions").status == 401)
  }

  @Test("The command lists and ends sessions, unblocks, verifies and prunes the log, turns keys")
  func operations() async throws {
    let house = try await PortalHouse(policy: { $0.maxAttempts = 1 })
    let token = try await house.administrator()
    let list = await house.askLocally("GET", "/local/sessions")
    let session = try #require((list.body["sessions"] as? [[String: Any]])?.first)
    #expect((session["employee"] as? [String: Any])?["login"] as? String == "Administrator")
    let id = try #require(session["id"] as? String)
    #expect(await house.askLocally("DELETE", "/local/sessions/\(id)").status == 204)
    #expect(await house.ask("GET", "/session", token: token).status == 401)
    _ = await house.ask("POST", "/sign-in", ["login": "Administrator", "password": "wrong one"])
    let unblocked = await house.askLocally("POST", "/local/unblock", ["login": "administrator"])
    #expect((unblocked.body["removed"] as? Int ?? 0) > 0)
    _ = try await house.signedIn("Administrator")
    let verified = await house.askLocally("POST", "/local/audit/verify")
    #expect((verified.body["lines"] as? Int ?? 0) > 3)
    #expect((verified.body["findings"] as? [Any])?.isEmpty == true)
    let unlost = await house.askLocally(
      "POST", "/local/directory-check/accept", ["domain": "nowhere"])
    #expect(unlost.faults == ["domain": "no-such-domain"])
    let undated = await house.askLocally("POST", "/local/audit/prune", ["before": "soon"])
    #expect(undated.faults == ["before": "not-a-date-time"])
    let pruned = await house.askLocally(
      "POST", "/local/audit/prune", ["before": house.clock.now.rfc3339])
    #expect(pruned.status == 200)
    #expect((await house.askLocally("POST", "/local/key/rotate").body["values"] as? Int ?? 0) > 0)
    let nowhere = await house.askLocally("POST", "/local/backup", ["path": "relative"])
    #expect(nowhere.faults == ["path": "required"])
    let setup = await house.askLocally("POST", "/local/setup-code")
    #expect(setup.status == 403)
  }

  @Test("Unknown paths are 404, known paths with another method 405 with Allow")
  func routing() async throws {
    let house = try await PortalHouse()
    #expect(await house.ask("GET", "/nothing").status == 404)
    #expect(await house.ask("GET", "/session/").status == 404)
    #expect(await house.ask("GET", "/sessions//").status == 404)
    for method in ["TRACE", "PATCH", "CONNECT", "get"] {
      let answer = await house.ask(method, "/session")
      #expect(answer.status == 405)
      #expect(answer.header("allow") == "DELETE, GET, HEAD")
      #expect(answer.type == "/problems/method-not-allowed")
    }
    let broken = await house.ask("DELETE", "/sessions/%zz")
    #expect(broken.status == 400)
    // An encoded slash is no separator.
    #expect(await house.ask("GET", "/sign-in%2fenrolment").status == 404)
  }

  @Test(
    "A body of another kind is 415, one that breaks the scan 400",
    arguments: [
      ("application/json", "{", 400), ("application/json", "[]", 400),
      ("application/json", #"{"a":1,"a":2}"#, 400), ("application/json", "", 400),
      ("text/plain", "{}", 415), ("application/x-www-form-urlencoded", "login=x", 415),
    ])
  func bodies(type: String, body: String, status: Int) async throws {
    let house = try await PortalHouse()
    let response = await house.portal.respond(
      to: DetachedRequest(
        method: "POST", target: "/api/v1/sign-in",
        headers: Headers([.init(name: "Content-Type", value: type)]), body: Array(body.utf8)))
    #expect(response.status == status)
    #expect(response.headers.only("content-type") == "application/problem+json")
  }

  @Test("Every answer carries the security headers; HSTS follows the public URL, never the Host")
  func securityHeaders() async throws {
    let house = try await PortalHouse()
    let plain = try await PortalHouse(options: { $0.publicURL = nil })
    for path in ["/session", "/companies", "/nothing", "/openapi.json", "//healthz"] {
      let answer = await house.ask("GET", path, headers: [("Host", "evil.example")])
      #expect(answer.header("cache-control") == "no-store")
      #expect(answer.header("x-content-type-options") == "nosniff")
      #expect(answer.header("referrer-policy") == "no-referrer")
      #expect(answer.header("x-frame-options") == "DENY")
      #expect(
        answer.header("content-security-policy") == "default-src 'none'; frame-ancestors 'none'")
      #expect(answer.header("strict-transport-security") != nil)
      #expect(!String(decoding: answer.response.body, as: UTF8.self).contains("evil.example"))
      let local = await plain.ask("GET", path, headers: [("Host", "brama.example")])
      #expect(local.header("strict-transport-security") == nil)
    }
  }

  @Test("Health needs nothing; readiness needs the store and tells of the directories")
  func health() async throws {
    let house = try await PortalHouse(options: { options in
      options.operations.directories = {
        guard let name = DomainName("corp") else { return [:] }
        return [name: false]
      }
    })
    #expect(await house.ask("GET", "//healthz").body["status"] as? String == "up")
    let ready = await house.ask("GET", "//readyz")
    #expect(ready.status == 200)
    #expect(ready.body["directories"] as? [String: String] == ["corp": "unreachable"])
    await house.closeStore()
    let down = await house.ask("GET", "//readyz")
    #expect(down.status == 503)
    #expect(down.body["store"] as? String == "down")
    let refused = await house.ask("POST", "/sign-in", ["login": "ola", "password": "a password"])
    #expect(refused.status == 503)
    #expect(refused.type == "/problems/store-unavailable")
    #expect(refused.header("retry-after") != nil)
  }

  @Test("Metrics hear of every answer by its call, and of every step of a sign-in")
  func observations() async throws {
    let house = try await PortalHouse()
    _ = try await house.administrator()
    _ = await house.ask("GET", "/nothing")
    let routes = house.observations.compactMap { observation -> String? in
      guard case .answered(let route, let status, _) = observation else { return nil }
      return "\(route ?? "-") \(status)"
    }
    #expect(routes == ["localSetupCode 200", "setup 204", "signIn 200", "- 404"])
    #expect(house.observations.contains(.signIn(outcome: "signed-in")))
  }
}
