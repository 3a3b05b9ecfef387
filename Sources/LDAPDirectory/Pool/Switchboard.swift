import Identity
import Synchronization

/// Finds a connection for each piece of work, and another server when one fails, within one deadline.
final class Switchboard: Sendable {
  private let base: DN
  let terms: Connection.Terms
  let limits: DirectoryLimits
  private let roster: ServerList
  /// Where DNS lists the servers.
  private let finder: ServerFinder?
  let timekeeper = Timekeeper()
  let service: ConnectionPool
  let people: ConnectionPool
  private let isClosed = Mutex(false)
  let events: @Sendable (DirectoryEvent) -> Void

  init(
    _ configuration: DirectoryConfiguration, _ events: @escaping @Sendable (DirectoryEvent) -> Void
  ) {
    base = configuration.baseDN
    limits = configuration.limits
    terms = Connection.Terms(
      startTLS: configuration.startTLS,
      insecurePlainPasswords: configuration.insecurePlainPasswords, caFile: configuration.caFile,
      authority: configuration.authority,
      serviceAccount: configuration.serviceAccount,
      clientCertificate: configuration.clientCertificate,
      tickets: KerberosTickets(of: configuration.serviceAccount),
      ignoredReferences: IgnoredReferences(configuration.preset), names: NameLookup(),
      serviceGate: ServiceGate(
        pause: configuration.limits.refusalPause,
        longestPause: configuration.limits.longestRefusalPause))
    let timekeeper = timekeeper
    let roster = ServerList(configuration)
    let service = ConnectionPool(.service, configuration.limits, timekeeper, events)
    let people = ConnectionPool(.people, configuration.limits, timekeeper, events)
    finder = configuration.discovery.map { discovery in
      ServerFinder(
        discovery, hasOwnAuthority: configuration.caFile != nil, configuration.limits, timekeeper,
        events
      ) { servers in
        for server in roster.withLock({ $0.list(servers) }) {
          service.closeIdle(server: server)
          people.closeIdle(server: server)
        }
      }
    }
    self.roster = roster
    self.service = service
    self.people = people
    self.events = events
  }

  deinit { timekeeper.stop() }

  /// Work in progress goes on, under the eye of the timekeeper, to its end.
  func close() {
    isClosed.withLock { $0 = true }
    finder?.stop()
    service.close()
    people.close()
  }

  /// One call's search for a connection: which servers are out of the question, and why.
  struct Attempt {
    var tried: Set<Int> = []
    /// Had a connection break once already: a second time it counts as tried.
    var shaken: Set<Int> = []
    var failure: DirectoryError?

    /// What is told when all have failed: the reason that needs an administrator, if one is there.
    mutating func failed(_ server: Int, _ error: DirectoryError) {
      tried.insert(server)
      if failure == nil || failure?.code == .unavailable { failure = error }
    }
  }

  // MARK: Work on the service's connections

  /// Does a piece of work that changes nothing, elsewhere where a server fails.
  /// - Parameter keeps: the connection stays out of the pool after this answer.
  func onService<Answer: Sendable>(
    by deadline: Deadline, keeps: @Sendable (Answer) -> Bool = { _ in false },
    _ work: @Sendable (Connection, Deadline) async throws(ConnectionFailure) -> Answer
  ) async throws(DirectoryError) -> Answer {
    try await service.enter(by: deadline)
    defer { service.leave() }
    var attempt = Attempt()
    while true {
      let (connection, isNew) = try await connection(from: service, &attempt, by: deadline)
      let start = ContinuousClock.now
      do throws(ConnectionFailure) {
        let answer = try await work(connection, deadline.earlier(of: limits.operationTimeout))
        report(.search, connection, start, "success")
        worked(connection)
        if !keeps(answer) { service.park(connection) }
        return answer
      } catch {
        report(.search, connection, start, error.error.code.rawValue)
        try await judge(error, after: start, connection, isNew, &attempt, by: deadline)
      }
    }
  }

