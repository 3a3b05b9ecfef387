import Foundation
import HTTPEngine
import Identity
import Messages

@testable import Portal

/// JSON bodies: what the strict scan takes, Foundation's reader takes as well, and reads the same.
enum JSONHarness {
  private enum Word: String, CaseIterable { case one, two }

  static func read(_ bytes: [UInt8]) {
    if let value = try? JSONScanner.scan(bytes) {
      guard
        let other = try? JSONSerialization.jsonObject(
          with: Data(bytes), options: [.fragmentsAllowed])
      else { fatalError("taken, and not by Foundation") }
      compare(value, other)
    }
    do {
      var fields = try Fields(body: bytes)
      _ = fields.text("login")
      _ = fields.text("name", isNullable: true, limit: 8)
      _ = fields.secret("password")
      _ = fields.flag("remember")
      _ = fields.word("kind", of: Word.self)
      _ = fields.identifier("id", of: Employee.self)
      _ = fields.moment("until")
      try fields.finish(unknown: .refused)
    } catch let problem as Problem {
      for language in Language.allCases {
        let body = problem.response(in: Catalogue(language)).body
        hold((try? JSONScanner.scan(body)) != nil, "our own answer is no JSON: \(body.text)")
      }
    } catch {
      fatalError("another error: \(error)")
    }
  }

  private static func compare(_ value: JSONValue, _ other: Any) {
    switch value {
    case .string(let text):
      let bytes = text.unescaped()
      hold((try? UTF8Span(validating: bytes.span)) != nil, "a text is UTF-8")
      hold((other as? String).map { $0.utf8.elementsEqual(bytes) } == true, "another text is read")
      hold(text.secret.withBytes { $0.elementsEqual(bytes) }, "a secret is its text")
      let again = try? JSONScanner.scan(JSON.string(text.text).serialized())
      guard case .string(let back)? = again, back.unescaped() == bytes else {
        fatalError("a text does not survive being sent")
      }
    case .array(let elements):
      guard let others = other as? [Any], others.count == elements.count else {
        fatalError("another list is read")
      }
      for (element, other) in zip(elements, others) { compare(element, other) }
    case .number(let number):
      hold((other as? NSNumber)?.doubleValue == number, "another number is read: \(number)")
    case .bool(let flag): hold((other as? NSNumber)?.boolValue == flag, "another truth is read")
    case .object: hold(other is [String: Any], "an object is something else")
    case .null: hold(other is NSNull, "null is something else")
    }
  }
}

/// Queries and forms: both read one way of encoding.
enum FormHarness {
  static func read(_ bytes: [UInt8]) {
    if let form = try? FormBody(bytes: bytes) {
      hold(!form["a"].utf8.contains(0), "no field holds NUL")
      if form.text("a") != nil { hold(form.isMarked("a"), "a field that is there is marked") }
    }
    // A query is ASCII by the grammar of a request's target.
    let query = bytes.text
    do {
      var fields = try Fields(query: query)
      let number = fields.number("n", in: 1...200)
      hold(number.map { (1...200).contains($0) } ?? true, "a number is in its range")
      _ = fields.cursor(of: "people") { $0.isEmpty ? nil : $0 }
      _ = fields.identifier("id", of: Employee.self)
      _ = fields.moment("until")
      if let text = fields.text("a") {
        hold(!text.utf8.contains(0) && text.utf8.count <= 1024, "a text holds no NUL")
        // Where both take it, both read it alike.
        if let form = try? FormBody(bytes: bytes), let other = form.text("a") {
          hold(text == other, "a form reads another text than a query")
        }
      }
      try fields.finish(unknown: .refused)
    } catch is Problem {
    } catch {
      fatalError("another error: \(error)")
    }
  }
}
