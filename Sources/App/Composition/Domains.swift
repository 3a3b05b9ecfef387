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
      let news = DirectoryNews(of: name, metrics: metrics, log: log)
      let directory = LDAPDirectory(configuration: configuration, random: SystemRandom()) { event in
        news.note(event)
      }
      adapters.append(directory)
      measured[name] = MeasuredDirectory(directory, binds: metrics.binds(of: name)) { error in
        news.failed(error)
      }
    }
    self.adapters = adapters
    self.measured = measured
  }

  var byName: [DomainName: any Directory] { measured.mapValues { $0 } }
  var states: [DomainName: Bool] { measured.mapValues(\.isReachable) }
}