  /// Throws when there is no point in trying elsewhere.
  private func judge(
    _ failure: ConnectionFailure, after start: ContinuousClock.Instant, _ connection: Connection,
    _ isNew: Bool, _ attempt: inout Attempt, by deadline: Deadline
  ) async throws(DirectoryError) {
    let server = connection.serverIndex
    switch failure.kind {
    case .answered:
      service.park(connection)
      // Another server may hold what this one does not.
      guard [.unavailable, .busy, .referral].contains(failure.error.code), !deadline.isPast else {
        throw failure.error
      }
      attempt.failed(server, failure.error)
    case .notSent, .lost:
      await connection.close()
      service.closeIdle(server: server)
      let isFirst = attempt.shaken.insert(server).inserted
      // A server that was restarted has closed what lay idle: it deserves a fresh connection.
      if isNew || !isFirst || failure.error.code == .badAnswer {
        failed(connection, failure, after: start)
        attempt.failed(server, failure.error)
      }
    case .silent:
      await connection.close()
      failed(connection, failure, after: start)
      attempt.failed(server, failure.error)
    }
    if deadline.isPast { throw attempt.failure ?? failure.error }
    if attempt.tried.contains(server) {
      events(.failover(from: connection.server, reason: failure.error))
    }
  }

  // MARK: People's binds

  /// One bind on one server (DOM-36). Only what fails before the request is written is tried again.
  /// - Throws: `.outcomeUnknown` when it was written and no answer came.
  func bind(_ dn: String, _ password: Secret, by deadline: Deadline)
    async throws(DirectoryError) -> BindAnswer
  {
    try await people.enter(by: deadline)
    defer { people.leave() }
    var attempt = Attempt()
    while true {
      let (connection, isNew) = try await connection(from: people, &attempt, by: deadline)
      let server = connection.serverIndex
      let start = ContinuousClock.now
      do throws(ConnectionFailure) {
        let answer = try await connection.bind(
          dn, password, by: deadline.earlier(of: limits.operationTimeout))
        report(.bind, connection, start, String(answer.code.number))
        worked(connection)
        people.park(connection)
        guard answer.code == .referral else { return answer }
        // It did not judge the password: the bind is still to be done, by a server that does.
        let elsewhere = DirectoryError(
          .referral, detail: "\(connection.server): bind: \(answer.message)")
        attempt.failed(server, elsewhere)
        events(.failover(from: connection.server, reason: elsewhere))
        continue
      } catch {
        report(.bind, connection, start, error.error.code.rawValue)
        switch error.kind {
        case .notSent:
          await connection.close()
          people.closeIdle(server: server)
          if isNew {
            failed(connection, error, after: start)
            attempt.failed(server, error.error)
          }
          continue
        case .answered: people.park(connection)
        case .silent, .lost:
          await connection.close()
          failed(connection, error, after: start)
          throw DirectoryError(.outcomeUnknown, detail: error.error.debugDescription)
        }
        throw error.error
      }
    }
  }

  // MARK: Connections

  /// An idle connection to the best server, or a new one, going through the servers in order.
  /// - Parameter kind: of a connection that is none of the pool's and always new.
  func connection(
    from pool: ConnectionPool, as kind: Connection.Kind? = nil, _ attempt: inout Attempt,
    by deadline: Deadline
  )
    async throws(DirectoryError) -> (Connection, isNew: Bool)
  {
    try await finder?.ready(by: deadline)
    for server in roster.withLock({ $0.order }) where !attempt.tried.contains(server) {
      if kind == nil, let idle = pool.take(server: server) { return (idle, false) }
      if deadline.isPast { break }
      guard let address = roster.withLock({ $0.address(server) }) else { continue }
      let start = ContinuousClock.now
      do throws(ConnectionFailure) {
        let new = try await open(kind ?? pool.kind, server, address, by: deadline)
        pool.closeSurplus()
        return (new, true)
      } catch {
        // The others would refuse the same account, and count it: a wrong password locks.
        if [.serviceAccountRefused, .unprotected].contains(error.error.code) { throw error.error }
        let took: Duration = .now - start
        if hadItsTime(error, took, of: limits.connectTimeout) {
          failed(server, address, error.error, isSlow: isSlow(took))
        }
        attempt.failed(server, error.error)
        events(.failover(from: address, reason: error.error))
      }
    }
    throw attempt.failure ?? roster.withLock { $0.failure }
      ?? DirectoryError(.unavailable, detail: "no time left")
  }

