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

  @Test(
    "RFC 4648, section 10: base64url, of which whole groups are read back",
    arguments: [
      ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
      ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"), ("?>~\u{7f}?>", "Pz5-fz8-"), ("???", "Pz8_"),
    ])
  func base64URL(plain: String, encoded: String) {
    #expect(Base64URL.encode(Array(plain.utf8)) == Array(encoded.utf8))
    let isWhole = plain.utf8.count.isMultiple(of: 3)
    #expect(Base64URL.decode(encoded) == (isWhole ? Array(plain.utf8) : nil))
  }

  @Test(
    "no other spelling of base64url is read", arguments: ["Pz8/", "Pz5+", "Zg==", "Zm9 ", "Zm9é"])
  func otherSpellings(text: String) {
    #expect(Base64URL.decode(text) == nil)
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
