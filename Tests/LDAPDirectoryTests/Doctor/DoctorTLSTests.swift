import Foundation
import Identity
import LDAPDirectory
import TestKit
import Testing

@Suite("Doctor: TLS")
struct DoctorTLSTests {
  /// The stands live as long as the run.
  private actor Stands {
    static let shared = Stands()
    private var all: [TLSStand] = []

    func add(_ stand: TLSStand) { all.append(stand) }
  }

  private static func stand(
    _ pair: @Sendable (DoctorCertificates) -> DoctorCertificates.Pair, _ more: [String] = [],
    trusting file: (@Sendable (DoctorCertificates) -> String)? = nil
  ) async throws -> DirectoryConfiguration {
    let certificates = try await DoctorCertificates.shared.value
    let stand = try await TLSStand(pair(certificates), more)
    await Stands.shared.add(stand)
    return try domain(
      [stand.ldapsURL], caFile: file?(certificates) ?? certificates.root.certificateFile
    ) { $0.limits.connectTimeout = .seconds(15) }
  }

  private static let weakly = ["-cipher", "ALL:@SECLEVEL=0"]

  private static let certificates: [Illness] = [
    Illness("a certificate that is not valid yet", .tlsNotYetValid, remedy: "clocks") {
      try await stand({ $0.notYetValid })
    },
    Illness("a certificate of a foreign authority", .tlsForeignAuthority, remedy: "ca_file") {
      try await stand({ $0.good }, trusting: { $0.other.certificateFile })
    },
    Illness("a self-signed certificate", .tlsSelfSigned, remedy: "authority") {
      try await stand({ $0.selfSigned })
    },
    Illness("a chain without its middle", .tlsIntermediateMissing, remedy: "intermediate") {
      try await stand({ $0.belowIntermediate })
    },
    Illness("a certificate for clients", .tlsWrongPurpose, remedy: "serverAuth") {
      try await stand({ $0.forClients })
    },
    Illness("TLS 1.0 alone", .tlsOldProtocol, remedy: "TLS 1.2") {
      try await stand({ $0.good }, ["-tls1"] + weakly)
    },
    Illness("a key that is too weak", .tlsRefusedByLibrary, remedy: "RSA 2048") {
      try await stand({ $0.weak }, weakly)
    },
    Illness(
      "an authority that has expired", .tlsAuthorityExpired, .caFileExpired,
      remedy: "new certificate"
    ) { try await stand({ $0.belowExpiredRoot }, trusting: { $0.expiredRoot }) },
  ]

  @Test("what is wrong with a certificate is named (DOM-40)", arguments: certificates)
  func certificate(_ illness: Illness) async throws { try await illness.check() }

  @Test(
    "a directory's certificate that is out of date or for another name is named (DOM-40)",
    arguments: [
      (SlapdCertificates.Fault.expired, FindingCode.tlsExpired, "renewed"),
      (.wrongName, .tlsWrongName, "certificate's names"),
    ])
  func slapd(_ fault: SlapdCertificates.Fault, code: FindingCode, remedy: String) async throws {
    let slapd = try await Slapd.start(
      people: [], groups: [], options: Slapd.Options(fault: fault))
    for url in [slapd.ldapURL, slapd.ldapsURL] {
      try await Illness("a faulty certificate", code, remedy: remedy) {
        try domain([url], caFile: slapd.caFile) { $0.limits.connectTimeout = .seconds(15) }
      }.check()
    }
    #expect(try slapd.bindCount(Slapd.serviceDN) == 0)
    await slapd.stop()
  }

  @Test("a certificate that expires soon is told of before it does (DOM-40)")
  func soon() async throws {
    let findings = await DomainExamination(try await Self.stand({ $0.expiresSoon })).run()
    let soon = try #require(findings.first { $0.code == .tlsExpiresSoon })
    #expect(soon.facts.contains(Fact(.days, 2)))
  }

  private static func file(_ text: String?) throws -> String {
    let path = NSTemporaryDirectory() + "doctor-\(UUID().uuidString).pem"
    if let text { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }
    return path
  }

  private static func usual(_ caFile: String) async throws -> DirectoryConfiguration {
    let slapd = try await usualSlapd.value
    return try domain([slapd.ldapsURL], caFile: caFile)
  }

  private static let files: [Illness] = [
    Illness("a CA file that is not there", .caFileMissing, remedy: "ca_file") {
      try await usual(file(nil))
    },
    Illness("a folder for a CA file", .caFileUnreadable, remedy: "ca_file") {
      try await usual(NSTemporaryDirectory())
    },
    Illness("an empty CA file", .caFileEmpty, remedy: "PEM") { try await usual(file(" \n")) },
    Illness("a CA file without a certificate", .caFileGarbage, remedy: "PEM") {
      try await usual(file("-----BEGIN NONSENSE-----\nabc\n"))
    },
  ]

  @Test("what is wrong with the CA file is named (DOM-40)", arguments: files)
  func caFile(_ illness: Illness) async throws { try await illness.check() }

  @Test("the name localhost, which libldap takes for another, is told (DOM-40)")
  func localhost() async throws {
    let slapd = try await usualSlapd.value
    try await Illness(
      "localhost", .tlsLocalhost, remedy: "127.0.0.1", besides: [.someAddressesFail]
    ) {
      try domain(["ldaps://localhost:\(slapd.tlsPort)"], caFile: slapd.caFile) {
        $0.limits.connectTimeout = .seconds(15)
      }
    }.check()
  }
}
