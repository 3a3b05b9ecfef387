import Messages
import Testing

@Suite("Language")
struct MessagesLanguageTests {
  @Test(
    "Accept-Language is answered by quality values (RFC 9110, 12.5.4)",
    arguments: [
      (nil, Language.polish), ("", .polish), ("en", .english), ("pl", .polish),
      ("EN-gb", .english), ("de, en;q=0.5", .english), ("en;q=0.4, pl;q=0.5", .polish),
      ("pl;q=0, *", .english), ("*;q=0.1, en;q=0", .polish), ("fr", .polish),
      ("en;q=0", .polish), ("en;q=2, pl", .polish), ("en;q=nonsense, pl;q=0.1", .polish),
      ("english", .polish), ("en ; q = 0.9 , pl ; q=0.8", .english), (",,;q=1,en", .english),
      ("en,pl", .english), ("pl;q=0,en;q=0", .polish),
    ] as [(String?, Language)])
  func acceptLanguage(field: String?, expected: Language) {
    #expect(Language(acceptLanguage: field, default: .polish) == expected)
  }

  @Test(
    "a locale name gives its language",
    arguments: [
      ("pl_PL.UTF-8", Language.polish), ("en_GB", .english), ("C.UTF-8", .english), (nil, .english),
    ] as [(String?, Language)])
  func locale(name: String?, expected: Language) {
    #expect(Language(locale: name, default: .english) == expected)
  }
}
