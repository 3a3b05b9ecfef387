/// A value as someone wrote it, not judged yet.
struct ConfigurationInput: Sendable {
  enum Written: Sendable {
    case toml(TOMLDocument.Value)
    case variable(String)
  }

  let written: Written
  let origin: ConfigurationOrigin

  init(_ value: TOMLDocument.Value) {
    written = .toml(value)
    origin = .file(line: value.line, column: value.column)
  }

  init(variable: String, value: String) {
    written = .variable(value)
    origin = .environment(variable: variable)
  }

  /// Whether it is a text of no characters.
  var isEmptyText: Bool {
    switch written {
    case .variable(let text): return text.isEmpty
    case .toml(let value):
      guard case .scalar(let text) = value.content, value.type == .string else { return false }
      return text.isEmpty
    }
  }

  /// Why a value is refused.
  enum Refusal: Error {
    case notAllowed(shown: String, at: ConfigurationOrigin)
    case typographicQuotes(at: ConfigurationOrigin)
  }

  /// The value in its form.
  func read(as form: ConfigurationForm) throws(Refusal) -> ConfigurationValue {
    switch form {
    case .boolean:
      let text = try scalar([.boolean, .string])
      switch text.lowercased() {
      case "true": return .boolean(true)
      case "false": return .boolean(false)
      default: throw notAllowed(text)
      }
    case .integer(let range):
      let text = try scalar([.integer])
      guard let number = Int(text), range.contains(number), !text.hasPrefix("+") else {
        throw notAllowed(text)
      }
      return .integer(number)
    case .choice(let words):
      let text = try scalar([.string])
      guard let word = words.first(where: { $0 == text.lowercased() }) else {
        throw notAllowed(text)
      }
      return .text(word)
    case .text(_, let accepts):
      let text = try scalar([.string])
      guard accepts(text) else { throw notAllowed(text) }
      return .text(text)
    case .list(let counts, _, let accepts):
      return .list(try list(counts, accepts))
    case .secret:
      // Never shown, and quotes may belong to it.
      switch written {
      case .variable(let text): return .text(text)
      case .toml(let value):
        guard case .scalar(let text) = value.content, value.type == .string else {
          throw .notAllowed(shown: "•••", at: origin)
        }
        return .text(text)
      }
    }
  }

  private func scalar(_ kinds: [TOMLDocument.Kind]) throws(Refusal) -> String {
    switch written {
    case .variable(let text):
      guard !hasTypographicQuotes(text) else { throw .typographicQuotes(at: origin) }
      return text
    case .toml(let value): return try Self.scalar(value, kinds)
    }
  }

  private static func scalar(
    _ value: TOMLDocument.Value, _ kinds: [TOMLDocument.Kind]
  ) throws(Refusal) -> String {
    let place = ConfigurationOrigin.file(line: value.line, column: value.column)
    switch value.content {
    case .none: throw .notAllowed(shown: "(a table)", at: place)
    case .list: throw .notAllowed(shown: "(a list)", at: place)
    case .scalar(let text):
      guard value.type != .string || !hasTypographicQuotes(text) else {
        throw .typographicQuotes(at: place)
      }
      guard kinds.contains(value.type) else {
        throw .notAllowed(
          shown: value.type == .string ? tomlString(shortened(text)) : text, at: place)
      }
      return text
    }
  }

  private func list(
    _ counts: ClosedRange<Int>, _ accepts: (String) -> Bool
  ) throws(Refusal) -> [String] {
    var texts: [(text: String, place: ConfigurationOrigin)] = []
    switch written {
    case .variable(let text):
      // Separated by commas; nothing at all is the empty list.
      for part in text.split(separator: ",") {
        let trimmed = part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
        guard !hasTypographicQuotes(String(trimmed)) else { throw .typographicQuotes(at: origin) }
        texts.append((String(trimmed), origin))
      }
    case .toml(let value):
      guard case .list(let elements) = value.content else {
        throw .notAllowed(shown: shown(value), at: origin)
      }
      for element in elements {
        let place = ConfigurationOrigin.file(line: element.line, column: element.column)
        texts.append((try Self.scalar(element, [.string]), place))
      }
    }
    for (text, place) in texts where !accepts(text) {
      throw .notAllowed(shown: Self.shortened(text), at: place)
    }
    guard counts.contains(texts.count) else {
      throw .notAllowed(shown: texts.isEmpty ? "[]" : "(a list of \(texts.count))", at: origin)
    }
    return texts.map(\.text)
  }

  private func shown(_ value: TOMLDocument.Value) -> String {
    switch value.content {
    case .scalar(let text): Self.shortened(text)
    case .list: "(a list)"
    case .none: "(a table)"
    }
  }

  private func notAllowed(_ text: String) -> Refusal {
    .notAllowed(shown: Self.shortened(text), at: origin)
  }

  /// A value for an error: on one line, not endless, and visible when it is empty.
  static func shortened(_ text: String) -> String {
    guard !text.isEmpty else { return "\"\"" }
    let escaped = tomlString(String(text.prefix(100))).dropFirst().dropLast()
    return escaped + (text.count > 100 ? "…" : "")
  }
}
