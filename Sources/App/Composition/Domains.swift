import Diagnostics
import Identity
import LDAPDirectory
import Secrets

/// The directories of the configured domains.
struct Domains: Sendable {
  let adapters: [LDAPDirectory]
  /// What each domain's password is for.
  let accesses: [DomainAccess]
  private let measured: [DomainName: MeasuredDirectory]

  init(
    _ configurations: [DirectoryConfiguration], standings: DomainStandings,
    metrics: ServiceMetrics, log: Log
  ) throws {
    var accesses: [DomainAccess] = []
    var adapters: [LDAPDirectory] = []
    var measured: [DomainName: MeasuredDirectory] = [:]
    for var configuration in configurations {
      // What was looked at now is what is trusted until the next start.
      configuration.authority = configuration.caFile.map { PinnedAuthority(path: $0) }
      accesses.append(
        DomainAccess(
          name: configuration.name, address: configuration.address,
          password: configuration.serviceAccount.password))
      let name = configuration.name
      let news = DirectoryNews(of: name, metrics: metrics, log: log)
      let directory = LDAPDirectory(configuration: configuration, random: SystemRandom()) { event in
        news.note(event)
      }
      adapters.append(directory)
      measured[name] = MeasuredDirectory(
        directory, binds: metrics.binds(of: name), standings: standings
      ) { error in
        news.failed(error)
      }
    }
    self.adapters = adapters
    self.measured = measured
    self.accesses = accesses
  }

  var byName: [DomainName: any Directory] { measured.mapValues { $0 } }
  var states: [DomainName: Bool] { measured.mapValues(\.isReachable) }
}
