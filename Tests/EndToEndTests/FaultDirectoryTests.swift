import Foundation
import Synchronization
import TestKit
import Testing

/// Directories that hang, fall away, or no longer know a person.
@Suite struct FaultDirectoryTests {
  @Test(
    "a hung directory leaves native sign-in alone (DOM-48); sign-ins waiting in it end as 503 in time",
    arguments: [false, true])
  func hung(inHandshake: Bool) async throws {
    let slapd = try await Slapd.start()
    let silent = try SilentServer(.neverAnswers)
    defer { silent.stop() }
    let house = try await FaultHouse.start(
      slapd, servers: [inHandshake ? silent.ldapsURL : silent.ldapURL],
      domain: "connect_timeout = 8\ntotal_deadline = 10")
    let service = house.service
    let before = silent.accepted
    let ended = Mutex(0)
    async let answers = atOnce(12) { number in
      let start = ContinuousClock.now
      let answer = try FaultClient(service).signIn("u\(number % 5)", "Secret")
      ended.withLock { $0 += 1 }
      return (answer, ContinuousClock.now - start)
    }
    try await eventually("sign-ins hang in the directory") { silent.accepted > before }
    let (native, took) = try await house.ask { client in
      let start = ContinuousClock.now
      let answer = try client.signIn(FaultHouse.administrator, FaultHouse.password)
      return (answer, ContinuousClock.now - start)
    }
    #expect(native.status == 200)
    // Under a second by rule; the rest is for a busy machine.
    #expect(took < .seconds(3), "\(took)")
    #expect(ended.withLock { $0 } == 0, "they did not wait any more")
    for (answer, took) in try await answers {
      #expect(answer.status == 503)
      #expect(try answer.json()["type"].string == "/problems/directory-unavailable")
      #expect(took < .seconds(14), "\(took)")
    }
    try await service.stop()
    await slapd.stop()
  }

  private enum First: CaseIterable { case isDown, isSilent, works }

  @Test(
    "the second server is used when the first is down or silent; a wrong password is one bind",
    arguments: First.allCases)
  private func second(first: First) async throws {
    let slapd = try await Slapd.start()
    let other = first == .works ? try await Slapd.start() : nil
    let silent = first == .works ? nil : try SilentServer(.neverAnswers)
    if first == .isDown { silent?.stop() }
    let url = try #require(other?.ldapURL ?? silent?.ldapURL)
    let house = try await FaultHouse.start(
      slapd, servers: [url, slapd.ldapURL], domain: "create_cards = true\nconnect_timeout = 1")
    let binds = { @Sendable in
      let dn = Slapd.dn(person: "u1")
      return try slapd.bindCount(dn) + (try other?.bindCount(dn) ?? 0)
    }
    let wrong = try await house.ask { try $0.signIn("u1", "wrong") }
    #expect(wrong.status == 401, "\(wrong.text)")
    #expect(try binds() == 1)
    let right = try await house.ask { try $0.signIn("u1", "Secret-u1") }
    #expect(right.status == 200, "\(right.text)")
    #expect(try binds() == 2)
    try await house.service.stop()
    silent?.stop()
    await other?.stop()
    await slapd.stop()
  }

  @Test(
    """
    who is disabled, leaves the group or is deleted loses the session within two looks; a directory \
    that is away ends nobody's
    """)
  func gone() async throws {
    let slapd = try await Slapd.start(options: .init(lockAfter: 5))
    let staff = { (people: [String]) in
      Slapd.change(
        Slapd.dn(group: "staff"), replace: "member",
        [Slapd.dn(group: "warehouse")] + people.map { Slapd.dn(person: $0) })
    }
    try await slapd.modify(staff(["u1", "u2", "u4"]))
    let house = try await FaultHouse.start(
      slapd, more: "[directory_check]\ninterval = 1", domain: "create_cards = true",
      group: "staff")
    let service = house.service
    let tokens = try await house.ask { client in
      try ["u1", "u2", "u3", "u4"].map { try #require(try client.signIn($0, "Secret-\($0)").token) }
    }
    try await slapd.modifyRelaxed(
      Slapd.change(
        Slapd.dn(person: "u1"), replace: "pwdAccountLockedTime", ["000001010000Z"]))
    try await ends(tokens[0], house)
    try await slapd.modify(staff(["u4"]))
    try await ends(tokens[1], house)
    try await slapd.modify("dn: \(Slapd.dn(person: "u4"))\nchangetype: delete\n")
    try await ends(tokens[3], house)
    #expect(try await house.status(tokens[2]) == 200)
    let events = try await house.installation.json(
      "audit", "list", "--action", "session-ended", "--reason", "gone-from-directory")
    #expect(events["entries"].list.count == 3)

    await slapd.stop()
    try await eventually("three looks met nobody") {
      service.log.split(separator: "\n").count {
        $0.contains("a directory's answer was not trusted")
      } >= 3
    }
    #expect(try await house.status(tokens[2]) == 200)
    let metrics = try await service.call("GET", "\(service.metrics)/metrics").text
    #expect(metrics.contains("brama_directory_check_alarm{domain=\"main\"} 1"))
    try await service.stop()
  }

  @Test("two first sign-ins of one person at once share one card, and both are signed in")
  func firstTogether() async throws {
    let slapd = try await Slapd.start(groups: [])
    let house = try await FaultHouse.start(slapd, domain: "create_cards = true")
    let service = house.service
    let statuses = try await atOnce(8) { _ in
      try FaultClient(service).signIn("u1", "Secret-u1").status
    }
    #expect(statuses == Array(repeating: 200, count: 8))
    let cards = try await house.installation.json("employee", "list", "u1")["employees"].list
    #expect(cards.count == 1)
    try await service.stop()
    await slapd.stop()
  }

  private func ends(_ token: String, _ house: FaultHouse) async throws {
    let start = ContinuousClock.now
    while try await house.status(token) != 401 {
      // Two looks take two seconds; the rest is for a busy machine.
      try #require(ContinuousClock.now - start < .seconds(10))
      try await Task.sleep(for: .milliseconds(50))
    }
  }
}
