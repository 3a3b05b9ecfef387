import Identity
import TestKit
import Testing

@testable import LDAPDirectory

/// Password settings objects of Active Directory, made by `samba-tool` as an administrator makes them.
@Suite("A policy of one's own in Active Directory")
struct FineGrainedPolicyTests {
  private func domain(_ samba: SambaDC) throws -> DirectoryConfiguration {
    try LDAPDirectoryTests.domain([samba.ldapsURL], caFile: samba.caFile) {
      $0.kind = .activeDirectory
      $0.baseDN = try DN(SambaDC.baseDN)
      $0.peopleBase = try DN(SambaDC.peopleBase)
      $0.groupBase = try DN(SambaDC.groupBase)
      $0.serviceAccount = try ServiceAccount(
        dn: DN(SambaDC.serviceDN), password: Secret(SambaDC.servicePassword))
      $0.rules.changesPasswords = true
      $0.rules.lockout = .usual
      $0.limits.connectTimeout = .seconds(15)
      $0.limits.lockoutTime = .seconds(30)
    }
  }

  private func start() async throws -> SambaDC {
    let samba = try await SambaDC.start(
      people: ["u1", "u2"].map { SambaDC.Person($0, mail: "\($0)@kit.test", state: .mustChange) },
      groups: [.init("staff", people: ["u1", "u2"])],
      options: .init(
        policy: .init(lockAfter: 6, lockSeconds: 1200, observationSeconds: 1200, minLength: 9)))
    try await samba.tool([
      "domain", "passwordsettings", "pso", "create", "strict", "1", "--min-pwd-length=15",
      "--complexity=off", "--min-pwd-age=0", "--history-length=3",
      "--account-lockout-threshold=2", "--reset-account-lockout-after=50",
      "--account-lockout-duration=50",
    ])
    try await samba.tool(["domain", "passwordsettings", "pso", "apply", "strict", "u2"])
    return samba
  }

  /// Password settings are for administrators' eyes unless they are opened.
  private func open(_ samba: SambaDC) async throws {
    try await samba.tool([
      "dsacl", "set",
      "--objectdn=CN=Password Settings Container,CN=System,\(SambaDC.baseDN)",
      "--sddl=(A;CI;RPLCLORC;;;AU)",
    ])
  }

  private static let own =
    "CN=strict,CN=Password Settings Container,CN=System,\(SambaDC.baseDN)"

  @Test("a refused new password is explained by the rules that hold for this person")
  func reasons() async throws {
    let samba = try await start()
    let directory = LDAPDirectory(configuration: try domain(samba), random: TestRandom())
    func fault(_ name: String, _ new: String, old: String? = nil) async throws
      -> NewPasswordFault?
    {
      let member = try #require(try await directory.member(login: login(name)))
      let result = try await directory.changePassword(
        of: member, from: Secret(old ?? "Secret-\(name)"), to: Secret(new))
      guard case .refused(let fault, _) = result else {
        #expect(result == .changed)
        return nil
      }
      return fault
    }
    // A policy that may not be read is not made up: the domain's rules are not this person's.
    let hidden = try await fault("u2", "Twelve-chars")
    #expect(hidden == .other || hidden == .tooShort(minimum: 15), "\(String(describing: hidden))")
    try await open(samba)
    #expect(try await fault("u1", "Aa1-5678") == .tooShort(minimum: 9))
    #expect(try await fault("u1", "onlyletters") == .notComplex)
    #expect(try await fault("u2", "Twelve-chars") == .tooShort(minimum: 15))
    // Its rules are laxer than the domain's in this.
    #expect(try await fault("u2", "onlyletterswithoutend") == nil)
    #expect(try await fault("u1", "Twelve-chars") == nil)
    let again = try await fault("u2", "onlyletterswithoutend", old: "onlyletterswithoutend")
    #expect(again == .inHistory || again == .usedOrForbidden, "\(String(describing: again))")
    await directory.close()
    await samba.stop()
  }

  @Test("the lock-out is the person's own; the doctor looks at the strictest of all (DOM-36)")
  func lockout() async throws {
    let samba = try await start()
    try await open(samba)
    let directory = LDAPDirectory(configuration: try domain(samba), random: TestRandom())
    let (u1, u2) = (
      try #require(try await directory.member(login: login("u1"))),
      try #require(try await directory.member(login: login("u2")))
    )
    #expect(try await directory.lockoutPolicy()?.threshold == 6)
    #expect(try await directory.lockoutPolicy(for: u1)?.threshold == 6)
    let own = try #require(try await directory.lockoutPolicy(for: u2))
    #expect(
      own
        == LockoutPolicy(
          threshold: 2, window: .seconds(3000), duration: .seconds(3000), source: Self.own))
    #expect(await directory.lockout(of: u2.id)?.threshold == 2)
    #expect(await directory.lockout(of: u1.id)?.threshold == 6)
    await directory.close()

    var configuration = try domain(samba)
    func finding() async throws -> Finding {
      let findings = await DomainExamination(configuration).run()
      return try #require(findings.first { $0.code.step == .lockout })
    }
    let fits = try await finding()
    #expect(fits.code == .lockoutFits)
    for fact in [Fact(.threshold, 2), Fact(.window, "3000 s"), Fact(.base, Self.own)] {
      #expect(fits.facts.contains(fact), "\(fits)")
    }
    configuration.lockout.isRead = false
    #expect(try await finding().code == .lockoutTooHigh)

    // And so it is: two wrong passwords lock.
    for _ in 1...2 { _ = try await samba.bindAnswer(SambaDC.dn(person: "u2"), "wrong") }
    #expect(
      try await samba.bindAnswer(SambaDC.dn(person: "u2"), "Secret-u2").contains("data 775"))
    await samba.stop()
  }
}
