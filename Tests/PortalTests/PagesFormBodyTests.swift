import HTTPEngine
import Testing

@testable import Portal

@Suite("Form bodies")
struct PagesFormBodyTests {
  func body(_ text: String) throws(FormBody.Fault) -> FormBody {
    try FormBody(bytes: Array(text.utf8))
  }

  @Test("fields are decoded once, plus signs and percent signs too")
  func decoding() throws {
    let form = try body("login=a%2Bb+c&password=%25C5%C5%82&empty=")
    #expect(form["login"] == "a+b c")
    #expect(form["password"] == "%C5ł")
    #expect(form["empty"] == "")
    #expect(form["absent"] == "")
    #expect(form.isMarked("empty"))
    #expect(!form.isMarked("absent"))
  }

  @Test(
    "what is no well-formed form is refused",
    arguments: [
      "a=%", "a=%4", "a=%zz", "a=%00", "a=%C5", "a=%FF", "a", "a=1&a=2", "a=1&%61=2", "%C5=1",
    ])
  func malformed(text: String) {
    #expect(throws: FormBody.Fault.malformed) { try body(text) }
  }

  @Test("a body over 16 KiB or with more than 32 fields is too large")
  func limits() throws {
    #expect(throws: FormBody.Fault.tooLarge) {
      try body("a=" + String(repeating: "x", count: FormBody.limit))
    }
    let fields = (0...FormBody.fieldLimit).map { "f\($0)=1" }
    #expect(throws: FormBody.Fault.tooLarge) { try body(fields.joined(separator: "&")) }
    let fitting = try body(fields.dropLast().joined(separator: "&"))
    #expect(fitting["f31"] == "1")
  }

  @Test(
    "only forms in UTF-8 are read",
    arguments: [
      ("application/x-www-form-urlencoded", true),
      ("Application/X-WWW-Form-URLEncoded; charset=\"UTF-8\"", true),
      ("application/x-www-form-urlencoded; charset=iso-8859-2", false),
      ("application/json", false), ("multipart/form-data; boundary=x", false), ("", false),
    ])
  func types(type: String, isRead: Bool) {
    let request = DetachedRequest(
      method: "POST", target: "/", headers: Headers([.init(name: "Content-Type", value: type)]),
      body: Array("a=1".utf8))
    let form = try? FormBody(request)
    #expect((form?["a"] == "1") == isRead)
  }
}
