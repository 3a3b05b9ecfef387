import Foundation
import HTTPEngine
import Testing

@testable import Identity
@testable import Portal

@Suite("The answer to a session check")
struct CurrentSessionTests {
  private func checked(
    name: String, email: String?, userAgent: String?, expiresAt: Timestamp?, remembered: Bool
  ) -> CheckedSession {
    let employee = EmployeeID(UUID())
    let session = Session(
      id: SessionID(UUID()), token: Digest(bytes: [UInt8](repeating: 7, count: 32)),
      employee: employee, company: .home, client: .mobile, isRemembered: remembered,
      origin: ClientOrigin(address: "2001:db8::1", userAgent: userAgent),
      createdAt: Timestamp(milliseconds: 1_764_028_797_123), endsAt: expiresAt,
      lastSeenAt: Timestamp(seconds: 1_764_028_800))
    let person = Person(
      employee: employee, login: "żółw", name: name, email: email, role: .administrator,
      isDomainMember: remembered, isEnrolled: !remembered)
    return CheckedSession(session: session, person: person, expiresAt: expiresAt)
  }

  @Test("it has the members of a session and of a person, byte for byte as elsewhere")
  func members() {
    let texts = [
      "Anna Nowak", "Zażółć \"gęślą\" \\ jaźń", "tab\tline\nreturn\r and \u{1} \u{1f} \u{7f} 🦫", "",
      String(repeating: "\u{2}", count: 300), String(repeating: "long \"name\" ", count: 60),
    ]
    for text in texts {
      for other in texts.map(Optional.some) + [nil] {
        for expiresAt in [Timestamp(seconds: 1_764_030_000), Timestamp(seconds: 1 << 40), nil] {
          let checked = checked(
            name: text, email: other, userAgent: other, expiresAt: expiresAt,
            remembered: other == nil)
          let whole: JSON = ["session": JSON(checked), "employee": JSON(checked.person)]
          #expect(CurrentSession.body(checked) == whole.serialized())
        }
      }
    }
  }

  @Test("a text of Foundation's own making is written like any other")
  func foreignText() {
    let checked = checked(
      name: String(NSString(string: "Łódź \"1\"")), email: nil, userAgent: nil, expiresAt: nil,
      remembered: false)
    let whole: JSON = ["session": JSON(checked), "employee": JSON(checked.person)]
    #expect(CurrentSession.body(checked) == whole.serialized())
  }
}
