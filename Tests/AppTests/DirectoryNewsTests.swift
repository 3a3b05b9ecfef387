import Diagnostics
import Identity
import LDAPDirectory
import Secrets
import Synchronization
import Testing

@testable import App

@Suite struct DirectoryNewsTests {
  private final class Lines: Sendable {
    private let kept = Mutex<[String]>([])
    var all: [String] { kept.withLock { $0 } }
    func add(_ line: String) { kept.withLock { $0.append(line) } }
  }

  @Test("moving on from a server is told once until its state changes, for each server")
  func failover() throws {
    let lines = Lines()
    let news = DirectoryNews(
      of: try #require(DomainName("main")), metrics: ServiceMetrics(),
      log: Log(sink: { lines.add($0) }))
    let first = try ServerAddress("ldap://127.0.0.1:1")
    let second = try ServerAddress("ldap://127.0.0.1:2")
    let reason = DirectoryError(.unavailable, detail: "refused")
    func movedOn() -> Int { lines.all.filter { $0.contains("moved on") }.count }

    news.note(.serverDown(first, reason: reason))
    for _ in 0..<100 { news.note(.failover(from: first, reason: reason)) }
    #expect(movedOn() == 1)
    for _ in 0..<100 { news.note(.failover(from: second, reason: reason)) }
    #expect(movedOn() == 2)
    news.note(.serverUp(first))
    news.note(.serverDown(first, reason: reason))
    for _ in 0..<100 { news.note(.failover(from: first, reason: reason)) }
    #expect(movedOn() == 3)
    #expect(lines.all.filter { $0.contains("is down") }.count == 2)
    #expect(lines.all.filter { $0.contains("up again") }.count == 1)
  }

  @Test("why a directory gave no answer is in the log, a kind of failure once a minute")
  func failures() async throws {
    let lines = Lines()
    let name = try #require(DomainName("main"))
    let metrics = ServiceMetrics()
    let news = DirectoryNews(of: name, metrics: metrics, log: Log(sink: { lines.add($0) }))
    var configuration = try DirectoryConfiguration(
      name: name, servers: [ServerAddress("ldap://127.0.0.1:1")], baseDN: DN("dc=x"),
      serviceAccount: ServiceAccount(dn: DN("cn=s"), password: Secret("s")),
      rules: DirectoryRules(
        createsCards: false, qualifiers: [], suffixes: [], loginByEmail: false, lockout: nil))
    configuration.limits.totalDeadline = .seconds(5)
    let adapter = LDAPDirectory(configuration: configuration, random: SystemRandom())
    let directory = MeasuredDirectory(
      adapter, binds: metrics.binds(of: name), standings: DomainStandings()
    ) { news.failed($0) }
    for _ in 0..<5 {
      await #expect(throws: DirectoryError.self) {
        _ = try await directory.member(#require(StableID("x")))
      }
    }
    let told = lines.all.filter { $0.contains("gives no answer") }
    #expect(told.count == 1)
    #expect(told.first?.contains("ldap://127.0.0.1:1: connect") == true)
    await adapter.close()
  }
}
