import Testing

@testable import Identity

@Suite("E-mail addresses")
struct EmailAddressTests {
  @Test(
    "an ordinary address is taken as it is",
    arguments: ["a@b", "jan.kowalski+x@firma.example", "żaneta@żółw.example", "o'neil@a-b.example"])
  func allowed(text: String) throws {
    #expect(try #require(EmailAddress(text)).text == text)
  }

  @Test(
    "what is none, or could end a header line, is refused",
    arguments: [
      "", "a", "@b", "a@", "a@@b", "a b@c", "a@b c", "a@b\r\nBcc: c@d", "a\u{0}@b", "a@-b.example",
      "a@b..c", ".a@b", "a.@b", "a..b@c", "<a@b>", "a@b.example ",
      String(repeating: "a", count: 65) + "@b", "a@" + String(repeating: "b", count: 64),
    ])
  func refused(text: String) {
    #expect(EmailAddress(text) == nil)
  }
}
