import Diagnostics
import HTTPEngine
import Portal

/// A running installation: its listeners, its workers, and how it ends.
final class Service: Sendable {
  /// Calls of the command may read a whole audit log or copy a whole store.
  static let longestCommand = 600

  private let composition: Composition
  private let identities: [TLSIdentity]
  private let servers: [Server]
  private let workers: Workers
  /// Where the public listeners are reachable.
  let addresses: [String]

  private init(
    composition: Composition, identities: [TLSIdentity], servers: [Server], workers: Workers,
    addresses: [String]
  ) {
    self.composition = composition
    self.identities = identities
    self.servers = servers
    self.workers = workers
    self.addresses = addresses
  }

  /// Listens; the composition is the service's from now on.
  /// - Throws: `EngineError`; nothing is left listening then.
  static func start(_ composition: Composition) throws -> Service {
    let plan = composition.plan
    var identities: [ServicePlan.CertificateFiles: TLSIdentity] = [:]
    var endpoints: [(Endpoint, tls: TLSIdentity?)] = []
    for listener in plan.listeners {
      guard let files = listener.certificate else {
        endpoints.append((listener.endpoint, nil))
        continue
      }
      let identity =
        try identities[files]
        ?? TLSIdentity(certificateFile: files.certificate, keyFile: files.key)
      identities[files] = identity
      endpoints.append((listener.endpoint, identity))
    }
    let servers = Self.servers(composition, endpoints)
    do {
      for server in servers { try server.start() }
    } catch {
      for server in servers { server.stop() }
      throw error
    }
    return Service(
      composition: composition, identities: Array(identities.values), servers: servers,
      workers: Workers(composition), addresses: Self.addresses(plan, servers[0].boundPorts))
  }

  private static func servers(
    _ composition: Composition, _ endpoints: [(Endpoint, tls: TLSIdentity?)]
  ) -> [Server] {
    let plan = composition.plan
    let log = composition.log
    let portal = composition.portal
    var limits = Limits()
    limits.drain = plan.drainTime
    limits.connections = plan.connections
    let proxies = TrustedProxies(ranges: plan.trustedProxies)
    limits.standsForMany = { proxies.contains($0) }
    let front = Server(
      endpoints: endpoints,
      handler: portal.handler, limits: limits, headers: portal.securityHeaders,
      refusal: portal.refusal(status:acceptLanguage:), threads: plan.threads,
      metrics: composition.metrics.registry, log: log)
    var commandLimits = limits
    commandLimits.waiting = .seconds(longestCommand)
    commandLimits.connections = 32
    let command = Server(
      endpoints: [(.unix(path: plan.commandSocket), tls: nil)],
      handler: portal.localHandler { await MachineUser.name(of: $0) }, limits: commandLimits,
      headers: portal.securityHeaders, threads: 1, log: log)
    guard let address = plan.metrics else { return [front, command] }
    var metricLimits = limits
    metricLimits.connections = 32
    let numbers = composition.metrics
    let metrics = Server(
      endpoints: [(address, tls: nil)],
      handler: { request, _ in .now(numbers.respond(to: request.detached())) },
      limits: metricLimits, threads: 1, log: log)
    return [front, command, metrics]
  }

  private static func addresses(_ plan: ServicePlan, _ ports: [UInt16]) -> [String] {
    zip(plan.listeners, ports).map { listener, port in
      let scheme = listener.certificate == nil ? "http" : "https"
      guard case .tcp(let host, _) = listener.endpoint else { return "\(listener.endpoint)" }
      return "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
  }

  /// After this the process ends, whatever still hangs.
  var longestEnd: Duration { composition.plan.drainTime + .seconds(2) }

  /// Takes over changed certificate files; those that cannot be used leave the old ones in place.
  func reload() {
    for identity in identities {
      do {
        try identity.reload()
        composition.log.info("the TLS certificate was read again")
      } catch {
        composition.log.error(
          "the new TLS certificate cannot be used, the old one stays", ["reason": "\(error)"])
      }
    }
  }

  /// Finishes what is under way and lets everything go: requests within the drain time, which the engine
  /// enforces, and a look at a directory within that domain's own deadline.
  func end() async {
    await withTaskGroup(of: Void.self) { group in
      for server in servers { group.addTask { await server.drain() } }
      group.addTask { [workers] in await workers.end() }
    }
    await composition.close()
  }
}
