import Identity
import Synchronization
import TestKit
import Testing

@testable import LDAPDirectory

@Suite("The pool")
struct PoolTests {
  @Test("places are given in order of arrival, and no more than the queue holds may wait")
  func places() {
    var pool = PoolState<String>(limit: 2, queueLimit: 2)
    #expect(pool.admit() == .granted)
    #expect(pool.admit() == .granted)
    #expect(pool.admit() == .queued(1))
    #expect(pool.admit() == .queued(2))
    #expect(pool.admit() == .refused)
    #expect(pool.leave() == 1)
    #expect(pool.inUse == 2)
    #expect(pool.giveUp(2) == true)
    #expect(pool.giveUp(2) == false)
    #expect(pool.leave() == nil)
    #expect(pool.leave() == nil)
    #expect(pool.inUse == 0)
    #expect(pool.admit() == .granted)
  }

  @Test("idle connections are used last in first out, and closed after their time")
  func idle() {
    let start = ContinuousClock.now
    var pool = PoolState<String>(limit: 3, queueLimit: 0)
    for (index, name) in ["a", "b", "c"].enumerated() {
      pool.park(name, server: index % 2, now: start + .seconds(index))
    }
    #expect(pool.take(server: 0) == "c")
    #expect(pool.take(server: 2) == nil)
    #expect(pool.removeIdle(since: start) == ["a"])
    #expect(pool.removeIdle(since: start) == [])
    #expect(pool.oldestIdle == start + .seconds(1))
    #expect(pool.removeIdle(server: 1) == ["b"])
    #expect(pool.idleCount == 0)
  }

  @Test("idle and used connections together stay within the limit")
  func surplus() {
    var pool = PoolState<String>(limit: 2, queueLimit: 0)
    pool.park("old", server: 0, now: .now)
    pool.park("older", server: 1, now: .now)
    _ = pool.admit()
    #expect(pool.surplus() == "old")
    #expect(pool.surplus() == nil)
  }

  private func addresses(_ hosts: String...) -> [ServerAddress] {
    hosts.map { ServerAddress(.tcp(host: $0, port: 389)) }
  }

  private let error = DirectoryError(.unavailable)

