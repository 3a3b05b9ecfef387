internal import Glibc
internal import Identity

/// Whose time of day people are told.
public enum ClockZone: Sendable {
  /// That of the machine: `TZ`, else /etc/localtime (tzset(3)), with its changes to summer and back.
  case machine
  /// Greenwich's.
  case gmt

  /// A moment as a calendar and a clock there show it; `nil` for one beyond what the C library can reckon.
  func parts(of moment: Timestamp) -> Parts? {
    var seconds = time_t(moment.seconds)
    var parts = tm()
    let isKnown =
      switch self {
      case .machine: localtime_r(&seconds, &parts) != nil
      case .gmt: gmtime_r(&seconds, &parts) != nil
      }
    guard isKnown else { return nil }
    return Parts(
      year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday),
      hour: Int(parts.tm_hour), minute: Int(parts.tm_min), zone: Self.name(of: parts, in: self))
  }

  struct Parts: Equatable {
    let year: Int
    /// From 1.
    let month: Int
    let day: Int
    let hour: Int
    let minute: Int
    /// `GMT+1`, `GMT-3:30`, `GMT`, `UTC`.
    let zone: String
  }

  /// How far it is from Greenwich: unlike `CET` or `IST` that has one meaning everywhere.
  private static func name(of parts: tm, in zone: ClockZone) -> String {
    let minutes = Int(parts.tm_gmtoff) / 60
    if minutes == 0 {
      guard zone == .machine, let name = parts.tm_zone, strcmp(name, "UTC") == 0 else {
        return "GMT"
      }
      return "UTC"
    }
    let (hours, rest) = abs(minutes).quotientAndRemainder(dividingBy: 60)
    let offset = rest == 0 ? "\(hours)" : "\(hours):\(rest < 10 ? "0" : "")\(rest)"
    return "GMT\(minutes < 0 ? "-" : "+")\(offset)"
  }
}
