import Foundation
import Testing

@testable import Secrets

@Suite struct QREncodeSVGTests {
  let uri = "otpauth://totp/Brama:u1?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Brama"

  @Test("The picture is a stand-alone SVG that a strict Content-Security-Policy lets through")
  func document() {
    let svg = QREncodeSVG().svg(uri)
    #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
    #expect(svg.hasSuffix("</svg>"))
    #expect(svg.contains("role=\"img\""))
    for word in ["style", "script", "href", "onload", "<!", "foreignObject", uri] {
      #expect(!svg.contains(word))
    }
  }

  @Test("There is a quiet zone of four white modules on every side")
  func quietZone() throws {
    let squares = try Squares(QREncodeSVG().svg(uri))
    for offset in 0..<4 {
      for other in 0..<squares.side {
        #expect(!squares.dark[offset][other] && !squares.dark[other][offset])
        let far = squares.side - 1 - offset
        #expect(!squares.dark[far][other] && !squares.dark[other][far])
      }
    }
    // The corner of the upper left finder pattern.
    #expect(squares.dark[4][4])
  }

  @Test(
    "A reader reads back the text, Polish letters and NUL too",
    arguments: [
      "otpauth://totp/B:u1?secret=GEZDGNBVGY3T", "zażółć gęślą jaźń", "a", "a\0b", "HELLO 123",
      "otpauth://totp/B?secret=AAAA",
    ])
  func readBack(text: String) throws {
    let squares = try Squares(QREncodeSVG().svg(text))
    #expect(try QRDecoding.text(squares.dark) == text)
  }

  @Test("Any text gives a picture: none, one byte, the longest, one past it, NUL")
  func limits() throws {
    let picture = QREncodeSVG()
    #expect(try Squares(picture.svg("")).side == 8)
    #expect(try Squares(picture.svg("x")).side == 21 + 8)
    #expect(try Squares(picture.svg("a\0b")).side == 21 + 8)
    #expect(try Squares(picture.svg(String(repeating: "x", count: 2953))).side == 177 + 8)
    #expect(try Squares(picture.svg(String(repeating: "x", count: 2954))).side == 8)
  }
}

/// The squares of a picture, read back from its path.
struct Squares {
  let side: Int
  let dark: [[Bool]]

  init(_ svg: String) throws {
    let box = try #require(svg.firstMatch(of: /viewBox="0 0 (\d+) (\d+)"/))
    let side = try #require(Int(box.1))
    var dark = [[Bool]](repeating: [Bool](repeating: false, count: side), count: side)
    for run in svg.matches(of: /M(\d+) (\d+)h(\d+)v1h-(\d+)z/) {
      let x = try #require(Int(run.1))
      let y = try #require(Int(run.2))
      let length = try #require(Int(run.3))
      for column in x..<x + length { dark[y][column] = true }
    }
    self.side = side
    self.dark = dark
  }
}