  @Test("a server that failed comes last, and is probed at growing distances")
  func roster() {
    var roster = ServerRoster(
      addresses("a", "b", "c"), downTime: .seconds(5), longestDownTime: .seconds(60))
    #expect(roster.order == [0, 1, 2])
    #expect(roster.failed(0, error) == .seconds(5))
    #expect(roster.failed(0, error) == nil)
    #expect(roster.order == [1, 2, 0])
    #expect(
      (0..<5).map { _ in roster.probeFailed(0, error) }
        == [10, 20, 40, 60, 60].map { .seconds($0) })
    #expect(roster.worked(0) == true)
    #expect(roster.worked(0) == false)
    #expect(roster.order == [0, 1, 2])
    #expect(roster.failed(0, error) == .seconds(5))
  }

  @Test("a server that let people wait is not tried by them until a probe found it well")
  func slow() {
    var roster = ServerRoster(
      addresses("a", "b"), downTime: .seconds(5), longestDownTime: .seconds(60))
    _ = roster.failed(0, error, isSlow: true)
    #expect(roster.order == [1])
    _ = roster.failed(1, error)
    // A refusal costs nothing: it is tried all the same, and found back at once.
    #expect(roster.order == [1])
    _ = roster.failed(1, error, isSlow: true)
    #expect(roster.order.isEmpty && roster.failure?.code == .unavailable)
    // Nobody else is there: the probes come no later than this.
    #expect(
      (0..<5).map { _ in roster.probeFailed(0, error, isSlow: true) }
        == Array(repeating: .seconds(5), count: 5))
    #expect(roster.worked(0) && roster.order == [0])
  }

  @Test("the only server is probed at once after a request that had no answer")
  func probedAtOnce() {
    var roster = ServerRoster(
      addresses("a", "b"), downTime: .seconds(5), longestDownTime: .seconds(60))
    #expect(roster.failed(0, error, isSilent: true) == .seconds(5))
    #expect(roster.failed(1, error, isSilent: true) == .zero)
    #expect(roster.order == [0, 1])
  }

  @Test("on a new list what is known of a server stays, and its number is nobody else's")
  func newList() {
    var roster = ServerRoster(
      addresses("a", "b"), downTime: .seconds(5), longestDownTime: .seconds(60))
    _ = roster.failed(1, error)
    #expect(roster.list(addresses("c", "b")) == [0])
    #expect(roster.order == [2, 1] && roster.isDown(1))
    #expect(roster.failed(0, error) == nil && roster.worked(0) == false)
    #expect(roster.probeFailed(0, error) == nil)
    #expect(Set(roster.list(addresses("a"))) == [1, 2])
    #expect(roster.order == [3])
  }

  @Test("the service account is bound once at a time until it worked, with growing pauses")
  func serviceBinds() {
    func word(_ admission: ServiceBinds.Admission) -> String {
      switch admission {
      case .granted: "granted"
      case .wait: "wait"
      case .refused: "refused"
      }
    }
    let error = DirectoryError(.serviceAccountRefused)
    var binds = ServiceBinds(pause: .seconds(5), longestPause: .seconds(900))
    var now = ContinuousClock.now
    #expect(word(binds.admit(now)) == "granted")
    #expect(word(binds.admit(now)) == "wait")
    binds.failed()
    #expect(word(binds.admit(now)) == "granted")
    for pause in [5, 10, 20, 40, 80, 160, 320, 640, 900, 900] {
      binds.refused(error, now)
      binds.refused(error, now)
      #expect(word(binds.admit(now + .seconds(pause) - .milliseconds(1))) == "refused")
      now += .seconds(pause)
      #expect(word(binds.admit(now)) == "granted")
      #expect(word(binds.admit(now)) == "wait")
    }
    binds.succeeded()
    #expect(word(binds.admit(now)) == "granted")
    #expect(word(binds.admit(now)) == "granted")
    binds.refused(error, now)
    #expect(word(binds.admit(now + .seconds(4))) == "refused")
    #expect(word(binds.admit(now + .seconds(5))) == "granted")
    #expect(word(binds.admit(now + .seconds(5))) == "wait")
  }

  @Test("with all connections held the queue is bounded in length and time, then calls are busy")
  func exhaustion() async throws {
    let silent = try SilentServer(.answersBindsOnly)
    defer { silent.stop() }
    let most = Mutex(0)
    let directory = LDAPDirectory(
      configuration: try domain([silent.ldapURL], caFile: nil) {
        $0.startTLS = false
        $0.insecurePlainPasswords = true
        $0.limits.poolSize = 2
        $0.limits.queueLimit = 3
        $0.limits.operationTimeout = .seconds(30)
        $0.limits.totalDeadline = .milliseconds(600)
      }, random: TestRandom()
    ) { event in
      if case .pool(let use) = event, use.kind == .service {
        most.withLock { $0 = max($0, use.inUse + use.idle) }
      }
    }
    let codes = await withTaskGroup(of: DirectoryError.Code?.self) { group in
      for _ in 0..<8 {
        group.addTask {
          do throws(DirectoryError) {
            _ = try await directory.member(StableID("x").unsafelyUnwrapped)
            return nil
          } catch { return error.code }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    // Two hang, three are refused at the door. The three between them wait in vain: one that is given the
    // place of one that hung, at the last moment, has no time left to ask.
    let hung = codes.count { $0 == .unavailable }
    let refused = codes.count { $0 == .busy }
    #expect((2...5).contains(hung) && (3...6).contains(refused) && hung + refused == 8, "\(codes)")
    #expect(most.withLock { $0 } == 2)
    await directory.close()
  }

  @Test("many sign-ins at once share the pool and all come through")
  func crowd() async throws {
    let directory = try directory(try await usualSlapd.value) {
      $0.limits.poolSize = 3
      $0.limits.queueLimit = 200
      $0.limits.totalDeadline = .seconds(30)
    }
    let member = try #require(try await directory.member(login: login("u1")))
    let outcomes = try await withThrowingTaskGroup(of: BindOutcome.self) { group in
      for number in 0..<60 {
        group.addTask {
          try await directory.verify(
            member, password: Secret(number % 3 == 0 ? "wrong" : "Secret-u1"), group: .all)
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.count { $0 == .wrongPassword } == 20)
    #expect(outcomes.count { $0 == .verified(VerifiedBind(member: member)) } == 40)
    await directory.close()
  }

  @Test("idle connections are closed after their time")
  func idleTime() async throws {
    let slapd = try await Slapd.start()
    let directory = try directory(slapd) { $0.limits.idleTime = .milliseconds(100) }
    #expect(try await directory.member(login: login("u1")) != nil)
    let end = ContinuousClock.now + .seconds(10)
    // The administrator's own tools unbind too: the service's connection is known by its bind.
    func serviceConnection() throws -> Substring? {
      try slapd.log().split(separator: "\n")
        .first { $0.contains("BIND dn=\"\(Slapd.serviceDN)\" method=128") }?
        .split(separator: " ").first { $0.hasPrefix("conn=") }
    }
    let connection = try #require(try serviceConnection())
    while try !slapd.log().split(separator: "\n").contains(where: {
      $0.contains("\(connection) ") && $0.contains("UNBIND")
    }), .now < end {
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(
      try slapd.log().split(separator: "\n").contains {
        $0.contains("\(connection) ") && $0.contains("UNBIND")
      })
    await directory.close()
    await slapd.stop()
  }

  @Test(
    "connections are used again: ten sign-ins take one of each kind, also under TLS",
    arguments: [true, false])
  func reuse(_ usesTLS: Bool) async throws {
    let slapd = try await usualSlapd.value
    let opened = Mutex(0)
    let directory = LDAPDirectory(
      configuration: try domain([usesTLS ? slapd.ldapsURL : slapd.ldapiURL], caFile: slapd.caFile),
      random: TestRandom()
    ) { event in
      if case .connect = event { opened.withLock { $0 += 1 } }
    }
    for number in 0..<10 {
      let member = try #require(try await directory.member(login: login("u1")))
      let password = Secret(number == 5 ? "wrong" : "Secret-u1")
      let outcome = try await directory.verify(member, password: password, group: .all)
      #expect(outcome == (number == 5 ? .wrongPassword : .verified(VerifiedBind(member: member))))
    }
    #expect(opened.withLock { $0 } == 2)
    await directory.close()
  }

  @Test("people's binds and searches never share a connection")
  func separate() async throws {
    let slapd = try await Slapd.start()
    let directory = try directory(slapd)
    for number in 1...5 {
      let member = try #require(try await directory.member(login: login("u\(number)")))
      _ = try await directory.verify(
        member, password: Secret(number % 2 == 0 ? "wrong" : "Secret-u\(number)"), group: .all)
    }
    var did: [Substring: Set<String>] = [:]
    for line in try slapd.log().split(separator: "\n") {
      guard let connection = line.split(separator: " ").first(where: { $0.hasPrefix("conn=") })
      else { continue }
      if line.contains("BIND dn=\"uid="), line.contains("method=128") {
        did[connection, default: []].insert("person")
      } else if line.contains(" SRCH base=") || line.contains("BIND dn=\"\(Slapd.serviceDN)\"") {
        did[connection, default: []].insert("service")
      }
    }
    #expect(did.values.contains(["person"]))
    #expect(did.values.contains(["service"]))
    #expect(!did.values.contains(["person", "service"]))
    await directory.close()
    await slapd.stop()
  }

  @Test("looking through pages for a phrase keeps within the pool's places")
  func walks() async throws {
    let slapd = try await usualSlapd.value
    let opened = Mutex(0)
    let directory = LDAPDirectory(
      configuration: try domain([slapd.ldapURL], caFile: slapd.caFile) {
        $0.limits.poolSize = 2
        $0.limits.queueLimit = 100
        $0.limits.pageSize = 1
      }, random: TestRandom()
    ) { event in
      if case .connect = event { opened.withLock { $0 += 1 } }
    }
    let id = try #require(StableID(try await slapd.stableID(Slapd.dn(group: "staff"))))
    try await withThrowingTaskGroup(of: [String].self) { group in
      for _ in 0..<20 {
        group.addTask {
          // Three hold it, one of them outside the group.
          try await directory.members(
            of: .group(id, name: "staff"), search: "ow", cursor: nil, for: "r"
          ).elements.map(\.login)
        }
      }
      for try await logins in group { #expect(logins == ["u1", "u2"]) }
    }
    // Two, and at the beginning an idle one may have had to go; it was one for each call.
    #expect((2...4).contains(opened.withLock { $0 }))
    await directory.close()
  }
}
