import HTTPEngine
import Identity
import Testing

@testable import Portal

@Suite("Settings over the API")
struct SettingsCallsTests {
  @Test("GEN-07, 08, GEN-B03: nobody and a plain user change nothing, whatever the call")
  func rights() async throws {
    let house = try await PortalHouse(directory: try .sample())
    let admin = try await house.administrator()
    let card = try await house.native("ola", by: admin)
    let user = try await house.signedIn("ola")
    let calls: [(String, String, [String: Any]?)] = [
      ("GET", "/employees", nil), ("POST", "/employees", ["login": "x", "name": "X"]),
      ("PATCH", "/employees/\(card)", ["name": "Y"]), ("DELETE", "/employees/\(card)", nil),
      ("PUT", "/employees/\(card)/domain-member", ["domain": "corp", "member": "id-u1"]),
      ("DELETE", "/employees/\(card)/domain-member", nil),
      ("POST", "/employees/\(card)/domain-member/refresh", nil),
      ("DELETE", "/employees/\(card)/second-factor", nil),
      ("POST", "/employees/\(card)/activation", nil),
      ("GET", "/employees/\(card)/sessions", nil), ("DELETE", "/employees/\(card)/sessions", nil),
      ("GET", "/settings/two-step", nil), ("PUT", "/settings/two-step", ["enforced": true]),
      ("GET", "/settings/domain", nil), ("PUT", "/settings/domain", ["useDomain": false]),
      ("GET", "/domains", nil), ("GET", "/domains/corp/groups", nil),
      ("GET", "/domains/corp/members", nil), ("GET", "/audit", nil),
    ]
    for (method, path, body) in calls {
      let version = [("If-Match", "\"1\"")]
      let stranger = await house.ask(method, path, body, headers: version)
      #expect(stranger.status == 401, "\(method) \(path)")
      let refused = await house.ask(method, path, body, token: user, headers: version)
      #expect(refused.status == 403, "\(method) \(path)")
      #expect(refused.body["detail"] as? String == "You do not have permission.")
    }
    let list = await house.ask("GET", "/employees", token: admin)
    #expect((list.body["employees"] as? [[String: Any]])?.count == 2)
    // Each of the person's attempts is in the log by the card's id; a stranger's, whose number nothing
    // bounds, is not.
    #expect(house.events.count == calls.count)
    #expect(house.events.allSatisfy { $0.problem == "forbidden" && "\($0.employee!)" == card })
    // A page as well.
    let cookie = ("Cookie", "__Host-brama=\(user)")
    let page = await house.ask(
      "GET", "//settings/domain", headers: [cookie, ("Sec-Fetch-Site", "same-origin")])
    #expect(page.status == 403)
    #expect(house.events.last?.route == "page" && house.events.count == calls.count + 1)
  }

  @Test("a card is made to ask for a new password, and is anonymised; an administrator's is not")
  func passwordAndAnonymity() async throws {
    let house = try await PortalHouse()
    let admin = try await house.administrator()
    let added = await house.ask(
      "POST", "/employees", ["login": "ola", "name": "Ola", "mustChangePassword": true],
      token: admin)
    #expect(added.body["mustChangePassword"] as? Bool == true)
    let path = "/employees/\(try #require(added.id))"
    func change(_ path: String, _ body: [String: Any]) async throws -> (
      status: Int, body: [String: Any]
    ) {
      let tag = try #require(await house.ask("GET", path, token: admin).header("etag"))
      let answer = await house.ask(
        "PATCH", path, body, token: admin, headers: [("If-Match", tag)])
      return (answer.status, answer.body)
    }
    let off = try await change(path, ["mustChangePassword": false])
    #expect(off.body["mustChangePassword"] as? Bool == false)
    #expect(try await change(path, ["mustChangePassword": "yes"]).status == 422)
    let gone = try await change(path, ["state": "anonymised"])
    #expect(gone.status == 200)
    #expect(gone.body["name"] as? String == "Dane zanonimizowane")
    #expect(try await change(path, ["state": "active"]).status == 409)
    let me = await house.ask("GET", "/session", token: admin)
    let own = try #require((me.body["employee"] as? [String: Any])?["id"] as? String)
    let refused = try await change("/employees/\(own)", ["state": "anonymised"])
    #expect(refused.status == 409)
    #expect((refused.body["type"] as? String)?.hasSuffix("not-for-this-card") == true)
  }

