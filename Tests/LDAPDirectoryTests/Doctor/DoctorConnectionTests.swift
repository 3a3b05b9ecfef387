import Identity
import LDAPDirectory
import TestKit
import Testing

@Suite("Doctor: names, ports and what speaks there")
struct DoctorConnectionTests {
  /// A server that is no good, for as long as the run lasts.
  private static func silent(
    _ behaviour: SilentServer.Behaviour, tls: Bool, plain: Bool = false
  ) async throws -> DirectoryConfiguration {
    let server = try SilentServer(behaviour)
    await Servers.shared.add(server)
    let slapd = try await usualSlapd.value
    return try domain([tls ? server.ldapsURL : server.ldapURL], caFile: slapd.caFile) {
      $0.limits.connectTimeout = .seconds(2)
      $0.limits.operationTimeout = .seconds(1)
      $0.startTLS = !plain
      $0.insecurePlainPasswords = plain
    }
  }

  private actor Servers {
    static let shared = Servers()
    private var all: [SilentServer] = []

    func add(_ server: SilentServer) { all.append(server) }
  }

  private static func at(_ url: @Sendable (Slapd) -> String) async throws -> DirectoryConfiguration
  {
    let slapd = try await usualSlapd.value
    return try domain([url(slapd)], caFile: slapd.caFile) {
      $0.limits.connectTimeout = .seconds(15)
    }
  }

  private static let all: [Illness] = [
    Illness("a name that is not in DNS", .nameNotFound, remedy: "DNS", besides: []) {
      try await at { _ in "ldaps://nowhere.invalid" }
    },
    Illness("a port on which nobody listens", .connectionRefused, remedy: "port") {
      try await at { _ in "ldaps://127.0.0.1:1" }
    },
    Illness("a Unix socket that is not there", .socketMissing, remedy: "path") {
      try await at { _ in "ldapi://%2Fnowhere%2Fldapi" }
    },
    Illness("ldaps on the port of ldap", .tlsPlainServer, remedy: "636") {
      try await at { "ldaps://127.0.0.1:\($0.port)" }
    },
    Illness("ldap on the port of ldaps", .startTLSOnTLSPort, remedy: "ldaps://") {
      try await at { "ldap://127.0.0.1:\($0.tlsPort)" }
    },
    Illness("ldaps to a server that speaks neither", .tlsNotSpoken, remedy: "no directory") {
      try await silent(.garbage, tls: true)
    },
    Illness("ldap to a server that speaks something else", .notLDAP, remedy: "no LDAP") {
      try await silent(.garbage, tls: false)
    },
    Illness("a server that hangs in the TLS handshake", .tlsTimeout, remedy: "Restart") {
      try await silent(.neverAnswers, tls: true)
    },
    Illness("a server that hangs after StartTLS", .tlsTimeout, remedy: "Restart") {
      try await silent(.hangsAfterStartTLS, tls: false)
    },
    Illness("a server that closes every connection", .tlsClosed, remedy: "log") {
      try await silent(.drops, tls: true)
    },
    Illness("a server that refuses StartTLS", .startTLSRefused, remedy: "TLS") {
      try await silent(.answersBindsOnly, tls: false)
    },
    Illness(
      "a server that never answers", .noAnswer, .plainPasswordsAllowed,
      remedy: "operation_timeout"
    ) { try await silent(.neverAnswers, tls: false, plain: true) },
    Illness(
      "plain passwords where the server has StartTLS", .startTLSOffered, .plainPasswordsAllowed,
      remedy: "start_tls"
    ) {
      var configuration = try await at { $0.ldapURL }
      configuration.startTLS = false
      configuration.insecurePlainPasswords = true
      return configuration
    },
    Illness("an address without TLS", .plainConnection, remedy: "start_tls") {
      var configuration = try await at { $0.ldapURL }
      configuration.startTLS = false
      return configuration
    },
  ]

  @Test("what is wrong on the way to a server is named (DOM-39, DOM-46)", arguments: all)
  func connection(_ illness: Illness) async throws { try await illness.check() }

  @Test("a silent first server is named in time, and the second is examined (DOM-46)")
  func silentFirst() async throws {
    let silent = try SilentServer(.neverAnswers)
    defer { silent.stop() }
    let slapd = try await usualSlapd.value
    let start = ContinuousClock.now
    let findings = await DomainExamination(
      try domain([silent.ldapsURL, slapd.ldapsURL], caFile: slapd.caFile) {
        $0.limits.connectTimeout = .seconds(3)
      }
    ).run()
    #expect(ContinuousClock.now - start < .seconds(10))
    let silentOnes = findings.filter { $0.server == silent.ldapsURL }
    #expect(silentOnes.contains { $0.code == .tlsTimeout })
    #expect(findings.contains { $0.code == .pagingGood })
    #expect(!silent.hasReceived(Slapd.servicePassword))
  }
}
