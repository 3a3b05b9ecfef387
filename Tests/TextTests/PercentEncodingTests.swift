import Foundation
import Testing
import Text

@Suite struct PercentEncodingTests {
  @Test("letters, digits and what is kept stay, every other byte becomes % and two digits")
  func encoding() {
    var allowed = CharacterSet(charactersIn: "-._~@")
    allowed.formUnion(.alphanumerics)
    for text in ["", "żółw@firma.pl a+b/é💥\u{301}", "%41", "a\u{0}b", "A-._~@Z09"] {
      #expect(
        text.percentEncoded(keeping: Set("-._~@".utf8))
          == text.addingPercentEncoding(withAllowedCharacters: allowed))
    }
  }

  @Test(
    "decoding takes whole bytes of UTF-8 and nothing else",
    arguments: [
      "", "%41", "a%4", "%zz", "%ff", "a%00b", "%C5%82", "%c5%82", "%", "ł%41", "%%41", "%+1",
    ])
  func decoding(text: String) {
    #expect(text.percentDecoded == text.removingPercentEncoding)
  }
}
