import Diagnostics
import Foundation
import HTTPEngine
import Identity
import LDAPDirectory
import Messages
import Portal
import Secrets
import Storage
import Testing

@testable import App

/// The parts wired over a real store, without a listener.
@Suite struct CompositionTests {
  private let house = House()

  @Test("the first opening makes a key and a store; a command makes neither")
  func firstOpening() async throws {
    await #expect(throws: SealingKeyProblem.unusable(.missing(path: house.keyPath))) {
      _ = try await Composition.open(house.plan(), mayCreateKey: false, log: .silent)
    }
    let composition = try await Composition.open(house.plan(), mayCreateKey: true, log: .silent)
    #expect(try await composition.gate.access.isSetupPending())
    await composition.close()
    let again = try await Composition.open(house.plan(), mayCreateKey: false, log: .silent)
    await again.close()
  }

  @Test("a command in the process asks by the same API, as command:USER")
  func command() async throws {
    let composition = try await Composition.open(house.plan(), mayCreateKey: true, log: .silent)
    let client = StoreClient(composition: composition, user: "jan")
    let body = Array(#"{"login": "anna", "name": "Anna"}"#.utf8)
    let added = try await client.send(APIRequest("POST", "/employees", body: body))
    #expect(added.status == 201 && added.etag != nil)
    let events = try await composition.gate.audit.list(
      AuditFilter(actions: [.employeeAdded]), before: nil, limit: 1, by: .command(user: "jan"))
    #expect(events.entries.first?.record.caller == "jan")
    #expect(events.entries.first?.record.callerKind == "command")
    await client.close()
    // The store was let go.
    let next = try await Composition.open(house.plan(), mayCreateKey: false, log: .silent)
    await next.close()
  }

  @Test("the numbers of the store and of the hashing are shown, counters named so")
  func numbers() async throws {
    let composition = try await Composition.open(house.plan(), mayCreateKey: true, log: .silent)
    let by = Caller.command(user: "root")
    _ = try await composition.gate.employees.add(EmployeeDraft(login: "a", name: "A"), by: by)
    let commits = composition.store.statistics.commits
    let answer = composition.metrics.respond(
      to: DetachedRequest(method: "GET", target: "/metrics"))
    let lines = String(decoding: answer.body, as: UTF8.self).split(separator: "\n")
    #expect(commits > 0 && lines.contains("brama_store_commits_total \(commits)"))
    #expect(lines.contains("# TYPE brama_store_commits_total counter"))
    #expect(lines.contains("brama_password_hashing_waiting 0"))
    for line in lines where line.hasPrefix("# TYPE ") && line.hasSuffix(" counter") {
      #expect(line.hasSuffix("_total counter"), "\(line)")
    }
    await composition.close()
  }

  @Test("an unreachable directory leaves the composition whole and is told by /readyz")
  func directoryDown() async throws {
    var plan = house.plan()
    plan.domains = [try House.unreachableDomain()]
    let composition = try await Composition.open(plan, mayCreateKey: true, log: .silent)
    _ = try? await composition.gate.directories.groups(
      of: "main", search: nil, cursor: nil, by: .command(user: "root"))
    let answer = await composition.portal.respond(
      to: DetachedRequest(method: "GET", target: "/readyz"))
    #expect(answer.status == 200)
    #expect(String(decoding: answer.body, as: UTF8.self).contains("unreachable"))
    await composition.close()
  }

  @Test("an older store put back is noted at the opening and found by verification")
  func olderStore() async throws {
    let by = Caller.command(user: "root")
    let first = try await Composition.open(house.plan(), mayCreateKey: true, log: .silent)
    _ = try await first.gate.employees.add(EmployeeDraft(login: "a", name: "A"), by: by)
    await first.close()
    let old = house.file("old.db")
    try FileManager.default.copyItem(atPath: house.storePath, toPath: old)
    let second = try await Composition.open(house.plan(), mayCreateKey: false, log: .silent)
    _ = try await second.gate.employees.add(EmployeeDraft(login: "b", name: "B"), by: by)
    await second.close()
    try FileManager.default.removeItem(atPath: house.storePath)
    try FileManager.default.moveItem(atPath: old, toPath: house.storePath)

    let third = try await Composition.open(house.plan(), mayCreateKey: false, log: .silent)
    let noted = try await third.gate.audit.list(
      AuditFilter(actions: [.auditHeadMismatch]), before: nil, limit: 10, by: by)
    #expect(noted.entries.count == 1)
    let client = StoreClient(composition: third, user: "root")
    let verified = try await client.send(APIRequest("POST", "/local/audit/verify"))
    #expect(String(decoding: verified.body, as: UTF8.self).contains("recorded-mismatch"))
    await client.close()
  }

  @Test(
    "a head file that is gone or emptied is a finding, at once and for good",
    arguments: [true, false])
  func missingHead(isRemoved: Bool) async throws {
    let by = Caller.command(user: "root")
    let first = try await Composition.open(house.plan(), mayCreateKey: true, log: .silent)
    func verified(_ composition: Composition) async throws -> String {
      let answer = try await StoreClient(composition: composition, user: "root")
        .send(APIRequest("POST", "/local/audit/verify"))
      return String(decoding: answer.body, as: UTF8.self)
    }
    #expect(try await verified(first).contains("\"findings\":[]"))
    _ = try await first.gate.employees.add(EmployeeDraft(login: "a", name: "A"), by: by)
    #expect(try await verified(first).contains("\"findings\":[]"))
    let head = house.file("audit.head")
    if isRemoved {
      try FileManager.default.removeItem(atPath: head)
    } else {
      try Data().write(to: URL(fileURLWithPath: head))
    }
    #expect(try await verified(first).contains("head-missing"))
    await first.close()
    try? FileManager.default.removeItem(atPath: head)
    let second = try await Composition.open(house.plan(), mayCreateKey: false, log: .silent)
    let noted = try await second.gate.audit.list(
      AuditFilter(actions: [.auditHeadMismatch]), before: nil, limit: 10, by: by)
    #expect(noted.entries.first?.details["known"] == "missing")
    #expect(try await verified(second).contains("recorded-mismatch"))
    await second.close()
    // The file that the second opening made agrees from then on.
    let third = try await Composition.open(house.plan(), mayCreateKey: false, log: .silent)
    #expect(
      try await third.gate.audit.list(
        AuditFilter(actions: [.auditHeadMismatch]), before: nil, limit: 10, by: by
      ).entries.count == 1)
    await third.close()
  }

  @Test("a store from before there was a head file, and one restored, get theirs without a finding")
  func firstHead() async throws {
    let by = Caller.command(user: "root")
    let first = try await Composition.open(house.plan(), mayCreateKey: true, log: .silent)
    _ = try await first.gate.employees.add(EmployeeDraft(login: "a", name: "A"), by: by)
    await first.close()
    try FileManager.default.removeItem(atPath: house.file("audit.head"))
    let restored = try await Composition.open(
      house.plan(), mayCreateKey: false, headIsForgotten: true, log: .silent)
    await restored.close()
    let next = try await Composition.open(house.plan(), mayCreateKey: false, log: .silent)
    #expect(
      try await next.gate.audit.list(
        AuditFilter(actions: [.auditHeadMismatch]), before: nil, limit: 10, by: by
      ).entries.isEmpty)
    await next.close()
  }

  @Test("a damaged head file is a finding, not a reason to stay down")
  func damagedHead() async throws {
    let by = Caller.command(user: "root")
    let first = try await Composition.open(house.plan(), mayCreateKey: true, log: .silent)
    _ = try await first.gate.employees.add(EmployeeDraft(login: "a", name: "A"), by: by)
    await first.close()
    let head = URL(fileURLWithPath: house.file("audit.head"))
    var bytes = try Data(contentsOf: head)
    bytes[20] ^= 1
    try bytes.write(to: head)
    let second = try await Composition.open(house.plan(), mayCreateKey: false, log: .silent)
    let noted = try await second.gate.audit.list(
      AuditFilter(actions: [.auditHeadMismatch]), before: nil, limit: 10, by: by)
    #expect(noted.entries.first?.details["known"] == "damaged")
    await second.close()
  }
}

