import Identity

/// The ways in which directories write a moment.
enum DirectoryTime {
  /// Generalized time (RFC 4517, 3.3.13): `20261124221957Z`, minutes and seconds may be missing, a
  /// fraction of the last part and a difference from UTC as in `+0100` are read.
  /// - Returns: `nil` for what is no moment.
  static func generalized(_ text: String) -> Timestamp? {
    let bytes = Array(text.utf8)
    func number(_ place: Int, _ count: Int) -> Int? {
      guard place + count <= bytes.count else { return nil }
      var value = 0
      for byte in bytes[place..<place + count] {
        guard (48...57).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 48)
      }
      return value
    }
    guard let year = number(0, 4), let month = number(4, 2), let day = number(6, 2),
      let hour = number(8, 2), (1...12).contains(month), (1...31).contains(day), hour < 24
    else { return nil }
    var at = 10
    var seconds = hour * 3600
    var unit = 3600
    if let minute = number(at, 2) {
      guard minute < 60 else { return nil }
      (seconds, unit, at) = (seconds + minute * 60, 60, at + 2)
      if let second = number(at, 2) {
        guard second <= 60 else { return nil }
        (seconds, unit, at) = (seconds + second, 1, at + 2)
      }
    }
    var milliseconds = Int64(seconds) * 1000
    if at < bytes.count, bytes[at] == UInt8(ascii: ".") || bytes[at] == UInt8(ascii: ",") {
      at += 1
      var scale = 1000.0 * Double(unit)
      var fraction = 0.0
      while let digit = number(at, 1) {
        scale /= 10
        fraction += Double(digit) * scale
        at += 1
      }
      milliseconds += Int64(fraction)
    }
    guard at < bytes.count else { return nil }
    switch bytes[at] {
    case UInt8(ascii: "Z"): guard at + 1 == bytes.count else { return nil }
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      guard let hours = number(at + 1, 2), hours < 24 else { return nil }
      let minutes = at + 3 < bytes.count ? number(at + 3, 2) : 0
      guard let minutes, minutes < 60, bytes.count == at + 3 || bytes.count == at + 5 else {
        return nil
      }
      let difference = Int64(hours * 60 + minutes) * 60_000
      milliseconds += bytes[at] == UInt8(ascii: "+") ? -difference : difference
    default: return nil
    }
    return Timestamp(milliseconds: days(year, month, day) * 86_400_000 + milliseconds)
  }

  /// Tenths of a microsecond since 1601 (MS-DTYP 2.3.3), as `accountExpires` counts.
  /// - Returns: `nil` for what is no number, and for the two that mean never: 0 and the largest.
  static func fileTime(_ text: String) -> Timestamp? {
    guard let ticks = Int64(text), ticks > 0, ticks != .max else { return nil }
    return Timestamp(milliseconds: ticks / 10_000 - 11_644_473_600_000)
  }

  /// Days since 1970 (shadow(5)).
  /// - Returns: `nil` for what is no number, and for 0 and less, which mean never.
  static func days(_ text: String) -> Timestamp? {
    guard let days = Int64(text), days > 0, days < 100_000_000 else { return nil }
    return Timestamp(seconds: days * 86_400)
  }

  /// Days from 1970-01-01 in the Gregorian calendar, which repeats every 400 years of 146,097 days.
  /// Years are counted from March, so that the day that may be missing is the last.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let ofEra = shifted - era * 400
    let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let days = ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear
    return Int64(era) * 146_097 + Int64(days) - 719_468
  }
}
