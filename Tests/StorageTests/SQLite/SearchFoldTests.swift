import Testing

@testable import Storage

@Suite struct SearchFoldTests {
  @Test(
    "case, accents, width and spaces do not count",
    arguments: [
      ("ZAŻÓŁĆ GĘŚLĄ JAŹŃ", "zazolc gesla jazn"), ("zażółć gęślą jaźń", "zazolc gesla jazn"),
      ("Łódź", "lodz"), ("Z\u{307}o\u{301}l\u{301}", "zol"), ("ＡＢＣ", "abc"), ("ﬁ", "fi"),
      ("  a \t\n b  ", "a b"), (" \u{a0}ż \u{2003} b ", "z b"), ("a\u{200b}b", "ab"),
      ("", ""), ("Straße", "straße"), ("日本", "日本"), ("İ", "i"), ("a\u{0}B", "a\u{0}b"),
    ])
  func folds(_ row: (typed: String, folded: String)) {
    #expect(SearchFold.fold(row.typed) == row.folded)
  }

  @Test("the short way for plain letters gives what the long way gives")
  func shortWay() {
    for byte in UInt8(0)..<128 {
      let plain = "a" + String(UnicodeScalar(byte)) + "B "
      // With a letter that needs the long way behind it, cut off again.
      let long = SearchFold.fold(plain + "ż")
      #expect(SearchFold.fold(plain + "z") == long)
    }
  }

  @Test("texts of ASCII take the short way or the long one to the same fold")
  func bothWays() {
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...12)).map { _ in
        Bool.random() ? UInt8.random(in: 0...0x7f) : [0x20, 0x09, 0x41, 0x61].randomElement() ?? 0
      }
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(SearchFold.foldASCII(text) == SearchFold.foldUnicode(text))
    }
  }
}
