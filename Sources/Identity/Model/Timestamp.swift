public import FoundationEssentials

/// A moment in whole milliseconds since 1970-01-01 UTC.
public struct Timestamp: Hashable, Comparable, Sendable {
  public let milliseconds: Int64

  public init(milliseconds: Int64) { self.milliseconds = milliseconds }
  public init(seconds: Int64) { self.milliseconds = seconds * 1000 }
  public init(_ date: Date) {
    self.milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
  }

  public var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }
  /// Whole seconds since 1970, rounded down; what TOTP counts in.
  public var seconds: Int64 {
    milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
  }

  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }
  public static func + (a: Timestamp, b: Interval) -> Timestamp {
    Timestamp(milliseconds: a.milliseconds + b.milliseconds)
  }
  public static func - (a: Timestamp, b: Interval) -> Timestamp {
    Timestamp(milliseconds: a.milliseconds - b.milliseconds)
  }
  public static func - (a: Timestamp, b: Timestamp) -> Interval {
    Interval(milliseconds: a.milliseconds - b.milliseconds)
  }
}

/// A length of time in whole milliseconds.
public struct Interval: Hashable, Comparable, Sendable {
  public let milliseconds: Int64

  public init(milliseconds: Int64) { self.milliseconds = milliseconds }
  public static func seconds(_ n: Int) -> Interval { Interval(milliseconds: Int64(n) * 1000) }
  public static func minutes(_ n: Int) -> Interval { .seconds(n * 60) }
  public static func hours(_ n: Int) -> Interval { .minutes(n * 60) }
  public static func days(_ n: Int) -> Interval { .hours(n * 24) }
  public static let zero = Interval(milliseconds: 0)

  /// Whole seconds, rounded up: what `Retry-After` carries.
  public var secondsRoundedUp: Int { Int((milliseconds + 999) / 1000) }

  public static func < (a: Interval, b: Interval) -> Bool { a.milliseconds < b.milliseconds }
}
