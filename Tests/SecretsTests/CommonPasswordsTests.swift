import Identity
import Testing

@testable import Secrets

@Suite struct CommonPasswordsTests {
  @Test("There are 3,000 commonest words and more of twelve characters")
  func size() {
    let words = CommonPasswords.commonest.split(whereSeparator: \.isWhitespace)
    #expect(words.count == 3000)
    #expect(Set(words).count == 3000)
    let long = CommonPasswords.long.split(whereSeparator: \.isWhitespace)
    #expect(long.count > 300)
    #expect(long.allSatisfy { $0.count >= 12 })
  }

  @Test(
    "Common passwords are known, in any letter case, lengthened or repeated",
    arguments: [
      "123456", "password", "PassWord", "1qaz2wsx3edc", "qwerty123456", "manchesterunited",
      "passwordpassword", "qwertyqwertyqwerty", "password2024!", "Dragon!!!!!!", "iloveyou1234",
      "QwertyQwerty1!", "cookiemonster7",
    ])
  func common(password: String) {
    #expect(CommonPasswords.contains(Secret(password)))
  }

  @Test(
    "Others are not",
    arguments: [
      "", "a", "correct horse battery", "Zielony-Rower-7-Krakow", "zażółć gęślą jaźń",
      "a1234567890b",
      "dragon94018273650", "tr0ub4dor&3-tr0ub4dor", "kjhgqwoieury", "9081726354!#",
      "passwordpasswor",
    ])
  func uncommon(password: String) {
    #expect(!CommonPasswords.contains(Secret(password)))
  }

  @Test("Bytes that are not text, and a very long password, are judged without harm")
  func odd() {
    #expect(!CommonPasswords.contains(Secret([0xff, 0xfe])))
    #expect(!CommonPasswords.contains(Secret(String(repeating: "xyzw1!", count: 200))))
  }
}
