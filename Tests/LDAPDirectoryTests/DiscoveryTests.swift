import Identity
import Synchronization
import TestKit
import Testing

@testable import LDAPDirectory

/// The targets are addresses: what a name resolves to is not the look-up's business, and 127.0.0.1 is what
/// the test servers' certificates are for.
@Suite("Servers found in DNS")
struct DiscoveryTests {
  private static let name = "_ldap._tcp.example.test"
  private static let tlsName = "_ldaps._tcp.example.test"

  private func directory(
    _ dns: NameServer, caFile: String?, controllersOnly: Bool = false,
    _ change: (inout DirectoryConfiguration) -> Void = { _ in },
    events: @escaping @Sendable (DirectoryEvent) -> Void = { _ in }
  ) throws -> LDAPDirectory {
    var discovery = try ServiceDiscovery(domain: "example.test", controllersOnly: controllersOnly)
    discovery.loopbackPort = dns.port
    let configuration = try domain([], caFile: caFile, discovery: discovery) {
      $0.limits.downTime = .milliseconds(200)
      change(&$0)
    }
    return LDAPDirectory(configuration: configuration, random: TestRandom(), events: events)
  }

  private func record(_ slapd: Slapd, priority: UInt16 = 10) -> NameServer.Record {
    NameServer.Record("127.0.0.1", port: slapd.port, priority: priority)
  }

  @Test("records are taken by priority, and within one by weight (RFC 2782)")
  func order() {
    let records = [
      ServiceRecord(priority: 20, weight: 0, port: 389, target: "last"),
      ServiceRecord(priority: 10, weight: 0, port: 389, target: "seldom"),
      ServiceRecord(priority: 10, weight: 30, port: 389, target: "often"),
      ServiceRecord(priority: 10, weight: 70, port: 389, target: "usual"),
    ]
    func names(_ draw: (Int) -> Int) -> [String] {
      ServiceRecord.ordered(records, draw: draw).map(\.target)
    }
    #expect(names { _ in 0 } == ["seldom", "often", "usual", "last"])
    #expect(names { $0 } == ["usual", "often", "seldom", "last"])
    #expect(names { min($0, 30) } == ["often", "usual", "seldom", "last"])
    var first: [String: Int] = [:]
    for _ in 0..<2000 { first[names { .random(in: 0...$0) }[0], default: 0] += 1 }
    // 70, 29 and 1 of 101: far within what chance does to 2,000 draws.
    #expect((1250...1550).contains(first["usual"] ?? 0), "\(first)")
    #expect((450...750).contains(first["often"] ?? 0), "\(first)")
    #expect(first["last"] == nil)
  }

  @Test(
    "a sign-in goes to the server that DNS lists, over StartTLS with the domain's CA (DOM-40, 46)")
  func found() async throws {
    let slapd = try await usualSlapd.value
    let dns = try NameServer([Self.name: [record(slapd)]])
    defer { dns.stop() }
    let directory = try directory(dns, caFile: slapd.caFile)
    let member = try #require(try await directory.member(login: login("u1")))
    let outcome = try await directory.verify(member, password: Secret("Secret-u1"), group: .all)
    #expect(outcome == .verified(VerifiedBind(member: member)))
    #expect(try await directory.servers().map(\.description) == [slapd.ldapURL])
    // Each name once: the list is kept for its time.
    #expect(dns.asked == [Self.tlsName, Self.name])
    await directory.close()
  }

  @Test("names of the TLS port go first where DNS has them, and speak TLS from the first byte")
  func tls() async throws {
    let slapd = try await usualSlapd.value
    let dns = try NameServer([
      Self.tlsName: [.init("127.0.0.1", port: slapd.tlsPort)], Self.name: [record(slapd)],
    ])
    defer { dns.stop() }
    let directory = try directory(dns, caFile: slapd.caFile)
    await LDAPDirectoryTests.found("u1", directory)
    #expect(try await directory.servers().map(\.description) == [slapd.ldapsURL])
    await directory.close()
  }

  @Test("Active Directory is asked for its domain controllers")
  func controllers() async throws {
    let slapd = try await usualSlapd.value
    let dns = try NameServer(["_ldap._tcp.dc._msdcs.example.test": [record(slapd)]])
    defer { dns.stop() }
    let directory = try directory(dns, caFile: slapd.caFile, controllersOnly: true)
    await LDAPDirectoryTests.found("u1", directory)
    #expect(dns.asked == ["_ldap._tcp.dc._msdcs.example.test"])
    await directory.close()
  }

  @Test(
    "changed records are taken over in the background, and idle connections to old servers closed")
  func changed() async throws {
    let first = try await Slapd.start()
    let second = try await usualSlapd.value
    let dns = try NameServer([Self.name: [record(first)]])
    defer { dns.stop() }
    let directory = try directory(dns, caFile: first.caFile) {
      $0.limits.recordTime = .milliseconds(100) ... .milliseconds(100)
    }
    await LDAPDirectoryTests.found("u1", directory)
    dns.set(Self.name, [record(second)])
    let end = ContinuousClock.now + .seconds(10)
    while try await directory.servers().map(\.description) != [second.ldapURL], .now < end {
      try await Task.sleep(for: .milliseconds(20))
    }
    // Nobody goes to the old one any more: it can be switched off.
    await first.stop()
    await LDAPDirectoryTests.found("u1", directory)
    await directory.close()
  }

