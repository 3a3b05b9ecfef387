import Synchronization

/// A number that only grows, from any thread.
public final class Counter: Metric {
  private let count = Atomic<UInt64>(0)

  init() {}

  public func increment(by amount: UInt64 = 1) {
    count.wrappingAdd(amount, ordering: .relaxed)
  }

  public var value: UInt64 { count.load(ordering: .relaxed) }

  func samples(_ name: String, _ labels: String) -> String {
    MetricText.sample(name, labels, String(value))
  }
}
