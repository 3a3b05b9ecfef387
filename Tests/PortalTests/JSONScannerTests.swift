import Identity
import Testing

@testable import Portal

@Suite("The strict scan of request bodies")
struct JSONScannerTests {
  @Test(
    "A text of RFC 8259 passes",
    arguments: [
      "{}", "[]", "null", "true", " \t\r\n{ \"a\" : [ 1 , -0.5e+10 , \"\\u00e9\\n\" ] } ", "\"\"",
      "0", "-0", "9007199254740991", "1e308", #""\uD83D\uDE00""#,
      #"{"a":{"a":1},"b":[{"a":1},{"a":2}]}"#,
      String(repeating: "[", count: 16)
        + String(repeating: "]", count: 16), #"{"K":1,"\u212a":2}"#,
    ])
  func passes(text: String) throws {
    _ = try JSONScanner.scan(Array(text.utf8))
  }

  @Test(
    "A text that breaks the grammar is malformed",
    arguments: [
      "", " ", "{", "}", "[1,]", "{\"a\":1,}", "{a:1}", "{'a':1}", "[1 2]", "{} {}", "{}x", "tru",
      "nul", "True", "NaN", "Infinity", "01", "-", "1.", ".5", "1e", "+1", "0x1", "\"", "\"\\\"",
      "\"\\x41\"", "\"\\u12g4\"", "\"a\nb\"", "\"a\u{0}b\"", #""\ud83d""#, #""\ude00""#,
      #""\ud83dx""#, #""\ud83d\u0041""#, "{\"a\" 1}", "[\"a\":1]", "// x\n{}", "\u{feff}{}",
    ])
  func malformed(text: String) {
    let error = #expect(throws: JSONScanError.self) { try JSONScanner.scan(Array(text.utf8)) }
    guard case .malformed = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(
    "Bytes that are not UTF-8 are refused",
    arguments: [
      [0x22, 0xff, 0x22], [0x22, 0xc0, 0xaf, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22],
      [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22], [0x22, 0xc3, 0x22],
    ] as [[UInt8]])
  func notUTF8(bytes: [UInt8]) {
    #expect(throws: JSONScanError.notUTF8) { try JSONScanner.scan(bytes) }
  }

  @Test(
    "A name twice in one object is refused, escaped or not",
    arguments: [
      #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, #"[{"x":{"a":1,"b":2,"a":3}}]"#,
      #"{"b":1,"a":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"\u0061":9}"#,
      #"{"b":1,"c":2,"d":3,"e":4,"f":5,"g":6,"h":7,"i":8,"j":9,"a":10,"k":11,"a":12}"#,
    ])
  func duplicates(text: String) {
    #expect(throws: JSONScanError.duplicateName("a")) {
      try JSONScanner.scan(Array(text.utf8))
    }
  }

  @Test("Sixteen levels are enough and seventeen are too many", arguments: ["[", "{\"a\":"])
  func depth(open: String) {
    let close = open == "[" ? "]" : "}"
    func nested(_ levels: Int) -> [UInt8] {
      Array(
        (String(repeating: open, count: levels) + "1" + String(repeating: close, count: levels))
          .utf8)
    }
    #expect(throws: Never.self) { try JSONScanner.scan(nested(16)) }
    #expect(throws: JSONScanError.tooDeep) { try JSONScanner.scan(nested(17)) }
    #expect(throws: JSONScanError.tooDeep) { try JSONScanner.scan(nested(20_000)) }
  }

  @Test(
    "A number past a double or 53 bits is refused",
    arguments: [
      "1e309", "9007199254740992", "-9007199254740992", String(repeating: "1", count: 33),
    ])
  func numbers(text: String) {
    #expect(throws: JSONScanError.numberOutOfRange) { try JSONScanner.scan(Array(text.utf8)) }
  }

  @Test("Escapes are undone byte by byte, in texts and in secrets alike")
  func unescaping() throws {
    let body = #""\"\\\/\b\f\n\r\t\u0041\u00e9\u20ac\ud83d\ude00ż\u0000""#
    guard case .string(let string) = try JSONScanner.scan(Array(body.utf8)) else {
      Issue.record("no text")
      return
    }
    let expected = "\"\\/\u{8}\u{c}\n\r\tAé€😀ż\u{0}"
    #expect(string.text == expected)
    #expect(string.secret.withText { $0 == expected } == true)
  }
}
