import Synchronization

/// How often a measure fell under each of some bounds, and the sum of all measures.
public final class Histogram: Metric {
  /// Bounds for the time of a request or of a call to a server, in seconds.
  public static let seconds = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ]

  public let buckets: [Double]
  // One counter a bucket and one for what is above them all; `Atomic` cannot stand in an array.
  private let counts: [Counter]
  private let sum = Atomic<UInt64>(0)

  init(_ buckets: [Double]) {
    // Bounds are constants of the program: wrong ones must stop the first test that meets them.
    precondition(zip(buckets, buckets.dropFirst()).allSatisfy { $0 < $1 }, "buckets must ascend")
    self.buckets = buckets
    counts = (0...buckets.count).map { _ in Counter() }
  }

  public func observe(_ value: Double) {
    let index = buckets.firstIndex { value <= $0 } ?? buckets.count
    counts[index].increment()
    sum.add(value)
  }

  /// Measures the time that a call takes, also when it throws.
  public func time<R>(_ body: () throws -> R) rethrows -> R {
    let start = ContinuousClock.now
    defer { observe(seconds(since: start)) }
    return try body()
  }

  /// Measures the time until an asynchronous call ends, also when it throws.
  public func time<R>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> R
  ) async rethrows -> R {
    let start = ContinuousClock.now
    defer { observe(seconds(since: start)) }
    return try await body()
  }

  private func seconds(since start: ContinuousClock.Instant) -> Double {
    (ContinuousClock.now - start) / .seconds(1)
  }

  func samples(_ name: String, _ labels: String) -> String {
    let prefix = labels.isEmpty ? "" : labels + ","
    var text = ""
    var total: UInt64 = 0
    for (index, count) in counts.enumerated() {
      total += count.value
      let bound = index < buckets.count ? MetricText.number(buckets[index]) : "+Inf"
      text += MetricText.sample("\(name)_bucket", prefix + "le=\"\(bound)\"", String(total))
    }
    let sum = Double(bitPattern: sum.load(ordering: .relaxed))
    text += MetricText.sample("\(name)_sum", labels, MetricText.number(sum))
    return text + MetricText.sample("\(name)_count", labels, String(total))
  }
}
