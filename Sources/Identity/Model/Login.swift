import Text

/// A login as a person typed it, and the one spelling it is looked up and counted under (DOM-47).
///
/// `u1`, `U1`, ` u1 ` and their compatibility look-alikes (full-width letters, zero-width characters:
/// what RFC 4518 string preparation folds) have the same `key`. A qualifier, as in `DOMAIN\u1` or
/// `u1@domain`, is split off; whether it names the domain of a company is the company's to say.
public struct Login: Hashable, Sendable, CustomStringConvertible {
  /// The longest login that is looked at, in UTF-8 bytes.
  public static let limit = 256

  /// As typed, outer white space removed.
  public let text: String
  /// The whole text folded: compatibility-composed, lower case, no ignorable characters, single spaces.
  public let key: String
  /// `key` without its qualifier: `u1` of all four spellings.
  public let name: String
  /// The folded `DOMAIN` of `DOMAIN\name`, or `nil`.
  public let qualifier: String?
  /// The folded `domain` of `name@domain`, or `nil`.
  public let suffix: String?

  /// - Returns: `nil` when nothing is left to look up, the text is longer than `limit` bytes, or it holds
  ///   a control character (NUL among them).
  public init?(_ typed: String) {
    guard typed.utf8.count <= Self.limit,
      !typed.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f })
    else { return nil }
    let text = typed.trimmed()
    let folded = Self.fold(text)
    var name = folded
    var qualifier: String?
    var suffix: String?
    if let slash = folded.firstIndex(of: "\\") {
      qualifier = String(folded[..<slash])
      name = String(folded[folded.index(after: slash)...])
    } else if let at = folded.lastIndex(of: "@") {
      suffix = String(folded[folded.index(after: at)...])
      name = String(folded[..<at])
    }
    guard !name.isEmpty else { return nil }
    self.text = text
    self.key = folded
    self.name = name
    self.qualifier = qualifier
    self.suffix = suffix
  }

  /// Does a qualifier, if one was written, name this domain?
  public func belongs(to domain: DomainName, _ rules: DirectoryRules) -> Bool {
    if let qualifier { return qualifier == domain.text || rules.qualifiers.contains(qualifier) }
    if let suffix { return suffix == domain.text || rules.suffixes.contains(suffix) }
    return true
  }

  public var description: String { text }

  static func fold(_ text: String) -> String { foldASCII(text) ?? foldUnicode(text) }

  /// Any text, by Unicode's tables.
  static func foldUnicode(_ text: String) -> String {
    let composed = text.normalized(.compatiblyComposed).lowercased()
    var out = String.UnicodeScalarView()
    var pendingSpace = false
    for scalar in composed.unicodeScalars {
      if scalar.properties.isDefaultIgnorableCodePoint { continue }
      if scalar.properties.isWhitespace {
        pendingSpace = !out.isEmpty
        continue
      }
      if pendingSpace {
        out.append(" ")
        pendingSpace = false
      }
      out.append(scalar)
    }
    return String(out).normalized(.compatiblyComposed)
  }

  /// The same for a text of ASCII, which most logins are, without Unicode's tables; `nil` for any other.
  static func foldASCII(_ text: String) -> String? {
    var out: [UInt8] = []
    out.reserveCapacity(text.utf8.count)
    var pendingSpace = false
    for byte in text.utf8 {
      switch byte {
      case 0x09...0x0d, 0x20: pendingSpace = !out.isEmpty
      case 0x80...: return nil
      default:
        if pendingSpace { out.append(0x20) }
        pendingSpace = false
        out.append(0x41...0x5a ~= byte ? byte | 0x20 : byte)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
