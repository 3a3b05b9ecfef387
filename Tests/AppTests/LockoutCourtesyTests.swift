import Foundation
import Identity
import LDAPDirectory
import Secrets
import Storage
import Synchronization
import TestKit
import Testing

/// Sign-in over a real directory that locks accounts, with a clock that a test moves past every block of
/// Brama's own, and not past the directory's window.
@Suite("A directory's own lock-out is never brought about")
struct LockoutCourtesyTests {
  static let attempts = 1000

  /// Sign-in over one directory: cards are made by themselves.
  private struct Desk: Sendable {
    let gate: Gate
    let directory: LDAPDirectory
    let clock: MovedClock
    private let store: SQLiteStore
    private let folder: TemporaryFolder

    init(_ configuration: DirectoryConfiguration) async throws {
      folder = try TemporaryFolder()
      store = try SQLiteStore(path: folder.path + "/store")
      let random = SystemRandom()
      let clock = MovedClock()
      var policy = Policy()
      policy.addressFailures = 1_000_000
      directory = LDAPDirectory(
        configuration: configuration, random: random, now: { clock.now })
      self.clock = clock
      gate = try await Gate(
        Identity.Environment(
          store: store, directories: [directory.name: directory], passwords: Argon2Hashing(),
          isCommonPassword: { _ in false },
          sealing: SodiumSealing(keys: SealingKeyRing(current: SealingKey(random: random))),
          hashing: BLAKE2Hashing(), codes: OATHCodes(), pictures: QREncodeSVG(), clock: clock,
          random: random, policy: policy))
      let by = Caller.command(user: "test")
      let home = try await gate.companies.domainSettings(by: by)
      _ = try await gate.companies.saveDomainSettings(
        CompanyDraft(useDomain: true, domain: directory.name.text, group: "all"),
        version: home.version, by: by)
    }

    func signIn(_ login: String, _ password: String) async -> SignInOutcome {
      await gate.signIn.begin(
        SignInAttempt(
          login: login, password: Secret(password),
          origin: ClientOrigin(address: "192.0.2.7", userAgent: nil)))
    }

    private func member(_ login: String) async throws -> Member {
      let login = try #require(Login(login))
      return try #require(try await directory.member(login: login))
    }

    /// Wrong passwords, ten at a time: how many were judged, how many refused unjudged.
    func guess(_ login: String) async -> (judged: Int, blocked: Int) {
      var counts = (judged: 0, blocked: 0)
      for batch in 0..<LockoutCourtesyTests.attempts / 10 {
        await withTaskGroup(of: SignInOutcome.self) { group in
          for number in 0..<10 {
            group.addTask { await signIn(login, "guess \(batch) \(number)") }
          }
          for await outcome in group {
            switch outcome {
            case .refused(.wrongCredentials): counts.judged += 1
            case .refused(.blocked): counts.blocked += 1
            default: Issue.record("\(outcome)")
            }
          }
        }
        // Past Brama's own block of a minute.
        clock.advance(.seconds(61))
      }
      return counts
    }

    /// The account is as good as before: its password is taken, by the directory and through Brama.
    func isUnlocked(_ login: String, _ password: String) async throws {
      let member = try await member(login)
      let outcome = try await directory.verify(member, password: Secret(password), group: .all)
      #expect(outcome == .verified(VerifiedBind(member: member)))
      // Until the window is over Brama asks nobody, whatever the password.
      guard case .refused(.blocked) = await signIn(login, password) else {
        Issue.record("not blocked")
        return
      }
    }

    /// Guesses at the directory itself leave one wrong bind: it is not Brama that sends it.
    func spares(_ login: String, _ password: String, after wrong: Int) async throws {
      let member = try await member(login)
      for number in 0..<wrong {
        #expect(
          try await directory.verify(member, password: Secret("no \(number)"), group: .all)
            == .wrongPassword)
      }
      guard case .refused(.blocked) = await signIn(login, "wrong") else {
        Issue.record("not spared")
        return
      }
      let outcome = try await directory.verify(member, password: Secret(password), group: .all)
      #expect(outcome == .verified(VerifiedBind(member: member)))
      // The directory has forgotten the wrong ones now.
      guard case .signedIn = await signIn(login, password) else {
        Issue.record("not signed in")
        return
      }
    }

