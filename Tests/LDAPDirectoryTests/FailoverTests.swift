import Identity
import LDAPDirectory
import Synchronization
import TestKit
import Testing

@Suite("Servers that fail")
struct FailoverTests {
  private func quick(_ configuration: inout DirectoryConfiguration) {
    configuration.limits.connectTimeout = .milliseconds(600)
    configuration.limits.operationTimeout = .seconds(3)
    configuration.limits.totalDeadline = .seconds(40)
    configuration.limits.downTime = .milliseconds(200)
    configuration.startTLS = false
    configuration.insecurePlainPasswords = true
  }

  private func directory(_ urls: [String], caFile: String?, startTLS: Bool = false) throws
    -> LDAPDirectory
  {
    LDAPDirectory(
      configuration: try domain(urls, caFile: caFile) {
        quick(&$0)
        $0.startTLS = startTLS
      }, random: TestRandom())
  }

  private func code(_ work: () async throws -> Void) async throws -> DirectoryError.Code? {
    do {
      try await work()
      return nil
    } catch let error as DirectoryError { return error.code }
  }

  @Test(
    "the second server is used when the first is silent, hangs, drops or sends garbage (DOM-46)",
    arguments: [
      SilentServer.Behaviour.neverAnswers, .drops, .garbage, .answersBindsOnly, .endless, .huge,
      .cut,
    ])
  func second(_ behaviour: SilentServer.Behaviour) async throws {
    let slapd = try await usualSlapd.value
    let bad = try SilentServer(behaviour)
    defer { bad.stop() }
    let directory = LDAPDirectory(
      configuration: try domain([bad.ldapURL, slapd.ldapURL], caFile: nil) {
        quick(&$0)
        // A bad server that is believed in again would get the bind, and a bind is never repeated.
        $0.limits.downTime = .seconds(60)
      }, random: TestRandom())
    let member = try #require(try await directory.member(login: login("u1")))
    let outcome = try await directory.verify(member, password: Secret("Secret-u1"), group: .all)
    #expect(outcome == .verified(VerifiedBind(member: member)))
    await directory.close()
  }

  @Test("the second server is used when the first is down (DOM-46)")
  func secondOfRefusing() async throws {
    let slapd = try await usualSlapd.value
    let directory = try directory(["ldap://127.0.0.1:1", slapd.ldapURL], caFile: nil)
    #expect(try await directory.member(login: login("u1")) != nil)
    await directory.close()
  }

  @Test(
    "a TLS handshake that hangs ends at the time-out, and the next server is asked (DOM-46)",
    arguments: [true, false])
  func handshake(_ startTLS: Bool) async throws {
    let slapd = try await usualSlapd.value
    let bad = try SilentServer(startTLS ? .hangsAfterStartTLS : .neverAnswers)
    defer { bad.stop() }
    let directory = LDAPDirectory(
      configuration: try domain(
        [startTLS ? bad.ldapURL : bad.ldapsURL, slapd.ldapURL], caFile: slapd.caFile
      ) {
        quick(&$0)
        $0.startTLS = true
        $0.limits.totalDeadline = .seconds(10)
        $0.limits.downTime = .seconds(60)
      }, random: TestRandom())
    let member = try #require(try await directory.member(login: login("u1")))
    #expect(bad.accepted == 1)
    // The server is marked as down: those who come next do not wait for it.
    for _ in 0..<5 {
      let outcome = try await directory.verify(member, password: Secret("Secret-u1"), group: .all)
      #expect(outcome == .verified(VerifiedBind(member: member)))
    }
    #expect(bad.accepted == 1)
    await directory.close()
  }

  @Test(
    "what a lone bad server does ends as an error in time, never as an answer",
    arguments: [
      (SilentServer.Behaviour.neverAnswers, DirectoryError.Code.unavailable),
      (.drops, .unavailable), (.garbage, .badAnswer), (.endless, .badAnswer), (.huge, .badAnswer),
      (.cut, .unavailable), (.refers, .referral), (.heavy, .badAnswer),
      (.unsolicited, .unavailable),
      (.answersBindsOnly, .unavailable),
    ])
  func alone(_ behaviour: SilentServer.Behaviour, _ expected: DirectoryError.Code) async throws {
    let bad = try SilentServer(behaviour)
    defer { bad.stop() }
    let directory = LDAPDirectory(
      configuration: try domain([bad.ldapURL], caFile: nil) {
        quick(&$0)
        guard expected != .unavailable else { return }
        // Recognised by what it sends, however slow this machine is.
        $0.limits.connectTimeout = .seconds(10)
        $0.limits.operationTimeout = .seconds(10)
        $0.limits.totalDeadline = .seconds(30)
      }, random: TestRandom())
    let start = ContinuousClock.now
    let id = try #require(StableID("0"))
    await expect(expected) { _ = try await directory.member(login: login("u1")) }
    await expect(expected) { _ = try await directory.member(id) }
    await expect(expected) { _ = try await directory.groups(search: nil, cursor: nil, for: "x") }
    await expect(expected) { _ = try await directory.present([id], in: .all) }
    if expected == .unavailable { #expect(ContinuousClock.now - start < .seconds(120)) }
    await directory.close()
  }

  @Test("a wrong password is exactly one bind and never tried on another server (DOM-36)")
  func oneBind() async throws {
    let first = try await Slapd.start()
    let second = try await Slapd.start()
    let directory = try directory([first.ldapURL, second.ldapURL], caFile: nil)
    let member = try #require(try await directory.member(login: login("u1")))
    for _ in 0..<3 {
      #expect(
        try await directory.verify(member, password: Secret("wrong"), group: .all)
          == .wrongPassword)
    }
    #expect(try first.bindCount(member.dn) == 3)
    #expect(try second.bindCount(member.dn) == 0)
    // The first hangs once the request is out: an error, and no second try.
    try await first.freeze()
    await expect(.outcomeUnknown) {
      let outcome = try await directory.verify(member, password: Secret("wrong"), group: .all)
      Issue.record("\(outcome)")
    }
    #expect(try second.bindCount(member.dn) == 0)
    first.thaw()
    await directory.close()
    await first.stop()
    await second.stop()
  }

