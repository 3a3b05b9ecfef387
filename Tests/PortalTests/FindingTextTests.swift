import Identity
import Messages
import Testing

@Suite("What brama doctor says")
struct FindingTextTests {
  @Test(
    "every finding is a sentence in both languages, not its code", arguments: FindingCode.allCases)
  func sentences(_ code: FindingCode) {
    for language in [Language.polish, .english] {
      let text = Catalogue(language).text(code)
      #expect(text.hasSuffix(".") && text != code.rawValue)
    }
    #expect(
      Catalogue(.polish).text(code) != Catalogue(.english).text(code), "not translated")
  }

  @Test(
    "every problem and every warning has a remedy of one sentence in both languages",
    arguments: FindingCode.allCases.filter { [.problem, .warning].contains($0.verdict) })
  func remedies(_ code: FindingCode) throws {
    let polish = try #require(Catalogue(.polish).remedy(code))
    let english = try #require(Catalogue(.english).remedy(code))
    #expect(polish.hasSuffix(".") && english.hasSuffix(".") && polish != english)
  }
}
