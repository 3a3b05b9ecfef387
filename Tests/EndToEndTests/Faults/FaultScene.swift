import Foundation
import Glibc
import Synchronization
import TestKit
import Testing

/// A house under a steady load, to which a fault is done.
final class FaultScene: Sendable {
  /// Sign in with their right passwords.
  static let people = (1...6).map { "d\($0)" }
  /// In the directory, but nobody knows their passwords.
  static let strangers = ["w1", "w2"]
  private static let enrolled = ["t1", "t2", "t3"]

  let name: String
  let slapd: Slapd
  let house: FaultHouse
  let journal = FaultJournal()
  let answers: FaultAnswers
  let factors: [FaultFactor]
  private let environment: [String: String]
  private let running: Mutex<CommandService>
  private let state = Mutex((isOver: false, shift: Int64(0)))

  var installation: CommandInstallation { house.installation }
  /// The one that runs now.
  var service: CommandService { running.withLock { $0 } }
  var isOver: Bool { state.withLock { $0.isOver } }
  /// The service's wall clock, in seconds.
  var now: Int64 { state.withLock { Int64(Date().timeIntervalSince1970) + $0.shift } }

  private init(
    _ name: String, _ slapd: Slapd, _ house: FaultHouse, _ environment: [String: String]
  ) async throws {
    self.name = name
    self.slapd = slapd
    self.house = house
    self.environment = environment
    running = Mutex(house.service)
    answers = try await FaultAnswers(house.service)
    factors = try await house.ask { client in
      try Self.enrolled.map { login in
        let token = try #require(try client.signIn(login, "Secret-\(login)").token)
        let factor = try FaultFactor(login, client, token: token)
        #expect(try client.call("DELETE", "/api/v1/session", token: token).status == 204)
        return factor
      }
    }
    let token = house.token
    journal.withLock { $0.live[token] = FaultHouse.administrator }
  }

  /// - Parameters:
  ///   - name: the fault's.
  ///   - servers: the directory's addresses, where they are not its own.
  ///   - domain: further keys of the domain.
  static func start(
    _ name: String, options: Slapd.Options = .init(), domain: String = "",
    environment: [String: String] = [:], servers: (Slapd) throws -> [String]? = { _ in nil }
  ) async throws -> FaultScene {
    let people = (Self.people + strangers + enrolled).map { Slapd.Person($0) }
    let slapd = try await Slapd.start(people: people, groups: [], options: options)
    let house = try await FaultHouse.start(
      slapd, servers: try servers(slapd),
      more: "[sign_in]\naddress_failures = 1000000\nmax_attempts = 1000\nrefusal_time = 50",
      domain: """
        create_cards = true
        directory_lockout.threshold = 0
        directory_lockout.read = false
        connect_timeout = 2
        operation_timeout = 2
        total_deadline = 5
        \(domain)
        """, environment: environment)
    return try await FaultScene(name, slapd, house, environment)
  }

  // MARK: The load

  /// Runs the body while clients sign in, sign out and check.
  func underLoad(_ body: () async throws -> Void) async throws {
    state.withLock { $0.isOver = false }
    try await withThrowingTaskGroup(of: Void.self) { group in
      defer { state.withLock { $0.isOver = true } }
      for role in [FaultWorker.Role.domain, .domain, .native, .wrong, .secondStep, .check] {
        group.addTask { try await onOwnThread { FaultWorker(self, role).run() } }
      }
      try await steady()
      try await body()
    }
  }

  /// Every kind of client has been answered as it should.
  func steady() async throws {
    try await more(["domain 200": 2, "native 200": 2, "check 200": 2, "wrong 401": 1])
  }

  /// Waits until so many more answers of each kind have come.
  func more(_ wanted: [String: Int], within bound: Duration = .seconds(60)) async throws {
    let before = wanted.mapValues { _ in 0 }.merging(
      wanted.keys.map { ($0, journal.count($0)) }
    ) { $1 }
    do {
      try await eventually("\(name): \(wanted) more", within: bound) {
        wanted.allSatisfy { self.journal.count($0.key) >= (before[$0.key] ?? 0) + $0.value }
      }
    } catch {
      throw CommandProgram.Failure(
        description: "\(error); \(journal.summary); \(journal.withLock { $0.breaches })")
    }
  }

  /// Others go on while the directory, or whatever it is, does not.
  func othersGoOn(_ more: [String: Int] = [:]) async throws {
    let number = FaultScale.answers
    try await self.more(
      ["native 200": number, "check 200": number].merging(more) { $1 })
  }

  /// Waits until somebody of the domain who came after this signs in.
  /// - Returns: how long that took.
  @discardableResult
  func recovered(within bound: Duration) async throws -> Duration {
    let start = ContinuousClock.now
    try await eventually("\(name): recovery", within: bound) {
      self.journal.withLock { $0.goodSince.map { $0 > start } ?? false }
    }
    return ContinuousClock.now - start
  }

  // MARK: The service

  /// The clock of the service stands off by so much from now on.
  func shiftClock(_ seconds: Int64) { state.withLock { $0.shift = seconds } }

  /// Connections may break while the body runs.
  func allowingSilence<Value>(_ body: () async throws -> Value) async throws -> Value {
    journal.withLock { $0.mayBeSilent = true }
    defer { journal.withLock { $0.mayBeSilent = false } }
    return try await body()
  }

  /// Starts it again after it has ended.
  func serve(runner: [String] = []) async throws {
    let service = try await installation.serve(environment: environment, runner: runner)
    running.withLock { $0 = service }
  }

  /// After the load: holds Brama to the journal, now and after a restart, and ends everything.
  func close() async throws {
    try await journal.hold(service)
    #expect(try await service.stop() == 0)
    try await serve()
    try await journal.hold(service)
    try await service.stop()
    await slapd.stop()
    let (breaches, kept, ended) = journal.withLock { ($0.breaches, $0.live.count, $0.ended.count) }
    #expect(breaches.isEmpty, "\(breaches)")
    FaultReport.add(name, "sessions owed and live", Double(kept))
    FaultReport.add(name, "sign-outs that stayed", Double(ended))
    FaultReport.add(name, "breaches", Double(breaches.count), least: 0)
    print("fault \(name): \(journal.summary)")
  }
}
