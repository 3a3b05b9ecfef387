/// An e-mail address as a card keeps it: `local@domain` within the lengths of RFC 5321, 4.5.3.1, with
/// nothing in it that could end a header line. Whether mail arrives there is not looked at.
public struct EmailAddress: Hashable, Sendable {
  public let text: String

  /// - Returns: `nil` unless the text is an address; outer white space is not removed.
  public init?(_ text: String) {
    guard (3...254).contains(text.utf8.count) else { return nil }
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...64).contains(parts[0].utf8.count), !parts[1].isEmpty,
      !parts[0].hasPrefix("."), !parts[0].hasSuffix("."), !parts[0].contains("..")
    else { return nil }
    for scalar in parts[0].unicodeScalars {
      guard scalar.value > 0x20, scalar.value != 0x7f, !scalar.properties.isWhitespace,
        !"\"(),:;<>[\\]".unicodeScalars.contains(scalar)
      else { return nil }
    }
    for label in parts[1].split(separator: ".", omittingEmptySubsequences: false) {
      guard (1...63).contains(label.utf8.count), !label.hasPrefix("-"), !label.hasSuffix("-"),
        label.unicodeScalars.allSatisfy({ $0 == "-" || $0.properties.isAlphanumeric })
      else { return nil }
    }
    self.text = text
  }
}

extension Unicode.Scalar.Properties {
  fileprivate var isAlphanumeric: Bool { isAlphabetic || numericType != nil }
}
