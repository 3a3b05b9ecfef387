import Identity
import TestKit
import Testing

@testable import LDAPDirectory

@Suite("The directory's own lock-out, as it tells of it")
struct LockoutPolicyTests {
  private func policy(_ values: [String: String]) -> LockoutPolicy? {
    var bytes: [String: [[UInt8]]] = [:]
    for (name, value) in values { bytes[name.lowercased()] = [Array(value.utf8)] }
    return LockoutPolicy(Entry(dn: "cn=x", values: bytes))
  }

  private static func told(_ threshold: Int?, _ window: Int?, _ duration: Int?) -> LockoutPolicy {
    LockoutPolicy(
      threshold: threshold, window: window.map { .seconds($0) },
      duration: duration.map { .seconds($0) }, source: "cn=x")
  }

  @Test("Active Directory: time spans are negative, in 100 ns; 0 and the smallest have no end")
  func activeDirectory() {
    let domain = [
      "lockoutThreshold": "10", "lockOutObservationWindow": "-18000000000",
      "lockoutDuration": "-6000000000",
    ]
    #expect(policy(domain) == Self.told(10, 1800, 600))
    #expect(
      policy(domain.merging(["lockoutThreshold": "0"]) { $1 }) == Self.told(nil, 1800, 600))
    #expect(
      policy([
        "msDS-LockoutThreshold": "3", "msDS-LockoutObservationWindow": "-9223372036854775808",
        "msDS-LockoutDuration": "0",
      ]) == Self.told(3, nil, nil))
    #expect(policy(["lockoutThreshold": "many"]) == nil)
  }

  @Test(
    "ppolicy: without pwdLockout or pwdMaxFailure nothing locks; without an interval nothing is forgotten"
  )
  func ppolicy() {
    let entry = ["objectClass": "pwdPolicy", "pwdLockout": "TRUE", "pwdMaxFailure": "4"]
    #expect(policy(entry) == Self.told(4, nil, nil))
    let more = ["pwdFailureCountInterval": "900", "pwdLockoutDuration": "60"]
    #expect(policy(entry.merging(more) { $1 }) == Self.told(4, 900, 60))
    for change in [["pwdLockout": "FALSE"], ["pwdMaxFailure": "0"]] {
      #expect(policy(entry.merging(change) { $1 })?.threshold == nil)
    }
    #expect(policy(["objectClass": "pwdPolicy"])?.threshold == nil)
    #expect(policy(["objectClass": "person"]) == nil)
  }

  @Test("389-DS: off locks nothing; without passwordUnlock a lock lasts")
  func directoryServer389() {
    let entry = [
      "passwordLockout": "on", "passwordMaxFailure": "6", "passwordResetFailureCount": "600",
      "passwordLockoutDuration": "3600", "passwordUnlock": "on",
    ]
    #expect(policy(entry) == Self.told(6, 600, 3600))
    #expect(policy(entry.merging(["passwordUnlock": "off"]) { $1 }) == Self.told(6, 600, nil))
    #expect(policy(entry.merging(["passwordLockout": "off"]) { $1 })?.threshold == nil)
    // The other names of the same attributes, under which it may answer.
    let aliases = [
      "pwdLockout": "on", "pwdMaxFailure": "6", "pwdFailureCountInterval": "600",
      "pwdLockoutDuration": "3600",
    ]
    #expect(policy(aliases) == Self.told(6, 600, 3600))
    #expect(policy(["passwordLockout": "on"]) == Self.told(3, nil, nil))
  }

  @Test(
    "what is set and what is told: the stricter; what is not set: what is told; nothing told: what is set"
  )
  func setting() {
    let usual = DirectoryLockout.usual
    let told = Self.told(10, 900, 60)
    func lockout(
      _ setting: LockoutSetting, _ configured: DirectoryLockout?, _ told: LockoutPolicy?
    ) -> [Int]? {
      setting.lockout(configured: configured, told: told)
        .map { [$0.threshold, Int($0.window.milliseconds / 1000)] }
    }
    let unset = LockoutSetting()
    #expect(lockout(unset, usual, nil) == [5, 1800])
    #expect(lockout(unset, usual, told) == [10, 900])
    #expect(lockout(unset, usual, Self.told(nil, 900, 60)) == nil)
    let set = LockoutSetting(isThresholdSet: true, isWindowSet: true)
    #expect(lockout(set, usual, told) == [5, 1800])
    #expect(lockout(set, usual, Self.told(3, 7200, 60)) == [3, 7200])
    #expect(lockout(set, usual, Self.told(nil, 900, 60)) == [5, 1800])
    // Set to 0, "it never locks", the directory knows better.
    #expect(lockout(set, nil, told) == [10, 900])
    #expect(lockout(LockoutSetting(isWindowSet: true), usual, told) == [10, 1800])
    let unread = LockoutSetting(isRead: false, isThresholdSet: true)
    #expect(lockout(unread, nil, told) == nil)
    #expect(lockout(unread, usual, Self.told(3, 900, 60)) == [5, 1800])
    // Never forgotten: a day where a lock passes, 30 where it lasts.
    #expect(lockout(unset, usual, Self.told(3, nil, 60)) == [3, 86_400])
    #expect(lockout(unset, usual, Self.told(3, nil, 200_000)) == [3, 200_000])
    #expect(lockout(unset, usual, Self.told(3, nil, nil)) == [3, 30 * 86_400])
  }

  @Test("of several policies the strictest in each respect")
  func strictest() {
    let a = Self.told(5, 900, 60)
    #expect(a.stricter(Self.told(3, 600, nil)) == Self.told(3, 900, nil))
    #expect(a.stricter(Self.told(nil, nil, nil)) == a)
    #expect(Self.told(nil, nil, nil).stricter(a) == a)
  }

  @Test("OpenLDAP: the default policy, a person's own, and nothing where the overlay is not used")
  func slapd() async throws {
    let plain = try directory(try await usualSlapd.value) { $0.rules.lockout = .usual }
    #expect(try await plain.lockoutPolicy() == nil)
    #expect(await plain.lockout(of: nil) == .usual)
    await plain.close()

    let slapd = try await Slapd.start(groups: [], options: .init(lockAfter: 6))
    let directory = try directory(slapd) { $0.rules.lockout = .usual }
    let own = "cn=strict,\(Slapd.baseDN)"
    try await slapd.add(
      Slapd.record(
        own,
        [
          ("objectClass", ["device", "pwdPolicy"]), ("pwdAttribute", ["userPassword"]),
          ("pwdLockout", ["TRUE"]), ("pwdMaxFailure", ["2"]), ("pwdFailureCountInterval", ["300"]),
          ("pwdLockoutDuration", ["60"]),
        ]))
    try await slapd.modify(
      Slapd.change(Slapd.dn(person: "u2"), replace: "pwdPolicySubentry", [own]))
    let (u1, u2) = (
      try #require(try await directory.member(login: login("u1"))),
      try #require(try await directory.member(login: login("u2")))
    )
    #expect(
      try await directory.lockoutPolicy(for: u2)
        == LockoutPolicy(
          threshold: 2, window: .seconds(300), duration: .seconds(60), source: own))
    #expect(
      await directory.lockout(of: u2.id)
        == DirectoryLockout(threshold: 2, window: .seconds(300)))
    // Which of two is the default nobody tells: the stricter, for everybody else.
    #expect(try await directory.lockoutPolicy(for: u1)?.threshold == 2)
    #expect(
      await directory.lockout(of: u1.id)
        == DirectoryLockout(threshold: 2, window: .days(1)))
    #expect(await directory.lockout(of: nil) == DirectoryLockout(threshold: 2, window: .days(1)))

    // What is known stays until it is read anew, beside the requests.
    try await slapd.modify(Slapd.change(own, replace: "pwdMaxFailure", ["4"]))
    #expect(await directory.lockout(of: u2.id)?.threshold == 2)
    try await directory.refreshLockout()
    #expect(await directory.lockout(of: u2.id)?.threshold == 4)
    #expect(await directory.lockout(of: u1.id)?.threshold == 4)

    // What the directory has counted comes with the person.
    for _ in 1...2 {
      #expect(
        try await directory.verify(u1, password: Secret("wrong"), group: .all) == .wrongPassword)
    }
    let counted = try #require(try await directory.member(u1.id)?.wrongBinds)
    #expect(counted.count == 2)
    #expect(counted.lastAt != nil)

    // A directory that is away: nobody waits twice, and what is known holds.
    await slapd.stop()
    #expect(await directory.lockout(of: u2.id)?.threshold == 4)
    await #expect(throws: DirectoryError.self) { try await directory.refreshLockout() }
    #expect(await directory.lockout(of: nil)?.threshold == 4)
    await directory.close()
  }

  @Test("a directory that answers nobody costs one person a second at most, and the others nothing")
  func silent() async throws {
    let server = try SilentServer(.neverAnswers)
    defer { server.stop() }
    let directory = LDAPDirectory(
      configuration: try domain([server.ldapURL], caFile: nil) {
        $0.rules.lockout = DirectoryLockout(threshold: 7, window: .seconds(60))
      }, random: TestRandom())
    let start = ContinuousClock.now
    #expect(await directory.lockout(of: nil)?.threshold == 7)
    let first = ContinuousClock.now - start
    #expect(first > .milliseconds(500) && first < .seconds(4), "\(first)")
    let somebody = StableID("id")
    let again = ContinuousClock.now
    for _ in 1...20 { #expect(await directory.lockout(of: somebody)?.threshold == 7) }
    #expect(ContinuousClock.now - again < .milliseconds(500))
    await directory.close()
  }
}