  @Test(
    "the last good list stays while DNS is silent, fails, denies the name or sends garbage",
    arguments: [NameServer.Behaviour.silent, .fails, .garbage, .answers])
  func lastGood(_ behaviour: NameServer.Behaviour) async throws {
    let slapd = try await usualSlapd.value
    let dns = try NameServer([Self.name: [record(slapd)]])
    defer { dns.stop() }
    let failures = Count()
    let directory = try directory(dns, caFile: slapd.caFile) {
      $0.limits.recordTime = .milliseconds(50) ... .milliseconds(50)
    } events: { event in
      if case .lookupFailed = event { failures.add() }
    }
    await LDAPDirectoryTests.found("u1", directory)
    dns.set(Self.name, nil)
    dns.behave(behaviour)
    let end = ContinuousClock.now + .seconds(30)
    while failures.value == 0, .now < end { try await Task.sleep(for: .milliseconds(20)) }
    #expect(failures.value > 0)
    let start = ContinuousClock.now
    await LDAPDirectoryTests.found("u1", directory)
    #expect(ContinuousClock.now - start < .seconds(2))
    await directory.close()
  }

  @Test("without an answer of DNS only the first wait, and all are told in time; then it is found")
  func silence() async throws {
    let slapd = try await usualSlapd.value
    let dns = try NameServer([Self.name: [record(slapd)]])
    defer { dns.stop() }
    dns.behave(.silent)
    let directory = try directory(dns, caFile: slapd.caFile) {
      $0.limits.connectTimeout = .milliseconds(700)
      $0.limits.downTime = .seconds(1)
    }
    let start = ContinuousClock.now
    await expect(.unavailable) { _ = try await directory.member(login: login("u1")) }
    #expect(ContinuousClock.now - start < .seconds(5))
    dns.behave(.answers)
    // The look-up under way ends by itself; the next one is made in the background.
    let end = ContinuousClock.now + .seconds(30)
    while (try? await directory.servers()) == nil, .now < end {
      try await Task.sleep(for: .milliseconds(50))
    }
    await LDAPDirectoryTests.found("u1", directory)
    await directory.close()
  }

  @Test("DNS that denies the name is told as such, and asked no more than once in a while")
  func denied() async throws {
    let dns = try NameServer()
    defer { dns.stop() }
    let directory = try directory(dns, caFile: "/dev/null") { $0.limits.downTime = .seconds(60) }
    for _ in 0..<5 {
      do {
        _ = try await directory.member(login: login("u1"))
        Issue.record("a member without a server")
      } catch let error as DirectoryError {
        #expect(error.code == .unavailable)
        #expect(
          error.detail.contains("DNS has no SRV records for \(Self.tlsName)"), "\(error.detail)")
      }
    }
    #expect(dns.asked == [Self.tlsName, Self.name])
    await directory.close()
  }

  @Test("a target outside the domain is passed over where any public authority would vouch for it")
  func strangers() async throws {
    let dns = try NameServer([
      Self.name: [
        .init("evil.example.net", port: 389, priority: 0),
        .init("notexample.test", port: 389, priority: 0), .init(".", port: 389, priority: 0),
        .init("dc1.example.test", port: 389),
      ]
    ])
    defer { dns.stop() }
    let own = try directory(dns, caFile: nil)
    #expect(try await own.servers().map(\.description) == ["ldap://dc1.example.test:389"])
    await own.close()
    // With an authority of the domain's own, that decides.
    let vouched = try directory(dns, caFile: "/dev/null")
    #expect(try await vouched.servers().count == 3)
    await vouched.close()
  }

  @Test("a server that DNS names and the domain's CA does not vouch for gets no password (DOM-40)")
  func foreign() async throws {
    let slapd = try await usualSlapd.value
    let foreign = try await Slapd.start(options: .init(ownAuthority: true))
    let dns = try NameServer([Self.name: [record(foreign)]])
    defer { dns.stop() }
    let directory = try directory(dns, caFile: slapd.caFile)
    await expect(.untrusted) { _ = try await directory.member(login: login("u1")) }
    #expect(try foreign.bindCount(Slapd.serviceDN) == 0)
    await directory.close()
    await foreign.stop()
  }

  @Test("a look-up needs TLS, and stands in place of a list")
  func settings() throws {
    let discovery = try ServiceDiscovery(domain: "Example.TEST.")
    #expect(discovery.domain == "example.test")
    #expect(throws: InvalidSetting.self) {
      try domain(["ldap://127.0.0.1"], caFile: nil, discovery: discovery)
    }
    #expect(throws: InvalidSetting.self) {
      try domain([], caFile: nil, startTLS: false, discovery: discovery)
    }
    for wrong in ["", "a b", "10.0.0.1", "x..y", String(repeating: "a", count: 300)] {
      #expect(throws: InvalidSetting.self) { try ServiceDiscovery(domain: wrong) }
    }
  }
}