/// A folder for one installation, and the plan to open it.
final class House: Sendable {
  let folder = NSTemporaryDirectory() + "app-\(UUID().uuidString.prefix(8))"

  init() {
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func file(_ name: String) -> String { "\(folder)/\(name)" }
  var keyPath: String { file("sealing.key") }
  var storePath: String { file("brama.db") }

  func plan() -> ServicePlan {
    ServicePlan(
      listeners: [], threads: 1, connections: 100, metrics: nil, commandSocket: file("sock"),
      publicURL: nil, trustedProxies: [], language: .english,
      refusalTime: Interval(milliseconds: 50), storePath: storePath,
      auditHeadPath: file("audit.head"), keyFile: SealingKeyFile(path: keyPath), policy: Policy(),
      domains: [], logLevel: .error, logForm: .text, drainTime: .seconds(2))
  }

  static func unreachableDomain() throws -> DirectoryConfiguration {
    var domain = DomainConfiguration(name: try #require(DomainName("main")))
    // Nobody listens on port 1 of loopback.
    domain.servers = ["ldap://127.0.0.1:1"]
    domain.base = "dc=example,dc=test"
    domain.serviceDN = "cn=brama,dc=example,dc=test"
    domain.servicePassword = Secret("secret")
    domain.attributes = .usual
    domain.poolSize = 1
    domain.connectTimeout = .seconds(1)
    domain.operationTimeout = .seconds(1)
    domain.totalDeadline = .seconds(2)
    return try domain.directory()
  }
}

extension DomainConfiguration.Attributes {
  static var usual: Self {
    var names = Self()
    names.login = "uid"
    names.id = "entryUUID"
    names.name = "cn"
    names.givenName = "givenName"
    names.surname = "sn"
    names.mail = "mail"
    names.memberFilter = "(objectClass=inetOrgPerson)"
    names.groupFilter = "(objectClass=groupOfNames)"
    names.member = "member"
    return names
  }
}
