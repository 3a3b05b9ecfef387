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

  /// RFC 3339 in UTC with whole seconds, as in `2026-11-24T22:19:57Z`.
  public var rfc3339: String {
    guard hasFourDigitYear else { return date.formatted(.iso8601) }
    return String(unsafeUninitializedCapacity: Self.textLength) { out in
      write(to: out)
      return Self.textLength
    }
  }

  /// Characters of `rfc3339` in the years 0 to 9999, all of ASCII.
  public static var textLength: Int { 20 }

  /// Whether it lies in the years that RFC 3339 can write.
  public var hasFourDigitYear: Bool { (-62_167_219_200..<253_402_300_800).contains(seconds) }

  /// Writes `rfc3339` to the start of `out`, which has room for it.
  /// - Precondition: `hasFourDigitYear`.
  public func write(to out: UnsafeMutableBufferPointer<UInt8>) {
    precondition(hasFourDigitYear && out.count >= Self.textLength, "no such date can be written")
    let sinceYearZero = Int(seconds) + 62_167_219_200
    let (day, second) = sinceYearZero.quotientAndRemainder(dividingBy: 86_400)
    let date = Self.civilDate(day)
    func put(_ number: Int, at place: Int) {
      out[place] = 0x30 + UInt8(truncatingIfNeeded: number / 10)
      out[place + 1] = 0x30 + UInt8(truncatingIfNeeded: number % 10)
    }
    put(date.year / 100, at: 0)
    put(date.year % 100, at: 2)
    put(date.month, at: 5)
    put(date.day, at: 8)
    put(second / 3600, at: 11)
    put(second / 60 % 60, at: 14)
    put(second % 60, at: 17)
    out[4] = UInt8(ascii: "-")
    out[7] = UInt8(ascii: "-")
    out[10] = UInt8(ascii: "T")
    out[13] = UInt8(ascii: ":")
    out[16] = UInt8(ascii: ":")
    out[19] = UInt8(ascii: "Z")
  }

  /// The date of a day counted from 1 January of the year 0 in the Gregorian calendar. Years begin in
  /// March here, so that the leap day is the last: then months have 30.6 days as far as they are full.
  private static func civilDate(_ day: Int) -> (year: Int, month: Int, day: Int) {
    // From 1 March of the year -400, so that nothing is below 0: 400 years are 146,097 days.
    let marchDay = day + 146_097 - 60
    let (era, dayOfEra) = marchDay.quotientAndRemainder(dividingBy: 146_097)
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let march = (5 * dayOfYear + 2) / 153
    let month = march < 10 ? march + 3 : march - 9
    let year = (era - 1) * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * march + 2) / 5 + 1)
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
