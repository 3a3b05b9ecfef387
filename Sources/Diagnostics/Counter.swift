import Synchronization

/// A number that only grows, from any thread.
public final class Counter: Metric {
  private let count = Atomic<UInt64>(0)
  private let reading: (@Sendable () -> UInt64)?

  init(_ reading: (@Sendable () -> UInt64)? = nil) { self.reading = reading }

  public func increment(by amount: UInt64 = 1) {
    count.wrappingAdd(amount, ordering: .relaxed)
  }

  public var value: UInt64 { reading?() ?? count.load(ordering: .relaxed) }

  func samples(_ name: String, _ labels: String) -> String {
    MetricText.sample(name, labels, String(value))
  }
}
