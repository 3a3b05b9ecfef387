import Foundation
import Glibc
import Identity
import TestKit
import Testing

@testable import LDAPDirectory

@Suite("TLS to the directory")
struct TLSTests {
  /// What comes of looking for u1 there.
  private func outcome(
    _ url: String, caFile: String?,
    _ change: (inout DirectoryConfiguration) throws -> Void = { _ in }
  ) async throws -> DirectoryError.Code? {
    let directory = LDAPDirectory(
      configuration: try domain([url], caFile: caFile) {
        // Reading the system's authorities takes its time on a busy machine.
        $0.limits.connectTimeout = .seconds(15)
        $0.limits.totalDeadline = .seconds(30)
        try change(&$0)
      }, random: TestRandom())
    defer { Task { await directory.close() } }
    do {
      let member = try #require(try await directory.member(login: login("u1")))
      let outcome = try await directory.verify(member, password: Secret("Secret-u1"), group: .all)
      #expect(outcome == .verified(VerifiedBind(member: member)))
      return nil
    } catch let error as DirectoryError {
      // Every server of this suite answers: the private detail tells why not.
      if error.code == .unavailable { Issue.record("\(error.debugDescription)") }
      return error.code
    }
  }

  @Test("StartTLS, ldaps and a Unix socket carry a sign-in (DOM-39)")
  func protected() async throws {
    let slapd = try await usualSlapd.value
    #expect(try await outcome(slapd.ldapURL, caFile: slapd.caFile) == nil)
    #expect(try await outcome(slapd.ldapsURL, caFile: slapd.caFile) == nil)
    #expect(try await outcome(slapd.ldapiURL, caFile: nil) == nil)
  }

  @Test("a certificate of a foreign authority is refused (DOM-40)")
  func foreign() async throws {
    let slapd = try await usualSlapd.value
    let other = try await Slapd.start(
      people: [], groups: [], options: Slapd.Options(ownAuthority: true))
    for url in [slapd.ldapURL, slapd.ldapsURL] {
      #expect(try await outcome(url, caFile: other.caFile) == .untrusted)
      #expect(try await outcome(url, caFile: nil) == .untrusted)
      #expect(try await outcome(url, caFile: "/does/not/exist.pem") == .untrusted)
      // The domain beside it, with its own authority, goes on (per connection, not per process).
      #expect(try await outcome(url, caFile: slapd.caFile) == nil)
    }
    await other.stop()
  }

  @Test(
    "a certificate with a wrong host name or out of date is refused (DOM-40)",
    arguments: [SlapdCertificates.Fault.wrongName, .expired])
  func faulty(_ fault: SlapdCertificates.Fault) async throws {
    let slapd = try await Slapd.start(options: Slapd.Options(fault: fault))
    #expect(try await outcome(slapd.ldapURL, caFile: slapd.caFile) == .untrusted)
    #expect(try await outcome(slapd.ldapsURL, caFile: slapd.caFile) == .untrusted)
    await slapd.stop()
  }

  @Test("a plain connection carries no password unless that was allowed on purpose (DOM-39)")
  func plain() async throws {
    let slapd = try await usualSlapd.value
    #expect(
      try await outcome(slapd.ldapURL, caFile: nil) { $0.startTLS = false } == .unprotected)
    #expect(
      try await outcome(slapd.ldapURL, caFile: nil) {
        $0.startTLS = false
        $0.insecurePlainPasswords = true
      } == nil)
  }

  @Test("a server that refuses StartTLS is not sent a password (DOM-39)")
  func noStartTLS() async throws {
    let server = try SilentServer(.answersBindsOnly)
    defer { server.stop() }
    #expect(try await outcome(server.ldapURL, caFile: nil) == .unprotected)
    #expect(!server.hasReceived(Slapd.servicePassword))
  }

  @Test("what keeps TLS from being set up is named: the list of ciphers or the CA file (DOM-40)")
  func settings() async throws {
    let slapd = try await usualSlapd.value
    func detail(_ caFile: String, _ ciphers: String) throws -> String? {
      var pair: [Int32] = [-1, -1]
      let type = Int32(SOCK_STREAM.rawValue)
      try #require(socketpair(AF_UNIX, type, 0, &pair) == 0)
      // Should it come to a handshake, it fails at once.
      shutdown(pair[1], Int32(SHUT_WR))
      defer { close(pair[1]) }
      let handle = try LDAPHandle(socket: pair[0], server: ServerAddress(slapd.ldapURL))
      do throws(ConnectionFailure) {
        try handle.protect(
          startTLS: false, caFile: caFile, ciphers: ciphers, by: .after(.seconds(5))
        ) { true }
        return nil
      } catch {
        return error.error.code == .untrusted ? error.error.detail : nil
      }
    }
    let ofList = try #require(try detail(slapd.caFile, "NORMAL:+NONSENSE"))
    #expect(ofList.contains("NORMAL:+NONSENSE"))
    #expect(!ofList.contains("CA file"))
    let ofFile = try #require(try detail("/does/not/exist.pem", LDAPHandle.ciphers))
    #expect(ofFile.contains("CA file /does/not/exist.pem"))
    #expect(try detail(slapd.caFile, LDAPHandle.ciphers) == nil)
  }

  @Test(
    "connections share what is made of the CA file, and a changed, removed or restored file counts at once (DOM-40)"
  )
  func changedFile() async throws {
    let slapd = try await usualSlapd.value
    let other = try await Slapd.start(
      people: [], groups: [], options: Slapd.Options(ownAuthority: true))
    let folder = try TemporaryFolder()
    let caFile = folder.path + "/ca.pem"
    func write(_ authority: String) throws {
      try FileManager.default.contents(atPath: authority).map {
        try $0.write(to: URL(filePath: caFile), options: .atomic)
      }
    }
    func terms() -> TLSContexts.State? {
      TLSContexts.State(
        .init(authority: caFile, certificate: nil, key: nil, ciphers: LDAPHandle.ciphers))
    }
    try write(slapd.caFile)
    let first = try #require(terms())
    #expect(TLSContexts.shared.find(first) == nil)
    #expect(try await outcome(slapd.ldapURL, caFile: caFile) == nil)
    let context = try #require(TLSContexts.shared.find(first))
    #expect(try await outcome(slapd.ldapsURL, caFile: caFile) == nil)
    #expect(TLSContexts.shared.find(first) === context)

    try write(other.caFile)
    #expect(TLSContexts.shared.find(try #require(terms())) == nil)
    #expect(try await outcome(slapd.ldapURL, caFile: caFile) == .untrusted)
    try write(slapd.caFile)
    #expect(try await outcome(slapd.ldapURL, caFile: caFile) == nil)
    try FileManager.default.removeItem(atPath: caFile)
    #expect(terms() == nil)
    #expect(try await outcome(slapd.ldapURL, caFile: caFile) == .untrusted)
    try write(slapd.caFile)
    #expect(try await outcome(slapd.ldapURL, caFile: caFile) == nil)
    await other.stop()
  }
}
