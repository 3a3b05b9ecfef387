internal import Glibc

/// The moment by which something must be over, on the monotonic clock.
struct Deadline: Sendable, Comparable {
  let instant: ContinuousClock.Instant

  init(_ instant: ContinuousClock.Instant) { self.instant = instant }

  static func after(_ duration: Duration) -> Deadline { Deadline(.now + duration) }

  var left: Duration { max(.zero, ContinuousClock.now.duration(to: instant)) }
  var isPast: Bool { ContinuousClock.now >= instant }

  /// What is left for `poll`: whole milliseconds, rounded up.
  var milliseconds: Int32 {
    let left = left.components
    return Int32(
      clamping: left.seconds * 1000 + (left.attoseconds + 999_999_999_999_999)
        / 1_000_000_000_000_000)
  }

  /// What is left for libldap, never zero, which it takes for "forever" in some calls.
  var timeval: timeval {
    let left = left.components
    return Glibc.timeval(
      tv_sec: Int(left.seconds), tv_usec: max(1000, Int(left.attoseconds / 1_000_000_000_000)))
  }

  /// For libldap: no time-out.
  static var forever: timeval { Glibc.timeval(tv_sec: -1, tv_usec: 0) }

  func earlier(of duration: Duration) -> Deadline { min(self, .after(duration)) }

  static func < (a: Deadline, b: Deadline) -> Bool { a.instant < b.instant }
}
