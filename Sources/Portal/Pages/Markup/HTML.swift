/// A piece of an HTML document that is safe to send: what came in as text was escaped on the way in.
///
/// There is no way from a `String` to mark-up but through `HTML(text:)`, which escapes. Names of elements
/// and attributes are `StaticString`s, so that no input ever becomes one.
struct HTML: Sendable, Equatable {
  private(set) var markup: String

  /// Nothing at all.
  static let none = HTML(markup: "")

  /// Text, escaped.
  init(text: String) {
    var out = ""
    out.reserveCapacity(text.utf8.count)
    HTML.escape(text, into: &out)
    markup = out
  }

  /// An element with its content; a void element (HTML, section 13.1.2) closes itself.
  init(_ name: StaticString, _ attributes: [Attribute], content: HTML) {
    var out = "<\(name)"
    for attribute in attributes { attribute.write(into: &out) }
    out += ">"
    if !HTML.voidElements.contains(name.description) {
      out += content.markup
      out += "</\(name)>"
    }
    markup = out
  }

  init(joining pieces: [HTML]) { markup = pieces.map(\.markup).joined() }

  private init(markup: String) { self.markup = markup }

  /// This piece as a whole document.
  var document: [UInt8] { Array("<!DOCTYPE html>\n\(markup)\n".utf8) }

  static func + (a: HTML, b: HTML) -> HTML { HTML(markup: a.markup + b.markup) }

  /// Escapes for element content and for double-quoted attribute values alike.
  ///
  /// Control characters that HTML forbids (section 3.2.5) become U+FFFD.
  static func escape(_ text: String, into out: inout String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      case "\t", "\n", "\r": out.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}": out += "\u{fffd}"
      default: out.unicodeScalars.append(scalar)
      }
    }
  }

  private static let voidElements: Set<String> = [
    "br", "hr", "img", "input", "link", "meta",
  ]
}

/// Lets mark-up be written as nested Swift: a `String` in it is text and is escaped.
@resultBuilder
enum HTMLBuilder {
  static func buildExpression(_ piece: HTML) -> HTML { piece }
  static func buildExpression(_ text: String) -> HTML { HTML(text: text) }
  static func buildBlock(_ pieces: HTML...) -> HTML { HTML(joining: pieces) }
  static func buildOptional(_ piece: HTML?) -> HTML { piece ?? .none }
  static func buildEither(first piece: HTML) -> HTML { piece }
  static func buildEither(second piece: HTML) -> HTML { piece }
  static func buildArray(_ pieces: [HTML]) -> HTML { HTML(joining: pieces) }
}
