import Diagnostics
import Foundation
import Testing

@Suite("Metrics")
struct MetricsTests {
  @Test("the exposition has help, type and samples, sorted, with labels escaped")
  func exposition() {
    let metrics = Metrics()
    metrics.counter("b_total", help: "Two\nlines \\ here.", labels: ["x": "a\"b\\c\nd"])
      .increment(by: 3)
    metrics.counter("b_total", help: "Two\nlines \\ here.", labels: ["x": "A"]).increment()
    let gauge = metrics.gauge("a", help: "A gauge.")
    gauge.set(2.5)
    gauge.add(-1)
    metrics.gauge("c", help: "Read late.", reading: { 7 })
    metrics.counter("d_total", help: "Counted elsewhere.", reading: { 8 })
    #expect(
      metrics.exposition() == """
        # HELP a A gauge.
        # TYPE a gauge
        a 1.5
        # HELP b_total Two\\nlines \\\\ here.
        # TYPE b_total counter
        b_total{x="A"} 1
        b_total{x="a\\"b\\\\c\\nd"} 3
        # HELP c Read late.
        # TYPE c gauge
        c 7
        # HELP d_total Counted elsewhere.
        # TYPE d_total counter
        d_total 8

        """)
  }

  @Test("a histogram's buckets are cumulative and end with +Inf, sum and count")
  func histogram() {
    let metrics = Metrics()
    let histogram = metrics.histogram(
      "t_seconds", help: "Time.", buckets: [0.1, 1], labels: ["domain": "a"])
    for value in [0.05, 0.1, 0.5, 3] { histogram.observe(value) }
    #expect(
      metrics.exposition() == """
        # HELP t_seconds Time.
        # TYPE t_seconds histogram
        t_seconds_bucket{domain="a",le="0.1"} 2
        t_seconds_bucket{domain="a",le="1"} 3
        t_seconds_bucket{domain="a",le="+Inf"} 4
        t_seconds_sum{domain="a"} 3.65
        t_seconds_count{domain="a"} 4

        """)
  }

  @Test("the same name and labels give the same metric")
  func sameMetric() {
    let metrics = Metrics()
    metrics.counter("n_total", help: "N.", labels: ["a": "1", "b": "2"]).increment()
    let again = metrics.counter("n_total", help: "N.", labels: ["b": "2", "a": "1"])
    again.increment()
    #expect(again.value == 2)
  }

  @Test("no addition from many threads is lost")
  func threads() async {
    let metrics = Metrics()
    let counter = metrics.counter("n_total", help: "N.")
    let gauge = metrics.gauge("g", help: "G.")
    let histogram = metrics.histogram("h", help: "H.", buckets: [1])
    await withTaskGroup { group in
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<5_000 {
            counter.increment()
            gauge.add(1)
            histogram.observe(2)
          }
        }
      }
    }
    #expect(counter.value == 20_000)
    #expect(gauge.value == 20_000)
    #expect(metrics.exposition().contains("h_sum 40000\n"))
    #expect(metrics.exposition().contains("h_bucket{le=\"+Inf\"} 20000\n"))
  }

  @Test("a call's time is observed, also when it throws")
  func timing() async {
    struct Failure: Error {}
    let metrics = Metrics()
    let histogram = metrics.histogram("t_seconds", help: "T.")
    #expect(throws: Failure.self) { try histogram.time { throw Failure() } }
    await #expect(throws: Failure.self) {
      try await histogram.time { () async throws in throw Failure() }
    }
    #expect(metrics.exposition().contains("t_seconds_count 2\n"))
  }
}
