import Foundation
import Testing
import Text

/// Foundation made the keys that are stored already: whatever it folded, must fold to the same text.
@Suite struct UnicodeFormTests {
  @Test("every scalar of the Basic Multilingual Plane has Foundation's normal forms")
  func basicPlane() {
    let different = (UInt32(1)...0xffff).compactMap(Unicode.Scalar.init)
      .filter { scalar in Self.differs(String(scalar)) }
    #expect(different.map { String($0.value, radix: 16) } == [])
  }

  @Test("and so has every other scalar of Unicode 14, which Debian 12 knows")
  func otherPlanes() {
    // Cyrillic letters set high in phonetic transcription, of Unicode 15: no login has them.
    let later: ClosedRange<UInt32> = 0x1e030...0x1e06d
    let different = (UInt32(0x10000)...0x10ffff).filter { !later.contains($0) }
      .compactMap(Unicode.Scalar.init).filter { scalar in Self.differs(String(scalar)) }
    #expect(different.map { String($0.value, radix: 16) } == [])
  }

  @Test("mixtures of letters, accents, look-alikes and Hangul have Foundation's normal forms")
  func mixtures() {
    var random = SystemRandomNumberGenerator()
    var different: [String] = []
    for _ in 0..<20_000 {
      var view = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        guard let range = Self.ranges.randomElement(using: &random),
          let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random))
        else { continue }
        view.append(scalar)
      }
      let text = String(view)
      if Self.differs(text) { different.append(Self.hex(text)) }
    }
    #expect(different.prefix(20) == [])
  }

  @Test("where Foundation leaves marks and Hangul as they come, the standard is followed (UAX #15)")
  func order() {
    #expect(Self.hex("Ó\u{f81}".normalized(.decomposed)) == "4f f71 f80 301")
    #expect(Self.hex("\u{327}\u{ff9f}".normalized(.compatiblyDecomposed)) == "309a 327")
    #expect(Self.hex("\u{ad18}\u{11c1}".normalized(.compatiblyComposed)) == "ad32")
  }

  @Test("what a test of Unicode's own says (UAX #15, figures 5 and 6)")
  func examples() {
    #expect(Self.hex("\u{1e9b}\u{323}".normalized(.decomposed)) == "17f 323 307")
    #expect(Self.hex("\u{1e9b}\u{323}".normalized(.compatiblyDecomposed)) == "73 323 307")
    #expect(Self.hex("\u{1e9b}\u{323}".normalized(.compatiblyComposed)) == "1e69")
    #expect("ﬁ２⁵Ａ".normalized(.compatiblyComposed) == "fi25A")
    #expect("a\u{0}ó".normalized(.compatiblyComposed).utf8.elementsEqual("a\u{0}ó".utf8))
    #expect("".normalized(.decomposed).isEmpty)
  }

  /// Without the few in whose company Foundation breaks the standard (the test `order`): Tibetan vowels and
  /// U+0344, which become several marks, and letters of Hangul that are to be joined.
  private static let ranges: [ClosedRange<UInt32>] = [
    0x20...0x7e, 0xa0...0x17f, 0x300...0x343, 0x345...0x36f, 0x1e00...0x1eff, 0x2000...0x206f,
    0x2100...0x214f, 0xac00...0xd7a3, 0xff00...0xff9d, 0x0900...0x0dff, 0x0590...0x06ff,
    0x0e00...0x0ecd, 0x3040...0x30ff, 0x1d400...0x1d7ff, 0x1f100...0x1f1ff,
  ]

  private static func differs(_ text: String) -> Bool {
    // Swift's == takes composed and decomposed for equal; stored are bytes.
    !text.normalized(.compatiblyComposed).utf8
      .elementsEqual(text.precomposedStringWithCompatibilityMapping.utf8)
      || !text.normalized(.compatiblyDecomposed).utf8
        .elementsEqual(text.decomposedStringWithCompatibilityMapping.utf8)
      || !text.normalized(.decomposed).utf8
        .elementsEqual(text.decomposedStringWithCanonicalMapping.utf8)
  }

  private static func hex(_ text: String) -> String {
    text.unicodeScalars.map { String($0.value, radix: 16) }.joined(separator: " ")
  }
}
