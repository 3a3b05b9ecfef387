import Diagnostics
import Identity
import LDAPDirectory
import Secrets

/// The directories of the configured domains.
struct Domains: Sendable {
  let adapters: [LDAPDirectory]
  private let measured: [DomainName: MeasuredDirectory]

  init(_ configurations: [DirectoryConfiguration], metrics: ServiceMetrics, log: Log) throws {
    var adapters: [LDAPDirectory] = []
    var measured: [DomainName: MeasuredDirectory] = [:]
    for configuration in configurations {
      let name = configuration.name
      let directory = LDAPDirectory(configuration: configuration, random: SystemRandom()) { event in
        Self.note(event, of: name, metrics, log)
      }
      adapters.append(directory)
      measured[name] = MeasuredDirectory(directory, binds: metrics.binds(of: name))
    }
    self.adapters = adapters
    self.measured = measured
  }

  var byName: [DomainName: any Directory] { measured.mapValues { $0 } }
  var states: [DomainName: Bool] { measured.mapValues(\.isReachable) }

  private static func note(
    _ event: DirectoryEvent, of domain: DomainName, _ metrics: ServiceMetrics, _ log: Log
  ) {
    switch event {
    case .pool(let use): metrics.pool(of: domain, use)
    case .cursors(let open): metrics.cursors(of: domain, open)
    case .serverDown(let server, let reason):
      log.warning(
        "a directory server is down",
        ["domain": domain.text, "server": server.description, "reason": reason.debugDescription])
    case .serverUp(let server):
      log.info(
        "a directory server is up again", ["domain": domain.text, "server": server.description])
    case .failover(let server, let reason):
      log.warning(
        "moved on to the next directory server",
        ["domain": domain.text, "from": server.description, "reason": reason.debugDescription])
    case .connect(let server, _, let failure?):
      log.debug(
        "no connection to a directory server",
        ["domain": domain.text, "server": server.description, "reason": failure.debugDescription])
    case .bind, .search, .connect: break
    }
  }
}
