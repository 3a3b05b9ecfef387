import Identity
import Synchronization

/// Keeps the list of a domain's servers as DNS has it: looked up on a thread of its own, kept for its
/// time, refreshed in the background, and the last good one kept while DNS fails. People wait for the
/// first answer only, and not again while DNS is known not to answer.
final class ServerFinder: Sendable {
  typealias Resolve = @Sendable (_ name: String) -> ServiceLookup.Answer

  private struct State {
    var records: Set<ServiceRecord> = []
    var servers: [ServerAddress] = []
    var isLooking = false
    var isStopped = false
    var failures = 0
    /// Why there is no list, and until when nobody waits for another try.
    var failure: (error: DirectoryError, until: ContinuousClock.Instant)?
    var lastLook: ContinuousClock.Instant?
    var refresh: Timekeeper.Appointment?
    var waiters: [UInt64: Waiter] = [:]
    var lastWaiter: UInt64 = 0
  }

  private struct Waiter {
    let continuation: CheckedContinuation<Void, Never>
    let alarm: Timekeeper.Appointment
  }

  private let discovery: ServiceDiscovery
  /// The domain's own authority vouches for whatever a record names.
  private let hasOwnAuthority: Bool
  private let limits: DirectoryLimits
  private let timekeeper: Timekeeper
  private let resolve: Resolve
  private let draw: @Sendable (Int) -> Int
  private let events: @Sendable (DirectoryEvent) -> Void
  private let take: @Sendable ([ServerAddress]) -> Void
  private let state = Mutex(State())

  /// - Parameters:
  ///   - draw: a number from 0 to its argument, by which servers of one priority share the load.
  ///   - take: gets each new list, before anybody who waits for it goes on.
  init(
    _ discovery: ServiceDiscovery, hasOwnAuthority: Bool, _ limits: DirectoryLimits,
    _ timekeeper: Timekeeper, _ events: @escaping @Sendable (DirectoryEvent) -> Void,
    resolve: Resolve? = nil,
    draw: @escaping @Sendable (Int) -> Int = { Int.random(in: 0...$0) },
    take: @escaping @Sendable ([ServerAddress]) -> Void
  ) {
    self.discovery = discovery
    self.hasOwnAuthority = hasOwnAuthority
    self.limits = limits
    self.timekeeper = timekeeper
    self.events = events
    self.take = take
    self.draw = draw
    let port = discovery.loopbackPort
    self.resolve = resolve ?? { ServiceLookup.ask($0, loopbackPort: port) }
  }

