import Foundation
import TestKit
import Testing

/// `brama domain sync` and the background pass, over a real directory.
@Suite struct DomainSyncTests {
  private func card(_ login: String, _ house: FaultHouse) async throws -> JSONNode {
    try await house.installation.json("employee", "show", login)
  }

  @Test(
    "brama domain sync takes changes over through the server, and through the store (DOM-33, 35)")
  func command() async throws {
    let slapd = try await Slapd.start(options: .init { $0.syncLog = 0 })
    let house = try await FaultHouse.start(slapd, domain: "sync_interval = 0")
    for login in ["u1", "u2", "u3"] { try await house.card(login) }
    let first = try await house.installation.json("domain", "sync", "main")
    #expect(first["full"].bool == true && first["done"].int == 3)
    try await slapd.modify(
      Slapd.change(Slapd.dn(person: "u1"), replace: "mail", ["neu@example.test"]))
    let text = try await house.installation.done("domain", "sync", "main")
    #expect(
      text.output == "main: 1 person looked at, 1 cards changed, 0 not found in the domain.\n")
    #expect(text.errors.isEmpty, "no progress bar outside a terminal")
    #expect(try await card("u1", house)["email"].string == "neu@example.test")
    let unknown = try await house.installation.brama("domain", "sync", "nowhere")
    #expect(unknown.code == 1, "\(unknown.errors)")
    let metrics = try await metrics(house)
    #expect(metrics.contains(#"brama_sync_cards{domain="main",outcome="looked-at"} 1"#))
    #expect(metrics.contains(#"brama_sync_cards{domain="main",outcome="changed"} 1"#))
    #expect(metrics.contains(#"brama_sync_failed{domain="main"} 0"#))
    #expect(metrics.contains(#"brama_sync_success_timestamp_seconds{domain="main"} "#))
    try await slapd.freeze()
    let failed = try await house.installation.brama("domain", "sync", "main", "--full")
    slapd.thaw()
    #expect(failed.code == 3, "\(failed.errors)")
    #expect(try await self.metrics(house).contains(#"brama_sync_failed{domain="main"} 1"#))
    #expect(house.service.log.contains("cards were not brought in step"))
    try await house.service.stop()

    try await slapd.modify("dn: \(Slapd.dn(person: "u2"))\nchangetype: delete\n\n")
    let offline = try await house.installation.json("domain", "sync", "main")
    #expect(offline["missing"].int == 1 && offline["full"].bool == false, "\(offline)")
    #expect(try await card("u2", house)["domainMember"]["found"].bool == false)
    await slapd.stop()
    let down = try await house.installation.brama("domain", "sync", "main")
    #expect(down.code == 3 && down.errors.contains("no server answers"), "\(down.errors)")
  }

  private func metrics(_ house: FaultHouse) async throws -> String {
    try await house.service.call("GET", "\(house.service.metrics)/metrics").text
  }

  /// How many cards have the new addresses.
  private func renewed(_ client: FaultClient, _ house: FaultHouse, _ token: String) throws -> Int {
    var count = 0
    var target = "/api/v1/employees?search=neu.test&limit=200"
    while true {
      let page = try client.call("GET", target, token: token).json()
      count += page["employees"].list.count
      guard let next = page["next"].string else { return count }
      target = "/api/v1/employees?search=neu.test&limit=200&cursor=\(next)"
    }
  }

  @Test("a pass that is killed in the middle goes on where it was, and nothing is half done")
  func killed() async throws {
    let people = (1...1000).map { Slapd.Person("p\(10_000 + $0)") }
    let slapd = try await Slapd.start(people: people, groups: [], options: .init { $0.syncLog = 0 })
    let house = try await FaultHouse.start(slapd, domain: "sync_interval = 0")
    let token = house.token
    try await link(people.map(\.login), in: house)
    #expect(try await house.installation.json("domain", "sync", "main")["done"].int == 1000)
    try await slapd.modify(
      people.map {
        Slapd.change(Slapd.dn(person: $0.login), replace: "mail", ["\($0.login)@neu.test"])
      }
      .joined(separator: "\n"))

    async let command = house.installation.brama("domain", "sync", "main", "--full")
    try await house.ask { client in
      let end = ContinuousClock.now + .seconds(60)
      while try renewed(client, house, token) < 200, .now < end {}
    }
    house.service.signal(SIGKILL)
    _ = try await house.service.ended()
    #expect(try await command.code != 0)

    let again = try await house.installation.serve()
    let before = try await onOwnThread { try renewed(FaultClient(again), house, token) }
    #expect(
      before >= 200 && before < 1000 && before.isMultiple(of: 200), "whole batches: \(before)")
    let rest = try await house.installation.json("domain", "sync", "main")
    #expect(rest["full"].bool == true && rest["done"].int == 1000, "\(rest)")
    #expect(rest["changed"].int == 1000)
    #expect(try await onOwnThread { try renewed(FaultClient(again), house, token) } == 1000)
    #expect(try await house.auditIsWhole())
    try await again.stop()
    await slapd.stop()
  }

  private func link(_ logins: [String], in house: FaultHouse) async throws {
    let token = house.token
    var ids: [String: String] = [:]
    for member in try await house.installation.json("domain", "members", "main", "--all")["members"]
      .list
    {
      ids[member["login"].string ?? ""] = member["id"].string
    }
    let members = ids
    let service = house.service
    _ = try await atOnce(4) { thread in
      let client = try FaultClient(service)
      for index in stride(from: thread, to: logins.count, by: 4) {
        let login = logins[index]
        let card = try client.call(
          "POST", "/api/v1/employees", json: "{\"login\": \"\(login)\", \"name\": \"x\"}",
          token: token)
        let id = try #require(try card.json()["id"].string, "\(card.text)")
        let link = try client.call(
          "PUT", "/api/v1/employees/\(id)/domain-member",
          json: "{\"domain\": \"main\", \"member\": \"\(members[login] ?? "")\"}", token: token)
        try #require(link.status == 200, "\(link.text)")
      }
    }
  }
}
