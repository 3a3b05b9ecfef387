import Glibc

/// The `Date` field line, made anew once a second (RFC 9110 section 6.6.1).
struct DateLine {
  private(set) var bytes: [UInt8] = []
  private var second = -1

  private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  mutating func refresh() {
    var seconds = time(nil)
    guard seconds != second else { return }
    second = seconds
    var parts = tm()
    gmtime_r(&seconds, &parts)
    // By hand: `strftime` would use the names of the process's locale.
    let day = Self.days[Int(parts.tm_wday)]
    let month = Self.months[Int(parts.tm_mon)]
    let date = "\(two(parts.tm_mday)) \(month) \(1900 + parts.tm_year)"
    let clock = "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    bytes = Array("Date: \(day), \(date) \(clock) GMT\r\n".utf8)
  }

  private func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
