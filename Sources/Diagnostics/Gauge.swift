import Synchronization

/// A number that goes up and down, from any thread.
public final class Gauge: Metric {
  private let bits = Atomic<UInt64>(0)
  private let reading: (@Sendable () -> Double)?

  init(_ reading: (@Sendable () -> Double)?) { self.reading = reading }

  public func set(_ value: Double) {
    bits.store(value.bitPattern, ordering: .relaxed)
  }

  public func add(_ amount: Double) { bits.add(amount) }

  public var value: Double {
    reading?() ?? Double(bitPattern: bits.load(ordering: .relaxed))
  }

  func samples(_ name: String, _ labels: String) -> String {
    MetricText.sample(name, labels, MetricText.number(value))
  }
}

extension Atomic where Value == UInt64 {
  /// Adds to the `Double` whose bit pattern is kept here.
  borrowing func add(_ amount: Double) {
    var old = load(ordering: .relaxed)
    while true {
      let new = (Double(bitPattern: old) + amount).bitPattern
      let (exchanged, original) = weakCompareExchange(
        expected: old, desired: new, ordering: .relaxed)
      if exchanged { return }
      old = original
    }
  }
}
