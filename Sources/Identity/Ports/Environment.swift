/// The wall clock, handed in so that tests move it by hand.
public protocol WallClock: Sendable {
  var now: Timestamp { get }
}

/// Waiting without a thread; tests let time pass by hand.
public protocol Sleeper: Sendable {
  func sleep(for interval: Interval) async throws
}

/// The operating system's random source, or a repeatable one in tests.
public protocol RandomSource: Sendable {
  func bytes(_ count: Int) -> [UInt8]
}
