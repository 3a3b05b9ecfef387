import Testing

@testable import Identity

@Suite("Codes that people type")
struct CodeTextTests {
  @Test(
    "RFC 4648, section 10: base32 vectors",
    arguments: [
      ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"),
      ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
    ])
  func base32(plain: String, encoded: String) {
    #expect(Base32.encode(Array(plain.utf8)) == encoded)
  }

  private struct Counting: RandomSource {
    func bytes(_ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) }
    }
  }

  @Test("TFA-27: a recovery code is four groups of Crockford base32, read back as it may be typed")
  func accessCodes() {
    let code = AccessCodeText.fresh(groups: 4, random: Counting())
    #expect(code.text.wholeMatch(of: /([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}/) != nil)
    for typed in [
      code.text, code.text.lowercased(), code.text.filter { $0 != "-" }, " \(code.text) ",
    ] {
      #expect(AccessCodeText.canonical(typed, groups: 4)?.matches(code.canonical) == true)
    }
    #expect(
      AccessCodeText.canonical("OIL0-0000-0000-0000", groups: 4)?
        .matches(Secret("0110000000000000")) == true)
  }

  @Test(
    "TFA-B03: what is neither six digits nor a recovery code is neither",
    arguments: ["", "12345", "1234567", "12345a", "ABCD-EFGH", "１２３４５６", "UUUU-UUUU-UUUU-UUUU"])
  func malformed(typed: String) { #expect(PresentedCode(typed) == nil) }

  @Test("six digits may be typed in two groups")
  func grouped() {
    guard case .oneTime("123456") = PresentedCode("123 456") else {
      Issue.record("123 456 is a code")
      return
    }
  }
}
