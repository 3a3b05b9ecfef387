import Glibc
import Identity
import LDAPDirectory
import TestKit
import Testing

@Suite("Doctor: Active Directory and 389 Directory Server")
struct DoctorServersTests {
  static func samba(
    as account: String = SambaDC.serviceDN, password: String = SambaDC.servicePassword,
    _ change: (inout DirectoryConfiguration) throws -> Void = { _ in }
  ) async throws -> DirectoryConfiguration {
    let server = try await usualSamba.value
    return try domain([server.ldapsURL], caFile: server.caFile) {
      $0.kind = .activeDirectory
      $0.baseDN = try DN(SambaDC.baseDN)
      $0.peopleBase = try DN(SambaDC.peopleBase)
      $0.groupBase = try DN(SambaDC.groupBase)
      $0.serviceAccount = try ServiceAccount(dn: DN(account), password: Secret(password))
      $0.limits.connectTimeout = .seconds(15)
      try change(&$0)
    }
  }

  private static func person(_ login: String) async throws -> DirectoryConfiguration {
    try await samba(as: SambaDC.dn(person: login), password: "Secret-\(login)")
  }

  private static let domains: [Illness] = [
    Illness("a disabled service account", .bindDisabled, remedy: "Enable") {
      try await person("disabled")
    },
    Illness("a service account that has expired", .bindExpired, remedy: "Extend") {
      try await person("gone")
    },
    Illness("a service password that has expired", .bindPasswordExpired, remedy: "new password") {
      try await person("oldpass")
    },
    Illness("a service password to be changed", .bindPasswordMustChange, remedy: "new password") {
      try await person("mustchange")
    },
    Illness("the kind of another server", .kindDiffers, remedy: "kind") {
      try await samba {
        var preset = ServerPreset.activeDirectory
        preset.kind = .openLDAP
        $0.kind = .custom(preset)
      }
    },
    Illness(
      "a server that takes passwords under TLS alone", .bindNeedsTLS, .plainPasswordsAllowed,
      remedy: "ldaps"
    ) {
      let server = try await usualSamba.value
      return try await samba {
        $0.servers = [try ServerAddress(server.ldapURL)]
        $0.startTLS = false
        $0.insecurePlainPasswords = true
      }
    },
    Illness(
      "a member filter that finds computers", .peopleFilterFindsComputers, remedy: "computer"
    ) {
      try await samba {
        var preset = ServerPreset.activeDirectory
        preset.memberFilter = .equal("objectClass", "user")
        $0.kind = .custom(preset)
        $0.peopleBase = nil
      }
    },
  ]

  @Test("what is wrong with an Active Directory domain is named (DOM-43)", arguments: domains)
  func active(_ illness: Illness) async throws { try await illness.check() }

  @Test("a healthy Active Directory has neither a problem nor a warning, and its clock is read")
  func healthyActiveDirectory() async throws {
    let findings = try await expectHealthy(try await Self.samba())
    let codes = Set(findings.map(\.code))
    #expect(
      codes.isSuperset(of: [
        .clockGood, .kindFits, .accountStateReadable, .memberOfKept, .pagingGood,
      ]))
  }

  @Test("a healthy 389 Directory Server has neither a problem nor a warning, and its clock is read")
  func healthy389() async throws {
    let server = try await usualDirectoryServer389.value
    let findings = try await expectHealthy(
      try domain([server.ldapsURL, server.ldapURL], caFile: server.caFile) {
        $0.kind = .directoryServer389
        $0.limits.connectTimeout = .seconds(15)
      })
    let codes = Set(findings.map(\.code))
    #expect(codes.isSuperset(of: [.clockGood, .kindFits, .pagingGood, .serversAgree]))
  }

  @Test(
    "a clock that is wrong is told, by half a minute and by 5 minutes",
    arguments: [(10, FindingCode.clockGood), (90, .clockDrifts), (-3600, .clockWrong)])
  func clock(seconds: Int, code: FindingCode) async throws {
    // The look at TLS ends its connection while the stand-in still sends session tickets over it.
    signal(SIGPIPE, SIG_IGN)
    let standIn = try await LDAPStandIn.start(.ldaps) { request in
      guard case .search = request.operation else { return [.done(.success)] }
      let now = Timestamp(milliseconds: TestClock.milliseconds + Int64(seconds) * 1000)
      let digits = now.rfc3339.filter(\.isNumber)
      return [
        .entry(
          "",
          ["currentTime": ["\(digits).0Z"], "supportedCapabilities": ["1.2.840.113556.1.4.800"]]
        ), .done(.success),
      ]
    }
    defer { standIn.stop() }
    let findings = await DomainExamination(
      try domain([standIn.ldapsURL], caFile: standIn.caFile) {
        $0.limits.connectTimeout = .seconds(15)
      }
    ).run()
    #expect(findings.contains { $0.code == code }, "\(findings)")
  }
}

enum TestClock {
  static var milliseconds: Int64 {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Int64(now.tv_sec) * 1000
  }
}
