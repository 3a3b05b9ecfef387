internal import Glibc
import Identity

/// A generalized time (RFC 4517, 3.3.13) in UTC with whole seconds, as servers stamp their entries.
struct ChangeStamp: Comparable, Sendable {
  let seconds: Int

  init(seconds: Int) { self.seconds = seconds }

  /// `20261125013729Z`, `20261125013729.0Z`; other forms are of no stamp.
  init?(_ text: String) {
    let digits = text.utf8.prefix { (48...57).contains($0) }
    guard digits.count == 14, text.hasSuffix("Z") else { return nil }
    func number(_ from: Int, _ count: Int) -> Int32 {
      digits.dropFirst(from).prefix(count).reduce(0) { $0 * 10 + Int32($1 - 48) }
    }
    var parts = tm()
    parts.tm_year = number(0, 4) - 1900
    parts.tm_mon = number(4, 2) - 1
    parts.tm_mday = number(6, 2)
    parts.tm_hour = number(8, 2)
    parts.tm_min = number(10, 2)
    parts.tm_sec = number(12, 2)
    seconds = timegm(&parts)
  }

  /// `nanoseconds` are left out; Active Directory wants a fraction.
  func text(withFraction: Bool) -> String {
    var moment = time_t(seconds)
    var parts = tm()
    gmtime_r(&moment, &parts)
    func padded(_ number: Int32, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return padded(parts.tm_year + 1900, 4) + padded(parts.tm_mon + 1, 2) + padded(parts.tm_mday, 2)
      + padded(parts.tm_hour, 2) + padded(parts.tm_min, 2) + padded(parts.tm_sec, 2)
      + (withFraction ? ".0Z" : "Z")
  }

  static func - (a: ChangeStamp, b: Int) -> ChangeStamp { ChangeStamp(seconds: a.seconds - b) }
  static func < (a: ChangeStamp, b: ChangeStamp) -> Bool { a.seconds < b.seconds }
}
