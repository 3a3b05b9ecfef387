import Glibc

/// Measures a length of time by a clock that only goes forward; cheaper than `ContinuousClock`, whose
/// `Duration` is divided in 128 bits.
public struct Stopwatch: Sendable {
  private let start: timespec

  /// Starts.
  public init() { start = Self.now }

  /// Since the start.
  public var seconds: Double {
    let now = Self.now
    return Double(now.tv_sec - start.tv_sec) + Double(now.tv_nsec - start.tv_nsec) * 1e-9
  }

  private static var now: timespec {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time
  }
}
