import Identity
import TestKit
import Testing

@testable import LDAPDirectory

@Suite("Doctor: servers found in DNS")
struct DoctorDiscoveryTests {
  private static let name = "_ldap._tcp.example.test"

  private func found(_ dns: NameServer, _ slapd: Slapd) throws -> DirectoryConfiguration {
    var discovery = try ServiceDiscovery(domain: "example.test")
    discovery.loopbackPort = dns.port
    return try domain([], caFile: slapd.caFile, discovery: discovery) {
      $0.limits.connectTimeout = .seconds(15)
    }
  }

  @Test("a domain whose servers DNS lists is examined as one with a list (DOM-46)")
  func healthy() async throws {
    let slapd = try await usualSlapd.value
    let dns = try NameServer([Self.name: [.init("127.0.0.1", port: slapd.port)]])
    defer { dns.stop() }
    let findings = try await expectHealthy(try found(dns, slapd))
    let discovery = try #require(findings.first { $0.code == .discoveryGood })
    #expect(
      discovery.facts == [Fact(.name, "example.test"), Fact(.address, slapd.ldapURL)])
    #expect(findings.contains { $0.code == .pagingGood && $0.server == slapd.ldapURL })
  }

  @Test("a domain that DNS has no records for is told with the names that were asked (DOM-46)")
  func noRecords() async throws {
    let dns = try NameServer()
    defer { dns.stop() }
    let configuration = try found(dns, try await usualSlapd.value)
    try await Illness(
      "no SRV records",
      Diagnosis(
        code: .discoveryFailed,
        seen: [
          (.name, "example.test"),
          (.reason, "no SRV records for _ldaps._tcp.example.test and \(Self.name)"),
        ],
        polish: "Dodaj w DNS rekordy SRV (_ldap._tcp) albo wymień serwery w servers.",
        english: "Add SRV records (_ldap._tcp) to DNS, or list the servers in servers.")
    ) { configuration }.check()
  }

  @Test("a record whose host has no address is told, and the others are examined (DOM-46)")
  func noAddress() async throws {
    let slapd = try await usualSlapd.value
    let dns = try NameServer([
      Self.name: [
        .init("dc9.nowhere.invalid", port: 389, priority: 0),
        .init("127.0.0.1", port: slapd.port),
      ]
    ])
    defer { dns.stop() }
    let configuration = try found(dns, slapd)
    try await Illness(
      "a record without an address",
      Diagnosis(
        code: .nameNotFound, seen: [(.name, "dc9.nowhere.invalid")],
        polish: "Popraw nazwę w servers albo dodaj ją w DNS.",
        english: "Correct the name in servers, or add it to DNS.")
    ) { configuration }.check()
    let findings = await DomainExamination(configuration).run()
    #expect(
      findings.first { $0.code == .nameNotFound }?.server == "ldap://dc9.nowhere.invalid:389")
    #expect(findings.contains { $0.code == .pagingGood && $0.server == slapd.ldapURL })
  }
}
