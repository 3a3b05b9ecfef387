internal import FoundationEssentials
internal import Glibc

/// How a moment is written and read. Both reckon in the Gregorian calendar, as RFC 3339 does, also before
/// there was one.
extension Timestamp {
  // MARK: Writing

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

  // MARK: Reading

  /// RFC 3339 with a zone, with or without a fraction of a second, of which milliseconds are kept. A leap
  /// second is the one after it. `nil` for what is no such moment or lies outside the years 0 to 9999 of UTC.
  public init?(rfc3339 text: String) {
    var text = text
    let moment = text.withUTF8 { Self.moment($0) }
    guard let moment, moment.hasFourDigitYear else { return nil }
    self = moment
  }

  private static func moment(_ text: UnsafeBufferPointer<UInt8>) -> Timestamp? {
    var reader = DigitReader(rest: text[...])
    guard let year = reader.number(4), reader.takes("-"), let month = reader.number(2, in: 1...12),
      reader.takes("-"), let day = reader.number(2, in: 1...31), reader.takes("T"),
      let hour = reader.number(2, in: 0...23), reader.takes(":"),
      let minute = reader.number(2, in: 0...59), reader.takes(":"),
      let second = reader.number(2, in: 0...60), let fraction = reader.fraction(),
      let offset = reader.offset(), reader.rest.isEmpty
    else { return nil }
    var date = tm()
    (date.tm_year, date.tm_mon, date.tm_mday) = (year - 1900, month - 1, day)
    let midnight = timegm(&date)
    // A day that the month does not have has become one of the next.
    guard date.tm_mday == day else { return nil }
    let seconds = Int64(midnight) + Int64(hour * 3600 + minute * 60 + second) - Int64(offset)
    return Timestamp(milliseconds: seconds * 1000 + Int64(fraction))
  }
}

/// Takes RFC 3339's pieces (5.6) from the front of a text.
private struct DigitReader {
  var rest: Slice<UnsafeBufferPointer<UInt8>>

  /// Letters may be small.
  mutating func takes(_ sign: Unicode.Scalar) -> Bool {
    let sign = UInt8(ascii: sign)
    guard let first = rest.first, first == sign || (sign >= 0x41 && first == sign | 0x20) else {
      return false
    }
    rest.removeFirst()
    return true
  }

  private mutating func digit() -> Int32? {
    guard let first = rest.first, (0x30...0x39).contains(first) else { return nil }
    rest.removeFirst()
    return Int32(first - 0x30)
  }

  mutating func number(_ digits: Int, in range: ClosedRange<Int32> = 0...9999) -> Int32? {
    var number: Int32 = 0
    for _ in 0..<digits {
      guard let digit = digit() else { return nil }
      number = number * 10 + digit
    }
    return range.contains(number) ? number : nil
  }

  /// Milliseconds, further digits cut off; 0 where there is no fraction.
  mutating func fraction() -> Int32? {
    guard takes(".") else { return 0 }
    guard let first = digit() else { return nil }
    var milliseconds = first * 100
    var weight: Int32 = 10
    while let digit = digit() {
      milliseconds += digit * weight
      weight /= 10
    }
    return milliseconds
  }

  /// Seconds that the zone is ahead of UTC.
  mutating func offset() -> Int32? {
    if takes("Z") { return 0 }
    let isAhead = takes("+")
    guard isAhead || takes("-"), let hour = number(2, in: 0...23), takes(":"),
      let minute = number(2, in: 0...59)
    else { return nil }
    return (isAhead ? 1 : -1) * (hour * 3600 + minute * 60)
  }
}
