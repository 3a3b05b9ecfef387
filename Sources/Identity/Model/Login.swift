import Foundation

/// A login as a person typed it, and the one spelling it is looked up and counted under (DOM-47).
///
/// `u1`, `U1`, ` u1 `, `DOMAIN\u1`, `u1@domain` and their compatibility look-alikes (full-width letters,
/// zero-width characters: what RFC 4518 string preparation folds) have the same `key`; a qualifier that
/// was written is kept in `qualifier`.
public struct Login: Hashable, Sendable, CustomStringConvertible {
  /// The longest login that is looked at, in UTF-8 bytes.
  public static let limit = 256

  /// As typed, outer white space removed.
  public let text: String
  /// Name part only, folded: compatibility-composed, lower case, no ignorable characters, single spaces.
  public let key: String
  /// `DOMAIN` of `DOMAIN\name`, folded; `nil` where none was written.
  public let qualifier: String?
  /// The folded `domain` of `name@domain`, or `nil`.
  public let suffix: String?

  /// - Returns: `nil` when nothing is left to look up, the text is longer than `limit` bytes, or it holds
  ///   a control character (NUL among them).
  public init?(_ typed: String) {
    guard typed.utf8.count <= Self.limit,
      !typed.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f })
    else { return nil }
    let text = typed.trimmingCharacters(in: .whitespacesAndNewlines)
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
    self.key = name
    self.qualifier = qualifier
    self.suffix = suffix
  }

  /// The whole folded text with its qualifier: what an unknown login is counted under.
  public var foldedText: String { Self.fold(text) }

  public var description: String { text }

  static func fold(_ text: String) -> String {
    let composed = text.precomposedStringWithCompatibilityMapping.lowercased()
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
    return String(out).precomposedStringWithCompatibilityMapping
  }
}
