import Diagnostics

/// The engine's own numbers, made once so that counting costs one addition.
struct EngineMetrics: Sendable {
  let refusedConnections: Counter
  let yieldedConnections: Counter
  private let answers: [Counter]
  private let refusals: [Int: Counter]

  init(_ metrics: Metrics, _ quota: ConnectionQuota) {
    refusedConnections = metrics.counter(
      "brama_http_connections_refused_total",
      help: "Connections closed as they came, because a limit was reached.")
    yieldedConnections = metrics.counter(
      "brama_http_connections_yielded_total",
      help: "Connections without a request under way, closed to make room for others.")
    answers = (2...5).map {
      metrics.counter(
        "brama_http_responses_total", help: "Answers by class of status.",
        labels: ["class": "\($0)xx"])
    }
    refusals = Dictionary(
      uniqueKeysWithValues: [400, 408, 413, 417, 431, 501, 505].map { status in
        let counter = metrics.counter(
          "brama_http_requests_refused_total",
          help: "Requests that the engine refused before any handler saw them.",
          labels: ["status": "\(status)"])
        return (status, counter)
      })
    metrics.gauge(
      "brama_http_connections", help: "Open connections.", reading: { Double(quota.total) })
  }

  func answered(_ status: Int) { answers[min(3, max(0, status / 100 - 2))].increment() }

  func refused(_ status: Int) { refusals[status]?.increment() }
}
