import Diagnostics
import Identity
import LDAPDirectory
import Synchronization

/// What a domain's directory tells, as numbers and log lines.
final class DirectoryNews: Sendable {
  private let domain: DomainName
  private let metrics: ServiceMetrics
  private let log: Log
  private let service: PoolGauges
  private let people: PoolGauges
  /// Servers whose failover was told since their state last changed: every request moves on while one
  /// is down, and a line for each would be a log of requests.
  private let told = Mutex<Set<String>>([])
  /// Entries left out of lists that the log has told of, at most so many.
  private let leftOut = Mutex<Set<String>>([])
  private static let mostLeftOut = 1000

  init(of domain: DomainName, metrics: ServiceMetrics, log: Log) {
    self.domain = domain
    self.metrics = metrics
    self.log = log
    service = metrics.pool(of: domain, .service)
    people = metrics.pool(of: domain, .people)
  }

  /// A call had no answer: with the reason, which people are not told.
  func failed(_ error: DirectoryError) {
    log.warning(
      "the directory gives no answer", ["domain": domain.text, "reason": error.debugDescription])
  }

  func note(_ event: DirectoryEvent) {
    switch event {
    case .pool(let use): (use.kind == .service ? service : people).set(use)
    case .cursors(let open): metrics.cursors(of: domain, open)
    case .serverDown(let server, let reason):
      told.withLock { _ = $0.remove(server.description) }
      log.warning(
        "a directory server is down",
        ["domain": domain.text, "server": server.description, "reason": reason.debugDescription])
    case .serverUp(let server):
      told.withLock { _ = $0.remove(server.description) }
      log.info(
        "a directory server is up again", ["domain": domain.text, "server": server.description])
    case .failover(let server, let reason):
      guard told.withLock({ $0.insert(server.description).inserted }) else { return }
      log.warning(
        "moved on to the next directory server",
        ["domain": domain.text, "from": server.description, "reason": reason.debugDescription])
    case .serversFound(let servers):
      log.info(
        "DNS lists the directory's servers",
        [
          "domain": domain.text,
          "servers": servers.map(\.description).joined(separator: " "),
        ])
    case .lookupFailed(let discovery, let reason):
      log.warning(
        "DNS gives no list of the directory's servers",
        ["domain": domain.text, "asked": discovery.domain, "reason": reason])
    case .connect(let server, _, let failure?):
      log.debug(
        "no connection to a directory server",
        ["domain": domain.text, "server": server.description, "reason": failure.debugDescription])
    case .leftOut(let dn, let reason):
      metrics.leftOut(of: domain)
      // The same entry is met by each list.
      guard
        leftOut.withLock({ $0.count < Self.mostLeftOut && $0.insert("\(dn)\0\(reason)").inserted })
      else { return }
      log.warning(
        "an entry of the directory cannot be used and is left out",
        ["domain": domain.text, "entry": dn, "reason": reason])
    case .changesByTime(let reason):
      log.info(
        "the directory does not tell what changed: it is asked by the time of change",
        ["domain": domain.text, "reason": reason])
    case .lockout(let policy): note(policy)
    case .bind, .search, .connect: break
    }
  }

  private func note(_ policy: LockoutPolicy?) {
    guard let policy else {
      log.info(
        "a directory tells nothing of its lock-out: directory_lockout holds",
        ["domain": domain.text])
      return
    }
    let fields: LogFields = [
      "domain": domain.text, "policy": policy.source,
      "threshold": policy.threshold.map(String.init) ?? "never",
      "window": policy.window.map { String($0.milliseconds / 1000) } ?? "until a right password",
    ]
    if let threshold = policy.threshold, threshold <= 1 {
      log.warning("a directory locks an account at its first wrong password", fields)
    } else if policy.threshold != nil, policy.window == nil {
      log.warning("a directory forgets wrong passwords only after a right one", fields)
    } else {
      log.info("a directory's lock-out was read", fields)
    }
  }
}