  /// A connection that took so long to fail is one that nobody is to wait for again.
  private func isSlow(_ took: Duration) -> Bool {
    took >= min(.seconds(1), limits.connectTimeout / 2)
  }

  private func open(
    _ kind: Connection.Kind, _ server: Int, _ address: ServerAddress, by deadline: Deadline
  ) async throws(ConnectionFailure) -> Connection {
    if kind == .service, let refusal = terms.serviceGate.refusal {
      throw ConnectionFailure(.notSent, refusal)
    }
    let connection: Connection
    do throws(DirectoryError) {
      connection = try Connection(kind, address, index: server, timekeeper)
    } catch {
      throw ConnectionFailure(.notSent, error)
    }
    let start = ContinuousClock.now
    do throws(ConnectionFailure) {
      try await connection.open(terms, by: deadline.earlier(of: limits.connectTimeout))
      events(.connect(server: address, took: .now - start, failure: nil))
      return connection
    } catch {
      events(.connect(server: address, took: .now - start, failure: error.error))
      throw error
    }
  }

  // MARK: Servers

  /// The servers in the order in which they are used now.
  func servers(by deadline: Deadline) async throws(DirectoryError) -> [ServerAddress] {
    try await finder?.ready(by: deadline)
    return roster.withLock { $0.addresses }
  }

  func worked(_ connection: Connection) {
    if roster.withLock({ $0.worked(connection.serverIndex) }) {
      events(.serverUp(connection.server))
    }
  }

  /// - Parameter start: when the exchange began that failed.
  func failed(
    _ connection: Connection, _ failure: ConnectionFailure, after start: ContinuousClock.Instant
  ) {
    guard hadItsTime(failure, .now - start, of: limits.operationTimeout) else { return }
    failed(
      connection.serverIndex, connection.server, failure.error, isSilent: failure.kind == .silent)
  }

  /// Whether a failure tells of the server. Silence does only after a time that is owed to it: a caller who
  /// had little has found out nothing.
  private func hadItsTime(_ failure: ConnectionFailure, _ took: Duration, of owed: Duration) -> Bool
  {
    failure.kind != .silent || took >= min(owed, limits.totalDeadline) / 2
  }

  private func failed(
    _ server: Int, _ address: ServerAddress, _ error: DirectoryError, isSlow: Bool = false,
    isSilent: Bool = false
  ) {
    let (delay, isAnyUp) = roster.withLock {
      ($0.failed(server, error, isSlow: isSlow, isSilent: isSilent), $0.hasServerUp)
    }
    if !isAnyUp { finder?.lookAgain() }
    guard let delay else { return }
    events(.serverDown(address, reason: error))
    service.closeIdle(server: server)
    people.closeIdle(server: server)
    probe(server, address, in: delay)
  }

  /// Tries a server that is down with a connection of its own, so that nobody waits for it. It has to let
  /// the service account in and answer a search.
  private func probe(_ server: Int, _ address: ServerAddress, in delay: Duration) {
    _ = timekeeper.at(.now + delay) { [weak self] in
      Task {
        guard let self, !self.isClosed.withLock({ $0 }),
          self.roster.withLock({ $0.isDown(server) })
        else { return }
        let start = ContinuousClock.now
        let deadline = Deadline.after(self.limits.connectTimeout)
        do throws(ConnectionFailure) {
          let connection = try await self.open(.service, server, address, by: deadline)
          do throws(ConnectionFailure) {
            _ = try await connection.search(
              Search(self.base, .base, .everything, []), by: deadline)
          } catch  where error.kind != .answered {
            await connection.close()
            throw error
          } catch {}
          self.worked(connection)
          await connection.closeIdle()
        } catch {
          let isSlow = self.isSlow(.now - start)
          let delay = self.roster.withLock { $0.probeFailed(server, error.error, isSlow: isSlow) }
          if let delay { self.probe(server, address, in: delay) }
        }
      }
    }
  }

  enum Exchange { case bind, search, change }

  func report(
    _ exchange: Exchange, _ connection: Connection, _ start: ContinuousClock.Instant,
    _ outcome: String
  ) {
    let took: Duration = .now - start
    switch exchange {
    case .bind, .change: events(.bind(server: connection.server, took: took, outcome: outcome))
    case .search: events(.search(server: connection.server, took: took, outcome: outcome))
    }
  }
}
