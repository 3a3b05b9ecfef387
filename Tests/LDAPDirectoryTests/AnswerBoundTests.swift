import Identity
import TestKit
import Testing

@testable import LDAPDirectory

@Suite("Bounds of one answer")
final class AnswerBoundTests {
  deinit { timekeeper.stop() }

  private let timekeeper = Timekeeper()

  private func open(_ kind: Connection.Kind, _ server: SilentServer) async throws -> Connection {
    let connection = try Connection(kind, ServerAddress(server.ldapURL), index: 0, timekeeper)
    let terms = Connection.Terms(
      startTLS: false, insecurePlainPasswords: true, caFile: nil,
      serviceAccount: try ServiceAccount(dn: DN("cn=x"), password: Secret("x")),
      ignoredReferences: IgnoredReferences(.openLDAP), names: NameLookup(),
      serviceGate: ServiceGate(pause: .seconds(5), longestPause: .seconds(5)))
    try await connection.open(terms, by: .after(.seconds(20)))
    return connection
  }

  /// What a search on one connection to this server ends with.
  private func ask(
    _ server: SilentServer, _ change: (inout Search) -> Void = { _ in },
    collects: Bool = false
  ) async throws -> DirectoryError? {
    let connection = try await open(.service, server)
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

  @Test("messages that answer nothing end the connection at once; a bind is not repeated (DOM-36)")
  func unsolicited() async throws {
    let server = try SilentServer(.unsolicited)
    defer { server.stop() }
    let start = ContinuousClock.now
    let connection = try await open(.people, server)
    do throws(ConnectionFailure) {
      let answer = try await connection.bind(
        "cn=x", Secret("Person-secret"), by: .after(.seconds(20)))
      Issue.record("\(answer)")
    } catch {
      #expect(error.kind == .lost)
      #expect(error.error.code == .unavailable)
    }
    #expect(ContinuousClock.now - start < .seconds(10))
    #expect(server.accepted == 1)
    await connection.close()
  }
}
