import Foundation
import Identity
import LDAPDirectory
import Synchronization
import TestKit
import Testing

/// Nobody waits for a server that is known to be down, also while it is being probed.
@Suite("Servers that are known to be down")
struct KnownDownTests {
  enum Fault: CaseIterable { case refuses, swallows, acceptsAndHangs, hangsInTLS, diesInMidAnswer }

  /// What the bad server is, its address, and how to end it.
  private func bad(_ fault: Fault) throws -> (
    url: String, probes: @Sendable () -> Int?, end: () -> Void
  ) {
    switch fault {
    case .refuses:
      let gone = try SilentServer(.neverAnswers)
      gone.stop()
      return (gone.ldapURL, { nil }, {})
    case .swallows:
      let port = try SwallowingPort()
      return (port.ldapURL, { nil }, { port.stop() })
    case .acceptsAndHangs, .hangsInTLS, .diesInMidAnswer:
      let server = try SilentServer(
        fault == .diesInMidAnswer
          ? .cut : fault == .hangsInTLS ? .hangsAfterStartTLS : .neverAnswers)
      return (server.ldapURL, { server.accepted }, { server.stop() })
    }
  }

  @Test(
    "after the first, no sign-in waits for a server that is down, whatever it does (DOM-46)",
    arguments: Fault.allCases)
  func known(_ fault: Fault) async throws {
    let slapd = try await usualSlapd.value
    let bad = try bad(fault)
    defer { bad.end() }
    let isTLS = fault == .hangsInTLS
    var configuration = try domain([bad.url, slapd.ldapURL], caFile: slapd.caFile, startTLS: isTLS)
    {
      $0.insecurePlainPasswords = !isTLS
      // Long enough that nobody can have waited for it below.
      $0.limits.connectTimeout = .seconds(3)
      $0.limits.operationTimeout = .seconds(3)
      $0.limits.downTime = .milliseconds(200)
      $0.limits.longestDownTime = .milliseconds(200)
    }
    configuration.limits.poolSize = 2
    let downs = Count()
    let directory = LDAPDirectory(configuration: configuration, random: TestRandom()) { event in
      if case .serverDown = event { downs.add() }
    }
    // The first waits: nothing was known.
    let member = try #require(try await directory.member(login: login("u1")))
    #expect(downs.value == 1)
    let before = bad.probes()
    var longest = Duration.zero
    let end = ContinuousClock.now + .seconds(4)
    while ContinuousClock.now < end {
      let start = ContinuousClock.now
      let outcome = try await directory.verify(member, password: Secret("Secret-u1"), group: .all)
      longest = max(longest, .now - start)
      #expect(outcome == .verified(VerifiedBind(member: member)))
      try await Task.sleep(for: .milliseconds(5))
    }
    // It was probed meanwhile, and is still down.
    if let before, let after = bad.probes() { #expect(after > before) }
    #expect(downs.value == 1)
    #expect(longest < .milliseconds(2500), "\(fault): \(longest)")
    await directory.close()
  }

  @Test(
    "where the only server hangs, people are told at once after the first, and it is taken back")
  func only() async throws {
    let slapd = try await Slapd.start()
    let directory = LDAPDirectory(
      configuration: try domain([slapd.ldapURL], caFile: nil, startTLS: false) {
        $0.insecurePlainPasswords = true
        $0.limits.connectTimeout = .seconds(2)
        $0.limits.operationTimeout = .seconds(2)
        $0.limits.downTime = .milliseconds(300)
      }, random: TestRandom())
    let member = try #require(try await directory.member(login: login("u1")))
    try await slapd.freeze()
    await expect(.unavailable) { _ = try await directory.member(login: login("u1")) }
    // The probe that follows at once fails too; then nobody waits any more.
    try await Task.sleep(for: .seconds(2.5))
    let start = ContinuousClock.now
    for _ in 0..<20 {
      await expect(.unavailable) { _ = try await directory.member(login: login("u1")) }
    }
    #expect(ContinuousClock.now - start < .milliseconds(1500))
    slapd.thaw()
    let end = ContinuousClock.now + .seconds(20)
    while (try? await directory.member(login: login("u1"))) == nil, .now < end {
      try await Task.sleep(for: .milliseconds(50))
    }
    let outcome = try await directory.verify(member, password: Secret("Secret-u1"), group: .all)
    #expect(outcome == .verified(VerifiedBind(member: member)))
    await directory.close()
    await slapd.stop()
  }

  @Test(
    "a question with little time does not put a slow server down, asked first or on a connection that stands (DOM-46)",
    arguments: [false, true])
  func impatient(stands: Bool) async throws {
    let slapd = try await usualSlapd.value
    let proxy = try FaultProxy(to: slapd.port, .delays(milliseconds: 600))
    defer { proxy.stop() }
    let downs = Count()
    var configuration = try domain([proxy.ldapURL], caFile: nil, startTLS: false) {
      $0.insecurePlainPasswords = true
      $0.limits.connectTimeout = .seconds(10)
      $0.limits.operationTimeout = .seconds(10)
    }
    configuration.limits.lockoutTime = .milliseconds(200)
    let directory = LDAPDirectory(configuration: configuration, random: TestRandom()) { event in
      if case .serverDown = event { downs.add() }
    }
    if stands { #expect(try await directory.member(login: login("u1")) != nil) }
    // The lock-out is not waited for; what was configured counts.
    #expect(await directory.lockout(of: nil) == DirectoryLockout?.none)
    #expect(downs.value == 0)
    #expect(try await directory.member(login: login("u1")) != nil)
    await directory.close()
  }

  @Test("a server that came back is taken back: its turn comes first again (DOM-46)")
  func back() async throws {
    let first = try await Slapd.start()
    let second = try await Slapd.start()
    let ups = Count()
    let directory = LDAPDirectory(
      configuration: try domain([first.ldapURL, second.ldapURL], caFile: nil, startTLS: false) {
        $0.insecurePlainPasswords = true
        $0.limits.downTime = .milliseconds(200)
      }, random: TestRandom()
    ) { event in if case .serverUp = event { ups.add() } }
    let member = try #require(try await directory.member(login: login("u1")))
    func signIn() async throws {
      let outcome = try await directory.verify(member, password: Secret("Secret-u1"), group: .all)
      #expect(outcome == .verified(VerifiedBind(member: member)))
    }
    try await signIn()
    await first.stop()
    for _ in 0..<3 { try await signIn() }
    #expect(try first.bindCount(member.dn) == 1 && second.bindCount(member.dn) == 3)
    try await first.restart()
    let end = ContinuousClock.now + .seconds(10)
    while ups.value == 0, .now < end { try await Task.sleep(for: .milliseconds(20)) }
    for _ in 0..<3 { try await signIn() }
    #expect(try first.bindCount(member.dn) == 4 && second.bindCount(member.dn) == 3)
    await directory.close()
    await first.stop()
    await second.stop()
  }

  @Test("a bind that a server refers elsewhere is done by the next, once (DOM-36)")
  func referredBind() async throws {
    // The person is in this directory alone: should another test still try a server that had this port
    // before, its binds are not counted here.
    let slapd = try await Slapd.start(people: [Slapd.Person("referred")], groups: [])
    // A replica that holds no passwords refers every bind to its provider.
    let url = slapd.ldapURL
    let replica = try await LDAPStandIn.start { _ in [.done(.init(10, referrals: [url]))] }
    let dn = Slapd.dn(person: "referred")
    let directory = LDAPDirectory(
      configuration: try domain([replica.ldapURL, slapd.ldapURL], caFile: nil, startTLS: false) {
        $0.insecurePlainPasswords = true
        $0.limits.connectTimeout = .seconds(20)
      }, random: TestRandom())
    let source = try directoryOf(slapd)
    let member = try #require(try await source.member(login: login("referred")))
    let outcome = try await directory.verify(
      member, password: Secret("Secret-referred"), group: .all)
    #expect(outcome == .verified(VerifiedBind(member: member)))
    #expect(try slapd.bindCount(dn) == 1)
    #expect(
      try await directory.verify(member, password: Secret("wrong"), group: .all) == .wrongPassword)
    #expect(try slapd.bindCount(dn) == 2)
    await directory.close()
    await source.close()
    #expect(replica.accepted > 0)
    replica.stop()
    await slapd.stop()
  }

  private func directoryOf(_ slapd: Slapd) throws -> LDAPDirectory {
    // Beside hundreds of other tests a handshake and the service's bind take their time.
    try directory(slapd) { $0.limits.connectTimeout = .seconds(20) }
  }

  @Test("a server that refers a search elsewhere is passed over for the next that holds the data")
  func referredSearch() async throws {
    let slapd = try await usualSlapd.value
    let refers = try SilentServer(.refers)
    defer { refers.stop() }
    let directory = LDAPDirectory(
      configuration: try domain([refers.ldapURL, slapd.ldapURL], caFile: nil, startTLS: false) {
        $0.insecurePlainPasswords = true
      }, random: TestRandom())
    for _ in 0..<3 { await found("u1", directory) }
    await directory.close()
  }
}
