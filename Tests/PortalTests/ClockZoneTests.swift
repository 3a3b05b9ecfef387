import Foundation
import Glibc
import Identity
import Testing

@testable import Messages

@Suite struct ClockZoneTests {
  /// Moments of 2026 in UTC and what Warsaw's clocks show: summer begins on 29 March, 01:00 UTC, and ends on
  /// 25 October, 01:00 UTC.
  static let warsaw: [(Int64, String)] = [
    (1_774_745_999, "29.03.2026 01:59 GMT+1"), (1_774_746_000, "29.03.2026 03:00 GMT+2"),
    (1_792_889_999, "25.10.2026 02:59 GMT+2"), (1_792_890_000, "25.10.2026 02:00 GMT+1"),
    (1_798_757_940, "31.12.2026 23:59 GMT+1"), (1_798_758_000, "01.01.2027 00:00 GMT+1"),
    (951_782_400, "29.02.2000 01:00 GMT+1"), (-1, "01.01.1970 00:59 GMT+1"),
  ]

  @Test("the machine's clock follows its zone through both changes of the year")
  func changes() async {
    await #expect(processExitsWith: .success) {
      setenv("TZ", "Europe/Warsaw", 1)
      for (seconds, text) in Self.warsaw {
        #expect(Catalogue(.polish).moment(Timestamp(seconds: seconds), in: .machine) == text)
      }
    }
  }

  @Test("a whole year by the hour is what Foundation's calendar says, east and west of Greenwich")
  func calendars() async {
    await #expect(processExitsWith: .success) {
      for name in ["Europe/Warsaw", "America/St_Johns", "Asia/Kolkata", "Europe/London"] {
        setenv("TZ", name, 1)
        tzset()
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: name))
        for hour in 0..<(366 * 24) {
          let date = Date(timeIntervalSince1970: 1_767_225_600 + Double(hour) * 3600)
          let parts = try #require(ClockZone.machine.parts(of: Timestamp(date)))
          let old = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date)
          #expect(parts.year == old.year && parts.month == old.month && parts.day == old.day)
          #expect(parts.hour == old.hour && parts.minute == old.minute)
          #expect(parts.zone == calendar.timeZone.abbreviation(for: date))
        }
      }
    }
  }

  @Test(
    "a zone is named by its distance from Greenwich",
    arguments: [
      ("UTC0", "UTC"), ("GMT0", "GMT"), ("IST-5:30", "GMT+5:30"), ("NST3:30", "GMT-3:30"),
      ("XXX-0:05", "GMT+0:05"), ("EST5", "GMT-5"),
    ])
  func names(zone: String, name: String) async {
    await #expect(processExitsWith: .success) { [zone, name] in
      setenv("TZ", zone, 1)
      #expect(ClockZone.machine.parts(of: Timestamp(seconds: 1_795_558_797))?.zone == name)
    }
  }
}