    func close() async {
      await directory.close()
      await store.close()
    }
  }

  private final class MovedClock: WallClock {
    private let ahead = Mutex(Interval.zero)
    var now: Timestamp { Timestamp(Date()) + ahead.withLock { $0 } }
    func advance(_ interval: Interval) {
      ahead.withLock { $0 = Interval(milliseconds: $0.milliseconds + interval.milliseconds) }
    }
  }

  private func configuration(
    _ kind: DirectoryConfiguration.Kind, _ url: String, caFile: String, base: String,
    service: (dn: String, password: String)
  ) throws -> DirectoryConfiguration {
    var configuration = try DirectoryConfiguration(
      name: #require(DomainName("main")), kind: kind, servers: [ServerAddress(url)],
      baseDN: DN(base),
      serviceAccount: ServiceAccount(
        dn: DN(service.dn), password: Secret(service.password)), caFile: caFile,
      rules: DirectoryRules(
        createsCards: true, qualifiers: [], suffixes: [], loginByEmail: false, lockout: .usual))
    configuration.limits.operationTimeout = .seconds(30)
    // The tests run beside many others.
    configuration.limits.lockoutTime = .seconds(30)
    configuration.limits.totalDeadline = .seconds(60)
    return configuration
  }

  @Test("OpenLDAP: 1,000 wrong passwords lock nobody, though it never forgets one (DOM-36)")
  func openLDAP() async throws {
    let slapd = try await Slapd.start(groups: [], options: .init(lockAfter: 3))
    let desk = try await Desk(
      configuration(
        .openLDAP, slapd.ldapURL, caFile: slapd.caFile, base: Slapd.baseDN,
        service: (Slapd.serviceDN, Slapd.servicePassword)))
    let (judged, blocked) = await desk.guess("u1")
    #expect(judged == 2 && blocked == Self.attempts - 2)
    #expect(try slapd.bindCount(Slapd.dn(person: "u1")) == 2)
    try await desk.isUnlocked("u1", "Secret-u1")
    try await desk.spares("u2", "Secret-u2", after: 2)
    await desk.close()
    await slapd.stop()
  }

  @Test("389-DS: 1,000 wrong passwords lock nobody, where cn=config may be read (DOM-36)")
  func directoryServer389() async throws {
    let server = try await DirectoryServer389.start(
      groups: [],
      options: .init(
        lockAfter: 3, lockSeconds: 200_000, observationSeconds: 200_000, legacyLocking: false))
    let configuration = try configuration(
      .directoryServer389, server.ldapURL, caFile: server.caFile, base: DirectoryServer389.baseDN,
      service: (DirectoryServer389.serviceDN, DirectoryServer389.servicePassword))
    let before = LDAPDirectory(configuration: configuration, random: SystemRandom())
    #expect(try await before.lockoutPolicy() == nil)
    await before.close()
    try await server.modify(
      Slapd.change(
        "cn=config", add: "aci",
        [
          """
          (target = "ldap:///cn=config")(targetattr = "passwordLockout || \
          passwordMaxFailure || passwordResetFailureCount || passwordLockoutDuration || \
          passwordUnlock || objectClass")(version 3.0; acl "lock-out"; allow (read, search, compare) \
          userdn = "ldap:///\(DirectoryServer389.serviceDN)";)
          """
        ]))
    let desk = try await Desk(configuration)
    let told = try await desk.directory.lockoutPolicy()
    #expect(
      told
        == LockoutPolicy(
          threshold: 3, window: .seconds(200_000), duration: .seconds(200_000),
          source: "cn=config"))
    let (judged, blocked) = await desk.guess("u1")
    #expect(judged == 2 && blocked == Self.attempts - 2)
    #expect(try server.bindCount(DirectoryServer389.dn(person: "u1")) == 2)
    try await desk.isUnlocked("u1", "Secret-u1")
    try await desk.spares("u2", "Secret-u2", after: 2)
    // A policy of one's own, as `dsconf localpwp` makes it: one wrong bind, then none.
    let container = "cn=nsPwPolicyContainer,\(DirectoryServer389.peopleBase)"
    let own = "cn=own,\(container)"
    try await server.modify(
      "dn: cn=config\nchangetype: modify\nreplace: nsslapd-pwpolicy-local\nnsslapd-pwpolicy-local: on\n"
    )
    try await server.add(
      Slapd.record(container, [("objectClass", ["nsContainer"])])
        + Slapd.record(
          own,
          [
            ("objectClass", ["ldapsubentry", "passwordPolicy"]), ("passwordLockout", ["on"]),
            ("passwordMaxFailure", ["2"]), ("passwordResetFailureCount", ["100000"]),
            ("passwordLockoutDuration", ["100000"]),
          ]))
    try await server.modify(
      Slapd.change(DirectoryServer389.dn(person: "u3"), replace: "pwdPolicySubentry", [own]))
    for _ in 1...5 {
      _ = await desk.signIn("u3", "wrong")
      desk.clock.advance(.seconds(61))
    }
    #expect(try server.bindCount(DirectoryServer389.dn(person: "u3")) == 1)
    try await desk.isUnlocked("u3", "Secret-u3")
    await desk.close()
    await server.stop()
  }

  @Test(
    "Active Directory: 1,000 wrong passwords lock nobody, by the domain's policy or one's own (DOM-36)"
  )
  func activeDirectory() async throws {
    let samba = try await SambaDC.start(
      people: ["u1", "u2", "u3"].map { SambaDC.Person($0) }, groups: [],
      options: .init(
        policy: .init(lockAfter: 4, lockSeconds: 90_000, observationSeconds: 90_000)))
    // Password settings are for administrators' eyes; the service account is let in.
    let container = "CN=Password Settings Container,CN=System,\(SambaDC.baseDN)"
    try await samba.tool([
      "dsacl", "set", "--objectdn=\(container)", "--sddl=(A;CI;RPLCLORC;;;AU)",
    ])
    try await samba.addPasswordSettings(
      "strict", for: SambaDC.dn(person: "u3"),
      .init(lockAfter: 2, lockSeconds: 80_000, observationSeconds: 80_000))
    let desk = try await Desk(
      configuration(
        .activeDirectory, samba.ldapURL, caFile: samba.caFile, base: SambaDC.baseDN,
        service: (SambaDC.serviceDN, SambaDC.servicePassword)))
    let domain = try #require(try await desk.directory.lockoutPolicy())
    #expect(domain.threshold == 4 && domain.window == .seconds(90_000))
    #expect(domain.duration == .seconds(90_000))
    let (judged, blocked) = await desk.guess("u1")
    // Three in all, of which one is kept for browsers that the person is known by.
    #expect(judged == 2 && blocked == Self.attempts - 2)
    #expect(try samba.bindCount("u1") == 2)
    try await desk.isUnlocked("u1", "Secret-u1")
    try await desk.spares("u2", "Secret-u2", after: 3)
    // One's own policy is stricter: one wrong bind, then none.
    for _ in 1...5 {
      _ = await desk.signIn("u3", "wrong")
      desk.clock.advance(.seconds(61))
    }
    #expect(try samba.bindCount("u3") == 1)
    try await desk.isUnlocked("u3", "Secret-u3")
    await desk.close()
    await samba.stop()
  }
}
