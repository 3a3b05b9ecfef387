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
}