  @Test(
    "a restarted server fails no sign-in: stale connections are found before a bind",
    arguments: [true, false])
  func restart(_ usesTLS: Bool) async throws {
    let slapd = try await Slapd.start()
    let directory = try directory(
      [usesTLS ? slapd.ldapsURL : slapd.ldapURL], caFile: slapd.caFile)
    let member = try #require(try await directory.member(login: login("u1")))
    for _ in 0..<3 {
      let outcome = try await directory.verify(member, password: Secret("Secret-u1"), group: .all)
      #expect(outcome == .verified(VerifiedBind(member: member)))
      try await slapd.restart()
      #expect(try await directory.member(login: login("u1")) == member)
    }
    #expect(try slapd.bindCount(member.dn) == 3)
    await directory.close()
    await slapd.stop()
  }

  @Test("a server that froze is left for the next, probed in the background and used again")
  func freezing() async throws {
    let first = try await Slapd.start()
    let second = try await Slapd.start()
    let ups = Mutex(0)
    let moves = Mutex(0)
    let configuration = try domain([first.ldapURL, second.ldapURL], caFile: nil) { quick(&$0) }
    let directory = LDAPDirectory(configuration: configuration, random: TestRandom()) { event in
      if case .serverUp = event { ups.withLock { $0 += 1 } }
      if case .failover = event { moves.withLock { $0 += 1 } }
    }
    await found("u1", directory)
    try await first.freeze()
    // Its search is asked again on the second.
    await found("u1", directory)
    for _ in 0..<20 { await found("u1", directory) }
    #expect(moves.withLock { $0 } == 1)
    first.thaw()
    let end = ContinuousClock.now + .seconds(10)
    while ups.withLock({ $0 }) == 0, .now < end { try await Task.sleep(for: .milliseconds(20)) }
    #expect(ups.withLock { $0 } == 1)
    await directory.close()
    await first.stop()
    await second.stop()
  }

  @Test("a domain that hangs does not delay another domain")
  func otherDomain() async throws {
    let slapd = try await usualSlapd.value
    let silent = try SilentServer(.answersBindsOnly)
    let hanging = LDAPDirectory(
      configuration: try domain([silent.ldapURL], caFile: nil) {
        quick(&$0)
        $0.limits.operationTimeout = .seconds(60)
        $0.limits.totalDeadline = .seconds(60)
      }, random: TestRandom())
    let over = Count()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<30 {
        group.addTask {
          await expect(.unavailable) { _ = try await hanging.member(login: login("u1")) }
          over.add()
        }
      }
      let good = try directory([slapd.ldapURL], caFile: nil)
      let member = try #require(try await good.member(login: login("u1")))
      for _ in 0..<10 {
        let outcome = try await good.verify(member, password: Secret("Secret-u1"), group: .all)
        #expect(outcome == .verified(VerifiedBind(member: member)))
      }
      #expect(over.value == 0)
      silent.stop()
      try await group.waitForAll()
      await good.close()
    }
    await hanging.close()
  }

  @Test("one member's hanging bind does not delay the others")
  func hangingBind() async throws {
    let slapd = try await usualSlapd.value
    let proxy = try SilentProxy(to: slapd.port, holding: "Hold-this-password")
    defer { proxy.stop() }
    let directory = LDAPDirectory(
      configuration: try domain([proxy.ldapURL], caFile: nil) {
        quick(&$0)
        $0.limits.operationTimeout = .seconds(30)
        $0.limits.totalDeadline = .seconds(30)
      }, random: TestRandom())
    let members = try await [1, 2, 3].asyncMap { number in
      try #require(try await directory.member(login: login("u\(number)")))
    }
    let isOver = Mutex(false)
    async let held = code {
      defer { isOver.withLock { $0 = true } }
      _ = try await directory.verify(
        members[0], password: Secret("Hold-this-password"), group: .all)
    }
    let end = ContinuousClock.now + .seconds(10)
    while proxy.held == 0, .now < end { try await Task.sleep(for: .milliseconds(10)) }
    #expect(proxy.held == 1)
    for _ in 0..<10 {
      for number in [1, 2] {
        let outcome = try await directory.verify(
          members[number], password: Secret("Secret-u\(number + 1)"), group: .all)
        #expect(outcome == .verified(VerifiedBind(member: members[number])))
      }
    }
    #expect(!isOver.withLock { $0 })
    proxy.stop()
    #expect(try await held == .outcomeUnknown)
    await directory.close()
  }
}

extension Array {
  func asyncMap<T>(_ change: (Element) async throws -> T) async rethrows -> [T] {
    var out: [T] = []
    for element in self { out.append(try await change(element)) }
    return out
  }
}

/// The login leads to a member; if not, the private detail of the error is told.
func found(
  _ text: String, _ directory: LDAPDirectory, sourceLocation: SourceLocation = #_sourceLocation
) async {
  do {
    #expect(
      try await directory.member(login: login(text)) != nil, sourceLocation: sourceLocation)
  } catch {
    Issue.record("\(String(reflecting: error))", sourceLocation: sourceLocation)
  }
}
