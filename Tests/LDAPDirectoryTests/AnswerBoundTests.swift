import Identity
import TestKit
import Testing

@testable import LDAPDirectory

@Suite("Bounds of one answer")
struct AnswerBoundTests {
  /// What a search on one connection to this server ends with.
  private func ask(
    _ server: SilentServer, _ change: (inout Search) -> Void = { _ in },
    collects: Bool = false
  ) async throws -> DirectoryError? {
    let timekeeper = Timekeeper()
    defer { timekeeper.stop() }
    let connection = try Connection(.service, ServerAddress(server.ldapURL), index: 0, timekeeper)
    let terms = Connection.Terms(
      startTLS: false, insecurePlainPasswords: true, caFile: nil,
      serviceAccount: try ServiceAccount(dn: DN("cn=x"), password: Secret("x")),
      ignoredReferences: [], names: NameLookup(),
      serviceGate: ServiceGate(pause: .seconds(5), longestPause: .seconds(5)))
    try await connection.open(terms, by: .after(.seconds(20)))
    var search = Search(try DN("dc=x"), .base, .everything, ["mail"])
    change(&search)
    do throws(ConnectionFailure) {
      if collects {
        let roll = GroupRoll(
          allGroups: .distinguishedNames, kinds: ServerPreset.openLDAP.groupKinds,
          limits: DirectoryLimits())
        _ = try await connection.collect(search, into: roll, by: .after(.seconds(20)))
      } else {
        _ = try await connection.search(search, by: .after(.seconds(20)))
      }
      await connection.close()
      return nil
    } catch {
      await connection.close()
      return error.error
    }
  }

  @Test("entries that are 50 MiB together are no answer, though each may come")
  func bytes() async throws {
    let server = try SilentServer(.heavy)
    defer { server.stop() }
    let error = try await ask(server)
    #expect(error?.code == .badAnswer)
    #expect(error?.detail.contains("\(32 << 20) bytes") == true)
    #expect(try await ask(server) { $0.bounds.answerBytes = 64 << 20 } == nil)
  }

  @Test("a group is one entry: a second one is no answer")
  func oneEntry() async throws {
    let server = try SilentServer(.twoEntries)
    defer { server.stop() }
    #expect(try await ask(server) == nil)
    #expect(try await ask(server, collects: true)?.code == .badAnswer)
  }
}
