import Synchronization

/// The registry of numbers that one program shows; made once at the start and handed in, so that tests
/// have their own.
///
/// Ask once for each metric and keep what comes back: counting is then one atomic addition. The same
/// name and labels give the same metric again. A name used for two kinds, with two helps or with a
/// character outside of `[a-zA-Z0-9_:]` is a programming error and traps.
public final class Metrics: Sendable {
  private let families = Mutex<[String: MetricFamily]>([:])

  public init() {}

  /// - Parameters:
  ///   - name: ends in `_total` by convention.
  ///   - labels: names and values; keep the values few (an outcome, a domain), never a person.
  public func counter(_ name: String, help: String, labels: [String: String] = [:]) -> Counter {
    metric(name, help, labels, .counter) { Counter() }
  }

  /// Counters of one name that differ in the value of one label: found by it without a look at the whole
  /// registry, for values that come with each request.
  public func counters(_ name: String, help: String, label: String) -> CounterFamily {
    CounterFamily { self.counter(name, help: help, labels: [label: $0]) }
  }

  /// A counter that another part keeps, read at the moment of each exposition; the first reader given
  /// for a name and labels stays. It must never go down.
  public func counter(
    _ name: String, help: String, labels: [String: String] = [:],
    reading: @escaping @Sendable () -> UInt64
  ) {
    _ = metric(name, help, labels, .counter) { Counter(reading) }
  }

  public func gauge(_ name: String, help: String, labels: [String: String] = [:]) -> Gauge {
    metric(name, help, labels, .gauge) { Gauge(nil) }
  }

  /// A gauge read at the moment of each exposition; the first reader given for a name and labels stays.
  public func gauge(
    _ name: String, help: String, labels: [String: String] = [:],
    reading: @escaping @Sendable () -> Double
  ) {
    _ = metric(name, help, labels, .gauge) { Gauge(reading) }
  }

  /// - Parameter buckets: ascending upper bounds, in the unit of the name (seconds by convention);
  ///   `+Inf` is added.
  public func histogram(
    _ name: String, help: String, buckets: [Double] = Histogram.seconds,
    labels: [String: String] = [:]
  ) -> Histogram {
    metric(name, help, labels, .histogram) { Histogram(buckets) }
  }

  /// Everything in the text format of Prometheus, version 0.0.4; serve it as
  /// `text/plain; version=0.0.4; charset=utf-8`. Sorted by name, then by labels.
  public func exposition() -> String {
    let all = families.withLock { $0 }
    var text = ""
    for (name, family) in all.sorted(by: { $0.key < $1.key }) {
      text += "# HELP \(name) \(MetricText.help(family.help))\n"
      text += "# TYPE \(name) \(family.kind.rawValue)\n"
      for (labels, metric) in family.metrics.sorted(by: { $0.key < $1.key }) {
        text += metric.samples(name, labels)
      }
    }
    return text
  }

  private func metric<M: Metric>(
    _ name: String, _ help: String, _ labels: [String: String], _ kind: MetricKind,
    _ make: () -> M
  ) -> M {
    // Names are constants of the program: a wrong one must stop the first test that meets it.
    precondition(MetricText.isName(name), "not a metric name: \(name)")
    precondition(labels.keys.allSatisfy(MetricText.isName), "not a label name in \(name)")
    let key = MetricText.labels(labels)
    return families.withLock { families in
      let family = families[name] ?? MetricFamily(kind: kind, help: help)
      precondition(family.kind == kind && family.help == help, "\(name) is declared in two ways")
      if let known = family.metrics[key] {
        guard let known = known as? M else { preconditionFailure("\(name) has two kinds") }
        return known
      }
      let made = make()
      families[name, default: family].metrics[key] = made
      return made
    }
  }
}

/// The types of the exposition format.
enum MetricKind: String {
  case counter, gauge, histogram
}

/// One name: its help and a metric for each set of labels.
struct MetricFamily: Sendable {
  let kind: MetricKind
  let help: String
  var metrics: [String: any Metric] = [:]
}

/// What a registry can write out.
protocol Metric: AnyObject, Sendable {
  /// The sample lines of one metric; `labels` is `a="b",c="d"` or empty.
  func samples(_ name: String, _ labels: String) -> String
}