  @Test("GEN-12: a change names its version: 428 without, 412 when stale, a new ETag when done")
  func versions() async throws {
    let house = try await PortalHouse()
    let admin = try await house.administrator()
    let added = await house.ask(
      "POST", "/employees", ["login": "ola", "name": "Ola"], token: admin)
    #expect(added.status == 201)
    let id = try #require(added.id)
    #expect(added.header("location") == "/api/v1/employees/\(id)")
    let tag = try #require(added.header("etag"))
    #expect(await house.ask("GET", "/employees/\(id)", token: admin).header("etag") == tag)
    let path = "/employees/\(id)"
    let without = await house.ask("PATCH", path, ["name": "Ola B"], token: admin)
    #expect(without.status == 428)
    let first = await house.ask(
      "PATCH", path, ["name": "Ola B"], token: admin, headers: [("If-Match", tag)])
    #expect(first.status == 200)
    #expect(first.header("etag") != tag)
    #expect(first.body["name"] as? String == "Ola B")
    let second = await house.ask(
      "PATCH", path, ["name": "Ola C"], token: admin, headers: [("If-Match", tag)])
    #expect(second.status == 412)
    #expect(
      second.body["detail"] as? String
        == "The settings were changed by someone else. Reload and try again.")
  }

  @Test("The list of cards goes on where `next` says, each card once")
  func paging() async throws {
    let house = try await PortalHouse()
    let admin = try await house.administrator()
    for login in ["b", "a", "c", "d"] {
      _ = await house.ask(
        "POST", "/employees", ["login": login, "name": login], token: admin)
    }
    var logins: [String] = []
    var cursor: String?
    repeat {
      let page = await house.ask(
        "GET", "/employees?limit=2" + (cursor.map { "&cursor=\($0)" } ?? ""), token: admin)
      #expect(page.status == 200)
      let cards = page.body["employees"] as? [[String: Any]] ?? []
      #expect(cards.count <= 2)
      logins += cards.compactMap { $0["login"] as? String }
      cursor = page.body["next"] as? String
    } while cursor != nil && logins.count < 20
    #expect(logins == ["a", "Administrator", "b", "c", "d"])
  }

  @Test("A card never shows a password or its hash (GEN-09)")
  func noSecrets() async throws {
    let house = try await PortalHouse()
    let admin = try await house.administrator()
    let id = try await house.native("ola", by: admin)
    let card = await house.ask("GET", "/employees/\(id)", token: admin)
    #expect(card.body["hasPassword"] as? Bool == true)
    let text = String(decoding: card.response.body, as: UTF8.self)
    #expect(!text.contains("argon2"))
    #expect(!text.contains(PortalHouse.setupPassword))
  }

  @Test("DOM-01 to 09, 18, 19, 22, 24: choose a domain, link a member, sign in, unlink")
  func domain() async throws {
    let house = try await PortalHouse(directory: try .sample())
    let admin = try await house.administrator()
    #expect(
      (await house.ask("GET", "/domains", token: admin).body["domains"] as? [[String: String]])
        == [["name": "corp"]])
    let groups = await house.ask("GET", "/domains/corp/groups", token: admin)
    #expect(
      (groups.body["groups"] as? [[String: String]]) == [
        ["id": "all", "name": "All"], ["id": "id-staff", "name": "staff"],
      ])
    let settings = await house.ask("GET", "/settings/domain", token: admin)
    let tag = [("If-Match", settings.header("etag") ?? "")]
    let half = await house.ask(
      "PUT", "/settings/domain", ["useDomain": true], token: admin, headers: tag)
    #expect(half.status == 422)
    let chosen = await house.ask(
      "PUT", "/settings/domain", ["useDomain": true, "domain": "corp", "group": "id-staff"],
      token: admin, headers: tag)
    #expect(chosen.status == 200)
    #expect(chosen.body["group"] as? String == "id-staff")
    #expect(chosen.body["groupName"] as? String == "staff")
    let added = await house.ask("POST", "/employees", ["login": "x", "name": "X"], token: admin)
    let id = try #require(added.id)
    let found = await house.ask("GET", "/domains/corp/members?search=kow", token: admin)
    #expect(
      (found.body["members"] as? [[String: Any]])?.first?["id"] as? String == "id-u2")
    let linked = await house.ask(
      "PUT", "/employees/\(id)/domain-member", ["domain": "corp", "member": "id-u2"],
      token: admin)
    #expect(linked.status == 200)
    #expect(linked.body["login"] as? String == "u2")
    #expect(linked.body["domainSignIn"] as? Bool == true)
    // DOM-B09.
    #expect(
      (linked.body["warnings"] as? [[String: String]]) == [
        ["code": "no-email", "message": "No e-mail address in the domain."]
      ])
    let locked = await house.ask(
      "PATCH", "/employees/\(id)", ["name": "Other"], token: admin,
      headers: [("If-Match", linked.header("etag") ?? "")])
    #expect(locked.faults == ["name": "comes-from-domain"])
    let signedIn = await house.ask(
      "POST", "/sign-in", ["login": "u2", "password": "password of u2"])
    #expect(signedIn.state == "signed-in")
    // DOM-33.
    let refreshed = await house.ask(
      "POST", "/employees/\(id)/domain-member/refresh", token: admin)
    #expect(refreshed.body["name"] as? String == "Jan Kowal")
    let unlinked = await house.ask("DELETE", "/employees/\(id)/domain-member", token: admin)
    #expect(unlinked.body["domainSignIn"] as? Bool == false)
    #expect(unlinked.body["hasPassword"] as? Bool == false)
    #expect(
      await house.ask("GET", "/session", token: signedIn.token).status == 401)
  }

  @Test("DOM-17: a phrase lists the members whose name holds it, and nobody else")
  func memberSearch() async throws {
    let house = try await PortalHouse(directory: try .sample())
    let admin = try await house.administrator()
    func found(_ phrase: String) async -> [String] {
      let answer = await house.ask("GET", "/domains/corp/members?search=\(phrase)", token: admin)
      return (answer.body["members"] as? [[String: Any]])?.compactMap { $0["name"] as? String }
        ?? []
    }
    #expect(await found("owa") == ["Ewa Nowak", "Jan Kowal"])
    #expect(await found("nowak") == ["Ewa Nowak"])
    #expect(await found("nobody") == [])
  }

  @Test("DOM-19: a link fills login, name and e-mail in, and the password is the domain's")
  func linkFills() async throws {
    let house = try await PortalHouse(directory: try .sample())
    let admin = try await house.administrator()
    let linked = try await house.domainCard("id-u1", by: admin)
    #expect(linked.body["login"] as? String == "u1")
    #expect(linked.body["name"] as? String == "Ewa Nowak")
    #expect(linked.body["email"] as? String == "ewa@corp.example")
    #expect(linked.body["domainSignIn"] as? Bool == true)
    #expect(linked.body["hasPassword"] as? Bool == false)
    let wrong = await house.ask("POST", "/sign-in", ["login": "u1", "password": "another one"])
    #expect(wrong.status == 401)
    let right = await house.ask(
      "POST", "/sign-in", ["login": "u1", "password": "password of u1"])
    #expect(right.state == "signed-in")
  }

  @Test("SIGN-04: a stranger is told the id and the shown name of a company, and nothing else")
  func shownCompanies() async throws {
    let house = try await PortalHouse(
      directory: try .sample(), policy: { $0.isMultiCompany = true })
    let added = await house.askLocally(
      "POST", "/settings/companies",
      [
        "name": "CDN_Alfa", "kind": "optima", "displayName": "Alfa", "useDomain": true,
        "domain": "corp", "group": "id-staff",
      ])
    let id = try #require(added.id)
    let shown = await house.ask("GET", "/companies")
    #expect(shown.status == 200)
    #expect(Array(shown.body.keys) == ["companies"])
    #expect((shown.body["companies"] as? [[String: String]]) == [["id": id, "name": "Alfa"]])
    let text = String(decoding: shown.response.body, as: UTF8.self)
    for hidden in ["CDN", "optima", "corp", "staff"] {
      #expect(!text.contains(hidden), "\(hidden)")
    }
  }

  @Test("SIGN-17, DOM-B03, 410: an unreachable directory is 503, an expired cursor 410")
  func directoryFailures() async throws {
    let directory = try MemoryDirectory.sample()
    let house = try await PortalHouse(directory: directory)
    let admin = try await house.administrator()
    let expired = await house.ask("GET", "/domains/corp/members?cursor=old", token: admin)
    #expect(expired.status == 410)
    #expect(expired.type == "/problems/cursor-expired")
    let short = await house.ask("GET", "/domains/corp/members?search=x", token: admin)
    #expect(short.faults == ["search": "phrase-too-short"])
    // CLI-B01.
    let unknown = await house.ask("GET", "/domains/none/groups", token: admin)
    #expect(unknown.status == 422)
    #expect(unknown.body["detail"] as? String == "No such domain: none")
    directory.fail(.unavailable)
    let down = await house.ask("GET", "/domains/corp/groups", token: admin)
    #expect(down.status == 503)
    #expect(down.header("retry-after") != nil)
    #expect((down.body["detail"] as? String)?.hasPrefix("The domain is unavailable: ") == true)
  }

  @Test(
    "TFA-03, 29, 31: enforcement warns an administrator who is not enrolled, and repeats nothing")
  func enforcement() async throws {
    let house = try await PortalHouse()
    let admin = try await house.administrator()
    let on = await house.ask("PUT", "/settings/two-step", ["enforced": true], token: admin)
    #expect(on.body["enforced"] as? Bool == true)
    #expect(on.body["notEnrolled"] as? Int == 1)
    #expect((on.body["warnings"] as? [[String: String]])?.first?["code"] == "caller-not-enrolled")
    #expect(await house.ask("GET", "/session", token: admin).status == 200)
    let again = await house.ask("PUT", "/settings/two-step", ["enforced": true], token: admin)
    #expect(again.header("etag") == on.header("etag"))
    let audit = await house.ask("GET", "/audit?action=enforcement-changed", token: admin)
    #expect((audit.body["entries"] as? [Any])?.count == 1)
    let stale = await house.ask(
      "PUT", "/settings/two-step", ["enforced": false], token: admin,
      headers: [("If-Match", "\"77\"")])
    #expect(stale.status == 412)
  }

  @Test("COMP-05 to 22: companies are defined, shown by their shown name, changed and removed")
  func companies() async throws {
    let house = try await PortalHouse(policy: { $0.isMultiCompany = true })
    let faults = await house.askLocally(
      "POST", "/settings/companies", ["name": "", "kind": "odd"])
    #expect(faults.faults == ["name": "enter-company-name", "kind": "choose-kind"])
    let wire = await house.askLocally(
      "POST", "/settings/companies", ["kind": 5, "useDomain": true])
    #expect(
      wire.faults == [
        "kind": "not-a-text", "name": "enter-company-name", "domain": "choose-domain-and-group",
        "group": "choose-domain-and-group",
      ])
    let added = await house.askLocally(
      "POST", "/settings/companies",
      ["name": "CDN_Alfa", "kind": "optima", "displayName": "Alfa"])
    #expect(added.status == 201)
    let id = try #require(added.id)
    let shown = await house.ask("GET", "/companies?search=alf")
    #expect(
      (shown.body["companies"] as? [[String: String]]) == [["id": id, "name": "Alfa"]])
    // COMP-22: a search never reveals a hidden name.
    let hidden = await house.ask("GET", "/companies?search=CDN")
    #expect((hidden.body["companies"] as? [Any])?.isEmpty == true)
    let path = "/settings/companies/\(id)"
    let tag = [("If-Match", added.header("etag") ?? "")]
    let changed = await house.askLocally(
      "PATCH", path, ["displayName": NSNullValue.value], headers: tag)
    #expect(changed.status == 200)
    #expect(changed.body["shownName"] as? String == "CDN_Alfa")
    // A change needs the version that it is made on.
    #expect(await house.askLocally("PATCH", path, ["name": "CDN_Beta"]).status == 428)
    let half = await house.askLocally("PATCH", path, ["name": "", "shoe": 42], headers: tag)
    #expect(half.faults == ["shoe": "unknown-field", "name": "enter-company-name"])
    #expect(await house.askLocally("DELETE", path, headers: tag).status == 412)
    let now = [("If-Match", changed.header("etag") ?? "")]
    _ = await house.askLocally(
      "POST", "/employees", ["login": "ola", "name": "Ola", "company": id])
    let used = await house.askLocally("DELETE", path, headers: now)
    #expect(used.status == 409)
    #expect(used.body["uses"] as? [String: Int] == ["employees": 1])
    // A removal may name the version and need not.
    let unused = try await house.company("Beta")
    #expect(await house.askLocally("DELETE", "/settings/companies/\(unused)").status == 204)
    #expect(Route.removeCompany.operation.ifMatch == .optional)
  }

  @Test("The audit log has who did what, and only administrators read it")
  func audit() async throws {
    let house = try await PortalHouse()
    let admin = try await house.administrator()
    let id = try await house.native("ola", by: admin)
    let all = await house.ask("GET", "/audit?limit=2", token: admin)
    let entries = try #require(all.body["entries"] as? [[String: Any]])
    #expect(entries.count == 2)
    let next = try #require(all.body["next"] as? String)
    let more = await house.ask("GET", "/audit?limit=200&cursor=\(next)", token: admin)
    let rest = try #require(more.body["entries"] as? [[String: Any]])
    let numbers = (entries + rest).compactMap { $0["sequence"] as? Int }
    #expect(numbers == numbers.sorted(by: >))
    #expect(Set(numbers).count == numbers.count)
    let about = await house.ask(
      "GET", "/audit?subject=\(id)&from=2026-01-01T00:00:00Z&action=employee-added",
      token: admin)
    #expect((about.body["entries"] as? [Any])?.count == 1)
    let faults = await house.ask("GET", "/audit?action=x&from=monday&subject=1", token: admin)
    #expect(
      faults.faults == [
        "action": "not-one-of", "from": "not-a-date-time", "subject": "not-an-identifier",
      ])
    let text = String(decoding: more.response.body, as: UTF8.self)
    #expect(!text.contains(PortalHouse.setupPassword))
  }
}
