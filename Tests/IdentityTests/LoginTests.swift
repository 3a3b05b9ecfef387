import Testing

@testable import Identity

@Suite("Logins")
struct LoginTests {
  @Test(
    "DOM-47: the spellings of one login have the same name",
    arguments: [
      "u1", "U1", " u1 ", "DOMAIN\\u1", "domain\\U1", "u1@domain", "U1@DOMAIN", "\u{FF55}\u{FF11}",
      "u\u{200B}1", "u\u{00AD}1", "\u{00A0}u1",
    ])
  func spellings(typed: String) throws {
    #expect(try #require(Login(typed)).name == "u1")
  }

  @Test("a qualifier is kept for the company's domain to judge")
  func qualifiers() throws {
    let rules = DirectoryRules(
      createsCards: false, qualifiers: ["corp"], suffixes: ["example.test"], loginByEmail: false,
      lockout: nil)
    let domain = try #require(DomainName("main"))
    for (typed, belongs) in [
      ("u1", true), ("CORP\\u1", true), ("main\\u1", true), ("other\\u1", false),
      ("u1@example.test", true), ("u1@main", true), ("u1@other.test", false),
    ] {
      #expect(try #require(Login(typed)).belongs(to: domain, rules) == belongs, "\(typed)")
    }
  }

  @Test(
    "what can be no login is none",
    arguments: [
      "", "  ", "u\u{0}1", "a\nb", "DOMAIN\\", "@domain", String(repeating: "x", count: 257),
    ]
  )
  func refused(typed: String) { #expect(Login(typed) == nil) }

  @Test("DOM-28, DOM-29: Polish letters are kept, not replaced")
  func polish() throws {
    #expect(try #require(Login("Żółw")).key == "żółw")
    // The same letter, composed and decomposed.
    #expect(try #require(Login("z\u{0307}")).key == Login("\u{017C}")?.key)
  }

  @Test("inner spaces fold as a directory folds them")
  func spaces() throws { #expect(try #require(Login("anna   maria")).key == "anna maria") }

  @Test("logins of ASCII take the short way or the long one to the same key")
  func shortWay() {
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...12)).map { _ in
        Bool.random() ? UInt8.random(in: 0...0x7f) : [0x20, 0x09, 0x41, 0x61].randomElement() ?? 0
      }
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(Login.foldASCII(text) == Login.foldUnicode(text))
    }
  }
}
