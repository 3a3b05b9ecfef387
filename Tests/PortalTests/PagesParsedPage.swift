import Testing

/// A page read back strictly: every element closed in order, every attribute in double quotes. Written
/// for what the pages promise to send, which is stricter than what browsers take.
struct ParsedPage: Sendable {
  struct Element: Sendable {
    let name: String
    let attributes: [String: String]
    /// All text inside, blanks folded.
    var text = ""
    /// Names of the elements around it, outermost first.
    let path: [String]
  }

  enum Fault: Error, Equatable {
    case notUTF8
    case malformed(String)
    case unclosed([String])
    case wronglyClosed(String)
  }

  private(set) var elements: [Element] = []

  init(_ body: [UInt8]) throws {
    guard let text = String(validating: body, as: UTF8.self) else { throw Fault.notUTF8 }
    guard text.hasPrefix("<!DOCTYPE html>\n") else { throw Fault.malformed("no doctype") }
    var rest = text.dropFirst("<!DOCTYPE html>\n".count)
    var open: [Int] = []
    while let angle = rest.firstIndex(of: "<") {
      let words = Self.unescaped(rest[..<angle])
      guard !rest[..<angle].contains(">") else { throw Fault.malformed("> in text") }
      for index in open { elements[index].text += words }
      guard let end = rest[angle...].firstIndex(of: ">") else { throw Fault.malformed("no >") }
      let tag = rest[rest.index(after: angle)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("/") {
        guard let last = open.popLast(), elements[last].name == tag.dropFirst() else {
          throw Fault.wronglyClosed(String(tag))
        }
        continue
      }
      let element = try Self.element(tag, path: open.map { elements[$0].name })
      elements.append(element)
      if !["br", "hr", "img", "input", "link", "meta"].contains(element.name) {
        open.append(elements.count - 1)
      }
    }
    guard open.isEmpty else { throw Fault.unclosed(open.map { elements[$0].name }) }
    for index in elements.indices {
      elements[index].text = elements[index].text.split(whereSeparator: \.isWhitespace)
        .joined(separator: " ")
    }
  }

  func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }
  func first(_ name: String) -> Element? { elements.first { $0.name == name } }
  func element(id: String) -> Element? { elements.first { $0.attributes["id"] == id } }
  func contains(_ text: String) -> Bool { first("body")?.text.contains(text) ?? false }
  var title: String { first("title")?.text ?? "" }
  var alert: String? { elements.first { $0.attributes["role"] == "alert" }?.text }
  var notice: String? { elements.first { $0.attributes["role"] == "status" }?.text }
  var formToken: String? {
    all("input").first { $0.attributes["name"] == "form-token" }?.attributes["value"]
  }

  private static func element(_ tag: Substring, path: [String]) throws -> Element {
    let name = tag.prefix { $0 != " " }
    guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber }) else {
      throw Fault.malformed(String(tag))
    }
    var attributes: [String: String] = [:]
    var rest = tag.dropFirst(name.count)
    while rest.hasPrefix(" ") {
      rest = rest.dropFirst()
      let key = rest.prefix { $0 != "=" && $0 != " " }
      rest = rest.dropFirst(key.count)
      var value = ""
      if rest.hasPrefix("=\"") {
        rest = rest.dropFirst(2)
        guard let quote = rest.firstIndex(of: "\"") else { throw Fault.malformed(String(tag)) }
        value = unescaped(rest[..<quote])
        rest = rest[rest.index(after: quote)...]
      }
      guard !key.isEmpty, attributes.updateValue(value, forKey: String(key)) == nil else {
        throw Fault.malformed(String(tag))
      }
    }
    guard rest.isEmpty else { throw Fault.malformed(String(tag)) }
    return Element(name: String(name), attributes: attributes, path: path)
  }

  private static func unescaped(_ text: Substring) -> String {
    String(text).replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing(
      "&quot;", with: "\""
    )
    .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
  }
}

extension ParsedPage: CustomTestStringConvertible {
  var testDescription: String { "page \(title)" }
}

extension ParsedPage.Element: CustomTestStringConvertible {
  var testDescription: String { "<\(name)> \(text)" }
}
