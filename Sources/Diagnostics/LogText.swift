/// Escaping that holds for both forms of a line (the escapes are those of JSON, RFC 8259 section 7).
enum LogText {
  static func plain(_ value: LogValue) -> String {
    switch value {
    case .text(let text): text
    case .integer(let number): String(number)
    case .number(let number): String(number)
    case .flag(let flag): flag ? "true" : "false"
    case .hidden: "•••"
    }
  }

  /// Whether a text can stand without quotes in the text form.
  static func isBare(_ text: String) -> Bool {
    guard !text.isEmpty, text.utf8.count <= Log.longestText else { return false }
    return text.utf8.allSatisfy {
      $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        && $0 != UInt8(ascii: "=")
    }
  }

  static func escape(_ text: String, quote: Bool, into line: inout String) {
    var left = Log.longestText
    for scalar in text.unicodeScalars {
      if left == 0 {
        line += "…"
        return
      }
      left -= 1
      switch scalar {
      case "\"" where quote: line += "\\\""
      case "\\": line += "\\\\"
      case "\n": line += "\\n"
      case "\r": line += "\\r"
      case "\t": line += "\\t"
      case _ where isUnsafe(scalar): line += code(scalar)
      default: line.unicodeScalars.append(scalar)
      }
    }
  }

  /// Controls, line and paragraph separators, and the marks that change the direction of text: with
  /// them a value could look like another line or another field.
  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
      0xE0000...0xE007F:
      true
    default: false
    }
  }

  private static func code(_ scalar: Unicode.Scalar) -> String {
    var text = ""
    for unit in UTF16.encode(scalar) ?? .init() {
      let digits = String(unit, radix: 16)
      text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
    return text
  }
}
