import Identity
import Testing

@testable import Portal

@Suite("Fields of a request")
struct FieldsTests {
  private func problem(_ read: () throws -> Void) -> Problem? {
    do {
      try read()
      return nil
    } catch {
      return error as? Problem
    }
  }

  @Test("GEN-11: every field at fault is reported, not only the first")
  func everyFault() throws {
    var fields = try Fields(
      body: Array(#"{"a":1,"b":"x","c":"maybe","d":"1-2","extra":null}"#.utf8))
    _ = fields.requiredText("a")
    _ = fields.requiredFlag("b")
    _ = fields.requiredWord("c", of: ClientKind.self, or: .api)
    _ = fields.identifier("d", of: Company.self)
    _ = fields.requiredSecret("e")
    let found = problem { try fields.finish(unknown: .refused) }
    #expect(found?.status == 422)
    #expect(
      found?.errors == [
        FieldProblem(field: "a", fault: .notText),
        FieldProblem(field: "b", fault: .notTrueOrFalse),
        FieldProblem(
          field: "c", fault: .identity(.notOneOf(["web", "desktop", "mobile", "api"]))),
        FieldProblem(field: "d", fault: .notAnIdentifier),
        FieldProblem(field: "e", fault: .identity(.required)),
        FieldProblem(field: "extra", fault: .unknownField),
      ])
  }

  @Test("GEN-11: what Identity's rules find is named beside a fault of form, once a field")
  func rulesBesideForm() async throws {
    var fields = try Fields(body: Array(#"{"a":1,"b":""}"#.utf8))
    _ = fields.text("a")
    _ = fields.text("b")
    #expect(fields.isAtFault("a") && !fields.isAtFault("b"))
    var found: Problem?
    do {
      try await fields.finish(unknown: .refused) {
        [FieldFault("a", .required), FieldFault("b", .enterCompanyName)]
      }
    } catch { found = error as? Problem }
    #expect(
      found?.errors == [
        FieldProblem(field: "a", fault: .notText),
        FieldProblem(field: "b", fault: .identity(.enterCompanyName)),
      ])
  }

  @Test(
    "without a fault of form Identity's rules are left to the call itself; a missing right comes first"
  )
  func rulesAlone() async throws {
    var formed = try Fields(body: Array("{}".utf8))
    try await formed.finish(unknown: .refused) { [FieldFault("b", .enterCompanyName)] }
    var unknown = try Fields(body: Array(#"{"a":1}"#.utf8))
    await #expect(throws: Rejection.forbidden) {
      try await unknown.finish(unknown: .refused) { throw Rejection.forbidden }
    }
  }

  @Test("Unknown members are ignored where a call says so")
  func ignored() throws {
    var fields = try Fields(body: Array(#"{"a":"x","new-feature":[1]}"#.utf8))
    #expect(fields.requiredText("a") == "x")
    #expect(throws: Never.self) { try fields.finish(unknown: .ignored) }
  }

  @Test("A body that is no object is 400", arguments: ["[]", "1", "null", "\"x\"", "", "{\"a\":"])
  func notAnObject(body: String) {
    #expect(problem { _ = try Fields(body: Array(body.utf8)) }?.status == 400)
  }

  @Test("A text past its limit in bytes is at fault, escapes counted as what they stand for")
  func limits() throws {
    var fields = try Fields(body: Array(#"{"a":"\u00e9\u00e9","b":"ééé"}"#.utf8))
    #expect(fields.text("a", limit: 4) == "éé")
    #expect(fields.text("b", limit: 4) == nil)
    #expect(
      fields.faults == [FieldProblem(field: "b", fault: .identity(.tooLong(limit: 4)))])
  }

  @Test("null stands for an empty text only where a field may be removed")
  func null() throws {
    var fields = try Fields(body: Array(#"{"a":null,"b":null}"#.utf8))
    #expect(fields.text("a", isNullable: true) == "")
    #expect(fields.text("b") == nil)
    #expect(fields.faults == [FieldProblem(field: "b", fault: .notText)])
  }

  @Test("A query is decoded once; a parameter given twice is at fault")
  func query() throws {
    var fields = try Fields(query: "search=a%2Bb+c%C5%BC&limit=20&search=x&empty&=v")
    #expect(fields.text("search") == "a+b cż")
    #expect(fields.number("limit", in: 1...200) == 20)
    #expect(fields.text("empty") == "")
    let found = problem { try fields.finish(unknown: .refused) }
    #expect(
      found?.errors == [
        FieldProblem(field: "search", fault: .givenTwice),
        FieldProblem(field: "", fault: .unknownField),
      ])
  }

  @Test(
    "A query that does not decode is 400",
    arguments: ["a=%", "a=%4", "a=%zz", "a=%00", "a=%ff", "%c0%af=1"])
  func brokenQuery(query: String) {
    #expect(problem { _ = try Fields(query: query) }?.status == 400)
  }

  @Test(
    "A number of a query is whole and in range",
    arguments: ["0", "201", "-1", "1.5", "", "x", "99999999999999999999", "+5"])
  func numbers(text: String) throws {
    var fields = try Fields(query: "limit=\(text.replacing("+", with: "%2B"))")
    #expect(fields.number("limit", in: 1...200) == nil)
    #expect(fields.faults.count == 1)
  }

  @Test("A cursor belongs to its own list")
  func cursors() {
    let text = Cursor.text("audit", after: "123")
    #expect(text.utf8.allSatisfy { $0 != 0x2b && $0 != 0x2f && $0 != 0x3d })
    #expect(Cursor.place(in: text, of: "audit") == "123")
    #expect(Cursor.place(in: text, of: "employees") == nil)
    #expect(Cursor.place(in: "!!", of: "audit") == nil)
    // A combining mark makes one character with the colon before it.
    let mark = "\u{7a8}1"
    #expect(Cursor.place(in: Cursor.text("audit", after: mark), of: "audit") == mark)
  }
}
