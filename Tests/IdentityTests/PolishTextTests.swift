import Testing

@testable import Identity

@Suite("Polish text")
struct PolishTextTests {
  @Test("COMP-26: the Polish alphabet, digits before letters, other signs before digits")
  func alphabet() {
    let order =
      ["-", "1", "9"] + "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż".map(String.init)
    #expect(order.reversed().sorted(by: PolishText.precedes) == order)
    let words = ["cąber", "cez", "ćma", "lód", "łoś", "Żaba", "żabą"]
    #expect(words.reversed().sorted(by: PolishText.precedes) == words)
  }

  @Test("a foreign accent and letter case decide only between texts that are otherwise equal")
  func details() {
    let words = ["Muller", "Müller", "Mullera", "nowa", "Nowa", "nowak"]
    #expect(words.reversed().sorted(by: PolishText.precedes) == words)
    #expect(!PolishText.precedes("a", "a"))
  }

  @Test(
    "COMP-25: any part matches, letter case and Polish accents do not matter",
    arguments: [
      ("Zażółć gęślą jaźń", "ZOLC"), ("Zażółć gęślą jaźń", "gęsla"), ("Łódź", "łódź"),
      ("Lodz", "łódź"), ("Źdźbło", "zdzblo"), ("Firma", ""),
    ])
  func folding(text: String, phrase: String) {
    #expect(PolishText.matches(text, phrase: phrase))
  }

  @Test("what is not there does not match")
  func noMatch() {
    #expect(!PolishText.matches("Łódź", phrase: "lodzi"))
    #expect(!PolishText.matches("", phrase: "a"))
  }
}
