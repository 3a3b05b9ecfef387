import Secrets
import Testing

@testable import Identity

@Suite("What a card takes over from its member")
struct TakeOverTests {
  private func card() throws -> Employee {
    Employee(
      id: EmployeeID(random: SystemRandom()), company: .home, login: try #require(Login("anna")),
      name: "Anna Card",
      email: "old@n.example", role: .user, access: .password(nil),
      createdAt: Timestamp(milliseconds: 0))
  }

  private func taken(name: String, email: String?) throws -> Employee {
    var card = try card()
    EmployeeRules.takeOver(
      Member(id: .named("m"), dn: "uid=m", login: "other", name: name, email: email), into: &card)
    return card
  }

  @Test("DOM-19: name and e-mail are the member's; the login is not touched")
  func usual() throws {
    let card = try taken(name: "Anna Nowak", email: " a@n.example ")
    #expect(card.name == "Anna Nowak")
    #expect(card.email == "a@n.example")
    #expect(card.login.text == "anna")
  }

  @Test("a member without a name keeps the card's, and a card without one goes by its login")
  func noName() throws {
    #expect(try taken(name: " \u{7} \n", email: nil).name == "Anna Card")
    var nameless = try card()
    nameless.name = ""
    EmployeeRules.takeOver(
      Member(id: .named("m"), dn: "uid=m", login: "other", name: "", email: nil), into: &nameless)
    #expect(nameless.name == "anna")
  }

  @Test("control characters go, and a long name is cut at the limit")
  func limits() throws {
    #expect(try taken(name: "Anna\r\nX-Evil:\u{0} 1", email: nil).name == "Anna X-Evil: 1")
    let long = try taken(name: String(repeating: "ż", count: 500), email: nil)
    #expect(long.name.unicodeScalars.count == EmployeeRules.nameLimit)
  }

  @Test(
    "an e-mail address that is none becomes no address",
    arguments: [
      nil, "", "  ", "a@b\r\nBcc: c@d", String(repeating: "a", count: 300) + "@n.example",
    ])
  func email(text: String?) throws {
    #expect(try taken(name: "Anna", email: text).email == nil)
  }
}
