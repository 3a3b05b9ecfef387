import Foundation
import TestKit
import Testing

@Suite("The scripted LDAP server")
struct LDAPStandInTests {
  /// What OpenLDAP's own client makes of it.
  private func client(
    _ program: String, _ arguments: [String], caFile: String = "", seconds: Int = 5
  ) async throws
    -> String
  {
    let out = try TemporaryFolder()
    let process = ChildProcess()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments =
      [
        "-c", "exec timeout \(seconds) \"$@\" >\(out.path)/out 2>&1", "sh", program, "-x",
      ] + arguments
    process.environment = ["LDAPTLS_CACERT": caFile, "LDAPNOINIT": caFile.isEmpty ? "1" : nil]
      .compactMapValues { $0 }
    await withCheckedContinuation { continuation in
      process.terminationHandler = { _ in continuation.resume() }
      do { try process.run() } catch { continuation.resume() }
    }
    return try String(contentsOfFile: out.path + "/out", encoding: .utf8)
  }

  @Test("Binds, entries, references and limits are understood by OpenLDAP's client")
  func script() async throws {
    let standIn = try await LDAPStandIn.start { request in
      switch request.operation {
      case .bind(_, "right"): [.done(.success)]
      case .bind: [.done(.activeDirectory("532"))]
      case .search:
        [
          .entry("cn=a,dc=x", ["cn": ["a"], "mail": ["a@x", "ą@x"]]),
          .reference(["ldap://elsewhere.example.test/dc=y"]),
          .done(.init(4, text: "that is all")),
        ]
      default: [.disconnect]
      }
    }
    defer { standIn.stop() }
    let filter = "(&(|(uid=a\\2a)(mail>=b))(!(cn=x*y*z))(sn=*)(member:1.2.3:=q))"
    let found = try await client(
      "ldapsearch",
      [
        "-LLL", "-H", standIn.ldapURL, "-D", "cn=me", "-w", "right", "-b", "dc=x", filter, "cn",
        "mail",
      ])
    #expect(found.contains("mail: a@x"))
    #expect(found.contains("mail:: " + Data("ą@x".utf8).base64EncodedString()))
    #expect(found.contains("# refldap://elsewhere.example.test/dc=y"))
    #expect(found.contains("Size limit exceeded (4)"))
    let searches = standIn.requests.compactMap { request -> String? in
      if case .search(let base, _, let filter, let attributes, _) = request.operation {
        return "\(base) \(filter) \(attributes)"
      }
      return nil
    }
    #expect(searches == ["dc=x \(filter) [\"cn\", \"mail\"]"])
    let refused = try await client(
      "ldapwhoami", ["-H", standIn.ldapURL, "-D", "cn=me", "-w", "wrong"])
    #expect(refused.contains("data 532, v4563"))
  }

  @Test(
    "The password policy control is understood by OpenLDAP's client, in clear, StartTLS and LDAPS")
  func policy() async throws {
    for security in [LDAPStandIn.Security.none, .startTLS, .ldaps] {
      let standIn = try await LDAPStandIn.start(security) { request in
        if case .bind = request.operation { return [.done(.passwordPolicy(49, error: 0))] }
        return [.disconnect]
      }
      defer { standIn.stop() }
      let answer = try await client(
        "ldapwhoami",
        [
          "-e", "ppolicy", "-H", security == .ldaps ? standIn.ldapsURL : standIn.ldapURL, "-D",
          "cn=me", "-w", "x",
        ] + (security == .startTLS ? ["-ZZ"] : []), caFile: standIn.caFile)
      #expect(answer.contains("Password expired"), "\(security): \(answer)")
    }
  }

  @Test(
    "Values of a group are cut as Active Directory cuts them",
    arguments: [1499, 1500, 1501, 3001])
  func ranges(count: Int) {
    let values = LDAPStandIn.RangedValues((0..<count).map { "cn=\($0)" })
    let first = values.answer(to: ["cn", "member"])
    #expect(first.map(\.0) == [count > 1500 ? "member;range=0-1499" : "member"])
    var seen = first[0].1.count
    while seen < count {
      let next = values.answer(to: ["member;range=\(seen)-*"])
      #expect(next[0].0 == "member;range=\(seen)-\(count - seen > 1500 ? "\(seen + 1499)" : "*")")
      seen += next[0].1.count
    }
    #expect(seen == count)
    #expect(values.answer(to: ["member;range=\(count)-*"]).isEmpty)
  }

  @Test("It falls silent, and it hangs up after so many messages")
  func bad() async throws {
    let standIn = try await LDAPStandIn.start { request in
      if case .search = request.operation { return [.entry("cn=a", [:]), .disconnect] }
      return [.done(.success)]
    }
    defer { standIn.stop() }
    let cut = try await client("ldapsearch", ["-LLL", "-H", standIn.ldapURL, "-b", "dc=x"])
    #expect(cut.contains("dn: cn=a"))
    #expect(cut.contains("Can't contact LDAP server (-1)"))
    let silent = try await LDAPStandIn.start { _ in [.hang] }
    defer { silent.stop() }
    let start = ContinuousClock.now
    _ = try await client("ldapsearch", ["-LLL", "-H", silent.ldapURL, "-b", "dc=x"], seconds: 1)
    #expect(ContinuousClock.now - start > .milliseconds(900))
  }
}
