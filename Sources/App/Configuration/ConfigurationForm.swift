/// How one text is judged: what is allowed, in words, and the value that an allowed text stands for.
struct TextRule<Value: Sendable>: Sendable {
  /// What follows "allowed:" in an error.
  let allowed: String
  let parse: @Sendable (String) -> Value?

  /// The same, or nothing at all.
  func orEmpty() -> TextRule<Value?> {
    TextRule<Value?>(allowed: "\(allowed), or nothing") { text in
      text.isEmpty ? .some(nil) : parse(text).map { .some($0) }
    }
  }
}

/// What a key's value looks like, before it is given its place in the configuration.
enum ConfigurationForm: Sendable {
  case boolean
  case integer(ClosedRange<Int>)
  case choice([String])
  case text(allowed: String, accepts: @Sendable (String) -> Bool)
  case list(counts: ClosedRange<Int>, allowed: String, accepts: @Sendable (String) -> Bool)
  /// Any text; never shown.
  case secret

  /// The LIST of CONF-B01.
  var allowed: String {
    switch self {
    case .boolean: "true, false"
    case .integer(let range): "whole numbers from \(range.lowerBound) to \(range.upperBound)"
    case .choice(let values): values.joined(separator: ", ")
    case .text(let allowed, _): allowed
    case .list(let counts, let allowed, _):
      counts.lowerBound == 0
        ? "a list of up to \(counts.upperBound), each \(allowed)"
        : "a list of \(counts.lowerBound) to \(counts.upperBound), each \(allowed)"
    case .secret: "text"
    }
  }
}

/// A value that has passed its form.
enum ConfigurationValue: Sendable, Equatable {
  case boolean(Bool)
  case integer(Int)
  case text(String)
  case list([String])

  /// As TOML writes it.
  var toml: String {
    switch self {
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .text(let value): tomlString(value)
    case .list(let values): "[" + values.map(tomlString).joined(separator: ", ") + "]"
    }
  }
}

/// A basic string of TOML (TOML 1.0, String), on one line whatever the text holds.
func tomlString(_ text: String) -> String {
  var out = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": out += "\\\""
    case "\\": out += "\\\\"
    case "\n": out += "\\n"
    case "\r": out += "\\r"
    case "\t": out += "\\t"
    default:
      if scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
        || [0x2028, 0x2029].contains(scalar.value)
      {
        let hexadecimal = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal
      } else {
        out.unicodeScalars.append(scalar)
      }
    }
  }
  return out + "\""
}
