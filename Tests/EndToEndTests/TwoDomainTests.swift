import Foundation
import Synchronization
import TestKit
import Testing

/// Two domains in one Brama, each of a company of its own.
@Suite struct TwoDomainTests {
  private static func section(_ name: String, _ url: String, caFile: String, _ more: String = "")
    -> String
  {
    """

    [domains.\(name)]
    servers = ["\(url)"]
    base = "\(Slapd.baseDN)"
    people_base = "\(Slapd.peopleBase)"
    group_base = "\(Slapd.groupBase)"
    service_dn = "\(Slapd.serviceDN)"
    service_password = "\(Slapd.servicePassword)"
    ca_file = "\(caFile)"
    create_cards = true
    \(more)
    """
  }

  private func house(_ first: Slapd, _ second: String) async throws
    -> (FaultHouse, alpha: String, beta: String)
  {
    let installation = try CommandInstallation(first, more: "multi_company = true")
    let text = try String(contentsOfFile: installation.configuration, encoding: .utf8)
    try installation.write(text + "create_cards = true\n" + second, to: "brama.toml")
    let service = try await installation.serve()
    var ids: [String] = []
    for (company, domain) in [("Alpha", "main"), ("Beta", "other")] {
      let added = try await installation.json(
        "company", "add", company, "--use-domain", "on", "--domain", domain, "--group", "all")
      ids.append(try #require(added["id"].string))
    }
    return (FaultHouse(installation: installation, service: service, token: ""), ids[0], ids[1])
  }

  @Test("each domain has its own servers and its own CA; a wrong CA in one is nothing to the other")
  func authorities() async throws {
    let first = try await Slapd.start()
    let second = try await Slapd.start(
      people: [Slapd.Person("u1", password: "Other-u1")], groups: [],
      options: .init(ownAuthority: true))
    let (house, alpha, beta) = try await house(
      first, Self.section("other", second.ldapURL, caFile: second.caFile))
    try await house.ask { client in
      // The same login means another person in each.
      #expect(try client.signIn("u1", "Secret-u1", company: alpha).status == 200)
      #expect(try client.signIn("u1", "Other-u1", company: beta).status == 200)
      #expect(try client.signIn("u1", "Other-u1", company: alpha).status == 401)
      // A qualifier of the other domain is a wrong login here (DOM-47).
      let binds = try second.bindCount(Slapd.dn(person: "u1"))
      #expect(try client.signIn("other\\u1", "Other-u1", company: alpha).status == 401)
      #expect(try client.signIn("u1@other", "Other-u1", company: alpha).status == 401)
      #expect(try client.signIn("other\\u1", "Other-u1", company: beta).status == 200)
      #expect(try second.bindCount(Slapd.dn(person: "u1")) == binds + 1)
    }
    try await house.service.stop()
    // The first's CA in place of its own, with a new password: so it is not asked for.
    let configuration = house.installation.configuration
    let text = try String(contentsOfFile: configuration, encoding: .utf8)
    try house.installation.write(
      text.replacingOccurrences(of: second.caFile, with: first.caFile), to: "brama.toml")
    let confirmed = try await house.installation.brama(
      ["domain", "confirm", "other"], input: "\(Slapd.servicePassword)\n")
    #expect(confirmed.code == 0, "\(confirmed.errors)")
    let service = try await house.installation.serve()
    try await onOwnThread {
      let client = try FaultClient(service)
      #expect(try client.signIn("u1", "Secret-u1", company: alpha).status == 200)
      #expect(try client.signIn("u1", "Other-u1", company: beta).status == 503)
    }
    try await service.stop()
    await first.stop()
    await second.stop()
  }

  @Test("a domain that hangs and is flooded answers 503 and does not slow the other down")
  func flooded() async throws {
    let slapd = try await Slapd.start()
    let silent = try SilentServer(.neverAnswers)
    defer { silent.stop() }
    let (house, alpha, beta) = try await house(
      slapd,
      Self.section(
        "other", silent.ldapURL, caFile: slapd.caFile,
        "pool_size = 2\nconnect_timeout = 12\ntotal_deadline = 15"))
    let service = house.service
    #expect(try await house.ask { try $0.signIn("u1", "Secret-u1", company: alpha).status } == 200)
    let ended = Mutex(0)
    async let flood = atOnce(60) { number in
      let answer = try FaultClient(service).signIn("p\(number)", "x", company: beta)
      ended.withLock { $0 += 1 }
      return answer.status
    }
    try await eventually("the other domain hangs") { silent.accepted > 0 }
    let times = try await house.ask { client in
      try (0..<10).map { number throws -> Duration in
        let start = ContinuousClock.now
        let login = "u\(number % 3 + 1)"
        #expect(try client.signIn(login, "Secret-\(login)", company: alpha).status == 200)
        return .now - start
      }
    }
    #expect(ended.withLock { $0 } < 60, "the flood was over before")
    // A sign-in takes some 20 ms; the rest is for a busy machine and sixty clients on it.
    #expect(times.sorted()[5] < .milliseconds(1500), "\(times)")
    #expect(try await Set(flood) == [503])
    try await service.stop()
    await slapd.stop()
  }
}