  /// Returns once there is a list, at once where there is one already.
  /// - Throws: `.unavailable` when DNS gives none in time.
  func ready(by deadline: Deadline) async throws(DirectoryError) {
    try timekeeper.start()
    if try isReady() { return }
    look()
    let patience = deadline.earlier(of: limits.connectTimeout)
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        guard state.isLooking, !state.isStopped else { return true }
        state.lastWaiter += 1
        let number = state.lastWaiter
        let alarm = timekeeper.at(patience.instant) { [weak self] in self?.giveUp(number) }
        state.waiters[number] = Waiter(continuation: continuation, alarm: alarm)
        return false
      }
      if isOver { continuation.resume() }
    }
    guard try isReady() else {
      throw DirectoryError(.unavailable, detail: "\(discovery): no answer from DNS in time")
    }
  }

  private func isReady() throws(DirectoryError) -> Bool {
    let (isThere, failure) = state.withLock { state in
      (!state.servers.isEmpty, state.failure.flatMap { .now < $0.until ? $0.error : nil })
    }
    if !isThere, let failure { throw failure }
    return isThere
  }

  private func giveUp(_ number: UInt64) {
    let waiter = state.withLock { $0.waiters.removeValue(forKey: number) }
    waiter?.continuation.resume()
  }

  /// No server of the list works: perhaps there is another by now.
  func lookAgain() {
    let isTime = state.withLock { state in
      state.lastLook.map { $0 + limits.downTime < .now } ?? true
    }
    if isTime { look() }
  }

  func stop() {
    let waiters = state.withLock { state in
      state.isStopped = true
      if let refresh = state.refresh { timekeeper.cancel(refresh) }
      defer { state.waiters = [:] }
      return Array(state.waiters.values)
    }
    for waiter in waiters { waiter.continuation.resume() }
  }

  /// One look-up at a time.
  private func look() {
    let isFirst = state.withLock { state in
      guard !state.isLooking, !state.isStopped else { return false }
      state.isLooking = true
      state.lastLook = .now
      return true
    }
    guard isFirst else { return }
    do throws(DirectoryError) {
      try BlockingThread.start { [weak self, discovery, resolve] in
        let answer = Self.answer(discovery.questions, resolve)
        self?.land(answer)
      }
    } catch { land((nil, 0, error.detail)) }
  }

  private typealias Found = (records: [(ServiceRecord, isTLS: Bool)]?, ttl: Int, problem: String)

  /// The first question that has records. One that has no answer ends it: the next would be another list.
  private static func answer(_ questions: [ServiceDiscovery.Question], _ resolve: Resolve) -> Found
  {
    for question in questions {
      switch resolve(question.name) {
      case .nothing: continue
      case .failed(let reason): return (nil, 0, reason)
      case .records(let records, let ttl):
        return (records.map { ($0, question.isTLS) }, ttl, "")
      }
    }
    let names = questions.map(\.name).joined(separator: " and ")
    return (nil, 0, "DNS has no SRV records for \(names)")
  }

  private func land(_ found: Found) {
    var servers: [ServerAddress] = []
    var problem = found.problem
    var records: Set<ServiceRecord> = []
    if let all = found.records {
      let usable = all.filter { isUsable($0.0) }
      records = Set(usable.map(\.0))
      if usable.isEmpty {
        let names = all.map(\.0.target).prefix(4).joined(separator: ", ")
        problem = "the SRV records name no server that may be used: \(names)"
      }
      let isTLS = usable.first?.isTLS ?? false
      for record in ServiceRecord.ordered(usable.map(\.0), draw: draw) {
        let server = ServerAddress(
          isTLS
            ? .tls(host: record.target, port: record.port)
            : .tcp(host: record.target, port: record.port))
        if !servers.contains(server) { servers.append(server) }
      }
      servers = Array(servers.prefix(Self.mostServers))
    }
    let isNew = !servers.isEmpty && state.withLock { $0.records != records }
    if isNew {
      take(servers)
      events(.serversFound(servers))
    } else if servers.isEmpty {
      events(.lookupFailed(discovery, reason: problem))
    }
    finish(isNew ? servers : nil, records, ttl: found.ttl, problem: servers.isEmpty ? problem : nil)
  }

  /// As many as a configuration may list, twice.
  private static let mostServers = 16

  private func finish(
    _ servers: [ServerAddress]?, _ records: Set<ServiceRecord>, ttl: Int, problem: String?
  ) {
    let waiters = state.withLock { state in
      state.isLooking = false
      let pause: Duration
      if let problem {
        pause = min(limits.longestDownTime, limits.downTime * (1 << min(state.failures, 16)))
        state.failures += 1
        state.failure = (
          DirectoryError(.unavailable, detail: "\(discovery): \(problem)"), .now + pause
        )
      } else {
        if let servers {
          state.servers = servers
          state.records = records
        }
        state.failures = 0
        state.failure = nil
        pause = min(
          limits.recordTime.upperBound, max(limits.recordTime.lowerBound, .seconds(ttl)))
      }
      if !state.isStopped {
        if let refresh = state.refresh { timekeeper.cancel(refresh) }
        state.refresh = timekeeper.at(.now + pause) { [weak self] in self?.look() }
      }
      defer { state.waiters = [:] }
      return Array(state.waiters.values)
    }
    for waiter in waiters {
      timekeeper.cancel(waiter.alarm)
      waiter.continuation.resume()
    }
  }

  /// A target of "." says that the service is not offered (RFC 2782).
  private func isUsable(_ record: ServiceRecord) -> Bool {
    record.port > 0 && ServiceDiscovery.isHostName(record.target)
      && (hasOwnAuthority || discovery.holds(record.target))
  }
}
