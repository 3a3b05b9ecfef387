import Synchronization

/// Counters that differ in the value of one label.
public final class CounterFamily: Sendable {
  private let known = Mutex<[String: Counter]>([:])
  private let make: @Sendable (String) -> Counter

  init(_ make: @escaping @Sendable (String) -> Counter) { self.make = make }

  /// The counter of one value; the values are few (`Metrics.counter`).
  public subscript(value: String) -> Counter {
    known.withLock { known in
      if let counter = known[value] { return counter }
      let counter = make(value)
      known[value] = counter
      return counter
    }
  }
}
