import Diagnostics
import HTTPEngine
import Identity
import LDAPDirectory
import Portal
import Secrets
import Storage
import Threads

/// The parts of one installation, wired: the only place that sees two adapters at once.
///
/// Made by `serve`, and by a command that holds the store itself. Listening is not part of it.
final class Composition: Sendable {
  let plan: ServicePlan
  let log: Log
  let metrics: ServiceMetrics
  let store: SQLiteStore
  let gate: Gate
  let portal: Portal
  let directories: [LDAPDirectory]

  private init(
    plan: ServicePlan, log: Log, metrics: ServiceMetrics, store: SQLiteStore, gate: Gate,
    portal: Portal, directories: [LDAPDirectory]
  ) {
    self.plan = plan
    self.log = log
    self.metrics = metrics
    self.store = store
    self.gate = gate
    self.portal = portal
    self.directories = directories
  }

  /// Opens the store, checks the key against it and wires the rest.
  /// - Parameters:
  ///   - mayCreateKey: a store that holds nothing sealed yet may get its first key.
  ///   - headIsForgotten: the audit head file was removed on purpose.
  /// - Throws: `StorageError`, `SealingKeyProblem`, `InvalidSetting`, `StoreError`.
  static func open(
    _ plan: ServicePlan, mayCreateKey: Bool, headIsForgotten: Bool = false, log: Log
  ) async throws -> Composition {
    let metrics = ServiceMetrics()
    let headLink = AuditHeadLink(path: plan.auditHeadPath, log: log)
    let store = try await OwnThread.run(named: "open-store") {
      var options = SQLiteStore.Options()
      options.observe = { metrics.note($0, $1) }
      return try SQLiteStore(path: plan.storePath, headKeeper: headLink, options: options)
    }
    do {
      let keys = try await SealingKeyRule.keys(
        from: plan.keyFile, for: store, mayCreate: mayCreateKey)
      let sealing = ReloadableSealing(file: plan.keyFile, keys: keys)
      let head = try await store.read { try $0.audit.head() }
      let standings = DomainStandings()
      let domains = try Domains(plan.domains, standings: standings, metrics: metrics, log: log)
      let passwords = Argon2Hashing()
      let gate = try await Gate(
        environment(
          plan, store: store, passwords: passwords, sealing: sealing, directories: domains.byName,
          standings: standings))
      // The service alone remembers: a command may run with a configuration of its own.
      try await gate.domains.review(domains.accesses, remembers: mayCreateKey)
      report(gate.domains.unconfirmed, log: log)
      let known = try await headLink.tie(
        to: store, sealing: sealing, isForgotten: headIsForgotten)
      try await report(known, against: head, gate: gate, log: log)
      let operations = Operations(
        gate: gate, store: store, sealing: sealing, headLink: headLink, headPath: plan.auditHeadPath
      )
      let portal = Portal(
        gate: gate,
        options: PortalOptions(
          publicURL: plan.publicURL.map {
            .init(scheme: .https, host: $0.host, port: $0.explicitPort)
          },
          trustedProxies: plan.trustedProxies.compactMap { .init($0.description) },
          refusalTime: plan.refusalTime, language: plan.language, version: Version.text,
          operations: operations.forPortal { domains.states }),
        log: { event in
          var fields: LogFields = [
            "route": event.route ?? "", "problem": event.problem, "cause": event.cause,
          ]
          if let employee = event.employee {
            fields.add("employee", "\(employee)")
            log.warning("somebody asked for what they may not do", fields)
          } else {
            log.error("a request failed", fields)
          }
        },
        observe: { metrics.note($0) })
      metrics.watch(sessions: gate.sessions, store: store, passwords: passwords)
      metrics.watch(standings, of: plan.domains.map(\.name))
      return Composition(
        plan: plan, log: log, metrics: metrics, store: store, gate: gate, portal: portal,
        directories: domains.adapters)
    } catch {
      await store.close()
      throw error
    }
  }

  /// Writes what is only in memory, and lets store and directories go.
  func close() async {
    await gate.upkeep.tidy(isLast: true)
    for directory in directories { await directory.close() }
    await store.close()
  }

  private static func environment(
    _ plan: ServicePlan, store: SQLiteStore, passwords: Argon2Hashing,
    sealing: ReloadableSealing, directories: [DomainName: any Directory],
    standings: DomainStandings
  ) -> Environment {
    var environment = Environment(
      store: store, directories: directories, passwords: passwords,
      isCommonPassword: CommonPasswords.contains, sealing: sealing, hashing: BLAKE2Hashing(),
      codes: OATHCodes(), pictures: QREncodeSVG(), clock: SystemClock(), random: SystemRandom(),
      policy: plan.policy)
    environment.standings = standings
    return environment
  }

  private static func report(_ unconfirmed: Set<DomainName>, log: Log) {
    for domain in unconfirmed.sorted(by: { $0.text < $1.text }) {
      log.error(
        """
        a domain is not used: its address, certificate authority or account changed and its service \
        password did not; give the password again with brama domain confirm
        """, ["domain": domain.text])
    }
  }

  /// A store that ends before the line the head file knows was cut, or an older one was put back; with
  /// the file gone nobody could tell.
  private static func report(
    _ known: AuditHeadState, against head: AuditHead?, gate: Gate, log: Log
  ) async throws {
    let details: [String: String]
    switch known {
    case .none: return
    case .known(let known):
      let stored = head ?? .beforeTheFirst
      guard
        stored.sequence < known.sequence || (stored.sequence == known.sequence && stored != known)
      else { return }
      details = ["store": String(stored.sequence), "known": String(known.sequence)]
    case .missing: details = ["known": "missing"]
    case .damaged: details = ["known": "damaged"]
    }
    log.error(
      "the store does not end where the audit head file says: run brama audit verify",
      ["store": details["store"] ?? "", "known": details["known"] ?? ""])
    try await gate.upkeep.note(.auditHeadMismatch, details: details, by: .system)
  }
}
