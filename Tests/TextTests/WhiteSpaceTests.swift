import Foundation
import Testing
import Text

@Suite struct WhiteSpaceTests {
  @Test("white space is what Foundation trimmed, scalar by scalar")
  func sets() {
    var different: [String] = []
    for scalar in (UInt32(0)...0x10ffff).compactMap(Unicode.Scalar.init) {
      let text = "a\(scalar)"
      if text.trimmed().utf8.count
        != text.trimmingCharacters(in: .whitespacesAndNewlines).utf8.count
        || text.trimmed(.onLine).utf8.count != text.trimmingCharacters(in: .whitespaces).utf8.count
      {
        different.append(String(scalar.value, radix: 16))
      }
    }
    #expect(different == [])
  }

  @Test("random texts are trimmed as Foundation trims them, whole or cut out of another")
  func mixtures() {
    let scalars = Array(" \t\r\n\u{a0}\u{200b}\u{2028}\u{85}\u{301}aż0.\u{1f4a5}".unicodeScalars)
    for _ in 0..<20_000 {
      var view = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...8) { view.append(scalars.randomElement() ?? "a") }
      let text = String(view)
      let old = text.trimmingCharacters(in: .whitespacesAndNewlines)
      #expect(text.trimmed().utf8.elementsEqual(old.utf8))
      #expect(text[...].trimmed().utf8.elementsEqual(old.utf8))
      let onLine = text.trimmingCharacters(in: .whitespaces)
      #expect(text.trimmed(.onLine).utf8.elementsEqual(onLine.utf8))
    }
  }

  @Test("texts of ASCII take the short way or the long one to the same end")
  func plain() {
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...6)).map { _ in UInt8.random(in: 0...0x7f) }
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(text.trimmed() == text[...].trimmed())
      #expect(text.trimmed() == text.trimmingCharacters(in: .whitespacesAndNewlines))
    }
  }
}
