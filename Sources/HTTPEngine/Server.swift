public import Diagnostics
import Dispatch
import Glibc
import Synchronization
import Threads

/// A server: its endpoints, its loops and their life.
///
/// Connections are served on `threads` threads of its own; the handler runs there. A server is started
/// once and ends by `drain()` or `stop()`.
public final class Server: Sendable {
  private enum Phase {
    case new
    case running([Loop])
    case ended
  }

  private struct State {
    var phase = Phase.new
    var ports: [UInt16] = []
    /// Loops whose threads still run.
    var running = 0
    var waiters: [@Sendable () -> Void] = []
  }

  private let endpoints: [(endpoint: Endpoint, identity: TLSIdentity?)]
  private let limits: Limits
  private let threads: Int
  private let settings: Loop.Settings
  private let state = Mutex(State())

  /// - Parameters:
  ///   - endpoints: where to listen, each with the identity it shows over TLS or `nil` for plain HTTP.
  ///   - handler: called for each request on a thread of the engine; it must not block.
  ///   - headers: sent with every answer that has no field of the same name, the engine's own
  ///     refusals too. A field that cannot be sent traps.
  ///   - refusal: words the engine's own refusals (a malformed request, too large a body, a handler that
  ///     is late) by status and the request's `Accept-Language`, as far as it was read; `nil`: the
  ///     smallest problem document (RFC 9457). The connection is closed or kept all the same.
  ///   - threads: at least 1; as many as cores is a good number.
  ///   - metrics: gets the engine's numbers (`brama_http_...`).
  public init(
    endpoints: [(Endpoint, tls: TLSIdentity?)], handler: @escaping Handler,
    limits: Limits = Limits(), headers: Headers = Headers(),
    refusal: (@Sendable (_ status: Int, _ acceptLanguage: String?) -> Response)? = nil,
    threads: Int = 2, metrics: Metrics? = nil, log: Log = .silent
  ) {
    self.endpoints = endpoints.map { ($0.0, $0.tls) }
    self.limits = limits
    self.threads = max(1, threads)
    let quota = ConnectionQuota(limits)
    settings = Loop.Settings(
      handler: handler, limits: limits, encoder: ResponseEncoder(adding: headers),
      refusal: refusal, quota: quota, metrics: metrics.map { EngineMetrics($0, quota) }, log: log)
  }

  deinit {
    // The loops do not hold the server; without this they would serve on for ever.
    state.withLock { state in
      guard case .running(let loops) = state.phase else { return }
      for loop in loops { loop.post(.drain(within: 0)) }
    }
  }

  /// The ports listened on, in the order of the endpoints; 0 for a Unix socket. Empty before `start`.
  public var boundPorts: [UInt16] { state.withLock { $0.ports } }

  /// Open connections at this moment.
  public var connections: Int { settings.quota.total }

  /// Listens and serves. Raises the process's soft limit of open files to what the connections need,
  /// as far as the hard limit lets it, and ignores SIGPIPE.
  /// - Throws: `EngineError`; then nothing is left listening.
  public func start() throws {
    try state.withLock { state in
      guard case .new = state.phase else { throw EngineError.alreadyStarted }
      let listeners = try endpoints.map { try Listener.open($0.endpoint, $0.identity) }
      // OpenSSL writes without MSG_NOSIGNAL.
      signal(SIGPIPE, SIG_IGN)
      raiseDescriptorLimit()
      let loops = try (0..<threads).map { _ in try Loop(settings) }
      let acceptor = Acceptor(listeners: listeners, loops: loops)
      loops[0].acceptor = acceptor
      acceptor.watch(loops[0].poll)
      // Last to first: when a thread cannot be made, none accepts yet.
      for (index, loop) in loops.enumerated().reversed() {
        let code = DetachedThread.start(named: "http-\(index)") { [self = WeakServer(self)] in
          loop.run()
          self.loopEnded()
        }
        guard code == 0 else {
          loops[0].acceptor = nil
          for started in loops { started.post(.drain(within: 0)) }
          throw EngineError.outOfResources(reason: NoThread(code: code).description)
        }
        state.running += 1
      }
      state.ports = listeners.map(\.port)
      state.phase = .running(loops)
    }
    for (pair, port) in zip(endpoints, boundPorts) {
      settings.log.info(
        "listening",
        ["endpoint": pair.endpoint.description, "port": port, "tls": pair.identity != nil])
    }
  }

  /// Stops listening, finishes what was begun and closes the rest; returns when every connection is
  /// closed, after `Limits.drain` at the latest.
  public func drain() async {
    await withCheckedContinuation { continuation in
      end(within: limits.drain.milliseconds) { continuation.resume() }
    }
  }

  /// Cuts everything off; returns when the threads are through. Never call it from a handler: it would
  /// wait for itself.
  public func stop() {
    let ended = DispatchSemaphore(value: 0)
    end(within: 0) { ended.signal() }
    ended.wait()
  }

  private func end(within milliseconds: Int, _ then: @escaping @Sendable () -> Void) {
    let isOver = state.withLock { state in
      guard case .running(let loops) = state.phase else {
        state.phase = .ended
        return true
      }
      state.waiters.append(then)
      for loop in loops { loop.post(.drain(within: milliseconds)) }
      return false
    }
    if isOver { then() }
  }

  fileprivate func loopEnded() {
    let waiters = state.withLock { state -> [@Sendable () -> Void] in
      state.running -= 1
      guard state.running == 0 else { return [] }
      state.phase = .ended
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter() }
  }

  private func raiseDescriptorLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    let wanted = rlim_t(limits.connections + 512)
    guard limit.rlim_cur < wanted else { return }
    limit.rlim_cur = min(wanted, limit.rlim_max)
    if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) != 0
      || limit.rlim_cur < wanted
    {
      settings.log.warning(
        "fewer open files allowed than connections need",
        ["allowed": Int(limit.rlim_cur), "needed": Int(wanted)])
    }
  }
}

/// A thread must not keep its server alive: the server's end is what ends the thread.
private struct WeakServer: Sendable {
  private weak let server: Server?

  init(_ server: Server) { self.server = server }

  func loopEnded() { server?.loopEnded() }
}
