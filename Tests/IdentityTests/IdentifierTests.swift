import Foundation
import Testing

@testable import Identity

@Suite("Identifiers")
struct IdentifierTests {
  @Test("an identifier has one form, in either letter case")
  func form() throws {
    let text = "6bf0a52e-93c1-4d0a-8f5e-0123456789ab"
    #expect(try #require(EmployeeID(text)).description == text)
    #expect(try #require(EmployeeID(text.uppercased())).description == text)
    for wrong in [
      "6b-f0a52-93c1-4d0a-8f5e-0123456789ab", "6bf0a52e-93c1-4d0a-8f5e0-123456789ab",
      "6bf0a52e93c1-4d0a-8f5e-0123456789abc", "{6bf0a52e-93c1-4d0a-8f5e-0123456789}",
      "6bf0a52e-93c1-4d0a-8f5e-0123456789ag", "",
    ] {
      #expect(EmployeeID(wrong) == nil, "\(wrong)")
    }
  }

  @Test("a moment is read as RFC 3339 says, and written again it is the same")
  func momentsRead() {
    for (text, written, milliseconds): (String, String, Int64) in [
      ("2026-11-24T22:19:57Z", "2026-11-24T22:19:57Z", 0),
      ("2026-11-24t22:19:57z", "2026-11-24T22:19:57Z", 0),
      ("2026-11-24T23:19:57+01:00", "2026-11-24T22:19:57Z", 0),
      ("2026-11-24T19:49:57-02:30", "2026-11-24T22:19:57Z", 0),
      ("2026-11-24T22:19:57.25Z", "2026-11-24T22:19:57Z", 250),
      ("2026-11-24T22:19:57.9999999999999999Z", "2026-11-24T22:19:57Z", 999),
      ("2028-02-29T23:30:00-01:00", "2028-03-01T00:30:00Z", 0),
      ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z", 0),
      // Before 1582 too, in the same calendar.
      ("0326-11-24T22:19:57.123Z", "0326-11-24T22:19:57Z", 123),
      ("0000-02-29T00:00:00Z", "0000-02-29T00:00:00Z", 0),
      ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z", 0),
    ] {
      let moment = Timestamp(rfc3339: text)
      #expect(moment?.rfc3339 == written, "\(text)")
      #expect(moment.map { $0.milliseconds - $0.seconds * 1000 } == milliseconds, "\(text)")
    }
    for day in Int64(-719_000)..<2_900_000 where day % 997 == 0 {
      let moment = Timestamp(seconds: day * 86_400 + day % 86_400)
      #expect(Timestamp(rfc3339: moment.rfc3339) == moment)
    }
  }

  @Test("what is no moment of RFC 3339 is not read")
  func noMoments() {
    for text in [
      "", "2026-11-24", "yesterday", "2026-11-24T22:19:57", "2026-13-24T22:19:57Z",
      "2026-00-24T22:19:57Z", "2026-11-31T22:19:57Z", "2026-02-29T22:19:57Z",
      "2026-11-00T22:19:57Z", "2026-11-24T24:00:00Z", "2026-11-24T22:60:00Z",
      "2026-11-24T22:19:61Z", "2026-11-24T22:19:57.Z", "2026-11-24T22:19:57+0100",
      "2026-11-24T22:19:57+24:00", "2026-11-24T22:19:57+01:60", "2026-11-24T22:19:57ZZ",
      "2026-11-24 22:19:57Z", " 2026-11-24T22:19:57Z", "12026-11-24T22:19:57Z",
      "-026-11-24T22:19:57Z", "２026-11-24T22:19:57Z", "2026-11-24T22:19:57,5Z",
      "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "2026-11-24T22:19:57Z\0",
    ] {
      #expect(Timestamp(rfc3339: text) == nil, "\(text)")
    }
  }

  @Test("a moment is written as RFC 3339 says, in leap years and at the ends of months too")
  func moments() {
    // 2000 was a leap year, 1900 and 2100 were and will be none.
    for (seconds, text): (Int64, String) in [
      (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
      (951_782_399, "2000-02-28T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
      (951_868_800, "2000-03-01T00:00:00Z"), (-2_203_891_200, "1900-03-01T00:00:00Z"),
      (4_107_542_400, "2100-03-01T00:00:00Z"), (1_764_028_797, "2025-11-24T23:59:57Z"),
      (253_402_300_799, "9999-12-31T23:59:59Z"), (-62_167_219_200, "0000-01-01T00:00:00Z"),
    ] {
      #expect(Timestamp(seconds: seconds).rfc3339 == text)
    }
    for day in stride(from: Int64(-40_000), to: 60_000, by: 7) {
      let moment = Timestamp(milliseconds: day * 86_400_000 + 12_345_678)
      #expect(moment.rfc3339 == moment.date.formatted(.iso8601))
    }
  }
}
