import Diagnostics
import HTTPEngine
import Identity
import LDAPDirectory
import Portal
import Secrets
import Storage

/// The numbers that `/metrics` shows, made once at the start.
final class ServiceMetrics: Sendable {
  let registry = Metrics()
  private let requests: Histogram
  private let storeReads: Histogram
  private let storeWrites: Histogram
  /// By the first digit of the status, from 1 to 5.
  private let answers: [Counter]
  private let signIns: CounterFamily

  init() {
    answers = (1...5).map { [registry] digit in
      registry.counter(
        "brama_requests_total", help: "Answers by class of status.",
        labels: ["status": "\(digit)xx"])
    }
    signIns = registry.counters(
      "brama_sign_ins_total", help: "Steps of sign-ins by outcome.", label: "outcome")
    requests = registry.histogram(
      "brama_request_seconds", help: "Time from a whole request to its answer.")
    storeReads = registry.histogram(
      "brama_store_seconds", help: "Time of a store access, waiting included.",
      labels: ["work": "read"])
    storeWrites = registry.histogram(
      "brama_store_seconds", help: "Time of a store access, waiting included.",
      labels: ["work": "write"])
  }

  func note(_ observation: PortalObservation) {
    switch observation {
    case .answered(_, let status, let seconds):
      requests.observe(seconds)
      answers[min(5, max(1, status / 100)) - 1].increment()
    case .signIn(let outcome): signIns[outcome].increment()
    }
  }

  func note(_ work: StoreWork, _ elapsed: Duration) {
    (work == .read ? storeReads : storeWrites).observe(elapsed / .seconds(1))
  }

  /// The time of a bind at a domain.
  func binds(of domain: DomainName) -> Histogram {
    registry.histogram(
      "brama_bind_seconds", help: "Time of a member's bind and group check, by domain.",
      labels: ["domain": domain.text])
  }

  /// The numbers of a domain's connections of one kind.
  func pool(of domain: DomainName, _ kind: PoolUse.Kind) -> PoolGauges {
    func gauge(_ state: String) -> Gauge {
      registry.gauge(
        "brama_directory_connections",
        help: "Connections to a domain's servers by kind and state, and calls waiting for one.",
        labels: ["domain": domain.text, "kind": kind.rawValue, "state": state])
    }
    return PoolGauges(inUse: gauge("in-use"), idle: gauge("idle"), waiting: gauge("waiting"))
  }

  func cursors(of domain: DomainName, _ open: Int) {
    registry.gauge(
      "brama_directory_cursors", help: "Listings of a domain that are held open.",
      labels: ["domain": domain.text]
    ).set(Double(open))
  }

  /// An entry that cannot be read as a person or a group was left out of a list.
  func leftOut(of domain: DomainName) {
    registry.counter(
      "brama_directory_entries_left_out_total",
      help: "Entries left out of lists and searches because they cannot be read.",
      labels: ["domain": domain.text]
    ).increment()
  }

  /// The alarm of the directory check.
  func directoryAlarm(_ domain: DomainName, isRaised: Bool) {
    registry.gauge(
      "brama_directory_check_alarm",
      help: "1 while the last look for gone members of a domain was not trusted.",
      labels: ["domain": domain.text]
    ).set(isRaised ? 1 : 0)
  }

  /// The alarm of domains that wait for their service password.
  func watch(_ standings: DomainStandings, of domains: [DomainName]) {
    for domain in domains {
      registry.gauge(
        "brama_domain_unconfirmed",
        help: "1 while a domain is not used because its address changed and its password did not.",
        labels: ["domain": domain.text]
      ) { standings.isConfirmed(domain) ? 0 : 1 }
    }
  }

  /// How the last pass over a domain's cards ended.
  func note(_ progress: SyncProgress, of domain: DomainName) {
    for (outcome, number) in [
      ("looked-at", progress.done), ("changed", progress.changed), ("missing", progress.missing),
    ] {
      registry.gauge(
        "brama_sync_cards", help: "Cards of the last pass that kept a domain in step, by outcome.",
        labels: ["domain": domain.text, "outcome": outcome]
      ).set(Double(number))
    }
    registry.gauge(
      "brama_sync_failed", help: "1 after a pass that did not come to a good end.",
      labels: ["domain": domain.text]
    ).set(progress.problem == nil ? 0 : 1)
    if let moment = progress.succeededAt {
      registry.gauge(
        "brama_sync_success_timestamp_seconds", help: "When a domain was last brought in step.",
        labels: ["domain": domain.text]
      ).set(Double(moment.milliseconds) / 1000)
    }
  }

  /// Numbers that are read when somebody asks. Weak: the store tells these metrics of its work, and the
  /// sessions hold the store.
  func watch(sessions: SessionBook, store: SQLiteStore, passwords: Argon2Hashing) {
    registry.gauge("brama_sessions", help: "Live sessions.") { [weak sessions] in
      Double(sessions?.count ?? 0)
    }
    registry.gauge(
      "brama_store_waiting", help: "Bodies that wait for the store.", labels: ["work": "read"]
    ) { [weak store] in Double(store?.statistics.waitingReads ?? 0) }
    registry.gauge(
      "brama_store_waiting", help: "Bodies that wait for the store.", labels: ["work": "write"]
    ) { [weak store] in Double(store?.statistics.waitingWrites ?? 0) }
    registry.counter("brama_store_commits_total", help: "Commits since the start.") {
      [weak store] in
      UInt64(clamping: store?.statistics.commits ?? 0)
    }
    registry.counter(
      "brama_log_lines_dropped_total", help: "Lines of the log that nobody took in time."
    ) { Log.droppedLines }
    registry.gauge(
      "brama_password_hashing_waiting", help: "Passwords that wait to be hashed or checked."
    ) { Double(passwords.waiting) }
  }

  /// The answer to a request at the metrics address.
  func respond(to request: DetachedRequest) -> Response {
    guard request.path == "/metrics" else { return Response(status: 404) }
    guard request.method == "GET" || request.method == "HEAD" else {
      return Response(status: 405, headers: Headers([.init(name: "Allow", value: "GET, HEAD")]))
    }
    let type = Headers([
      .init(name: "Content-Type", value: "text/plain; version=0.0.4; charset=utf-8")
    ])
    return Response(status: 200, headers: type, body: Array(registry.exposition().utf8))
  }
}

/// What `/metrics` shows of the connections of one kind.
struct PoolGauges {
  let inUse: Gauge
  let idle: Gauge
  let waiting: Gauge

  func set(_ use: PoolUse) {
    inUse.set(Double(use.inUse))
    idle.set(Double(use.idle))
    waiting.set(Double(use.waiting))
  }
}
