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
