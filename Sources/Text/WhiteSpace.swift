/// What is taken off the ends of a text.
public enum WhiteSpace: Sendable {
  /// Spaces of every width and the tab: the separators of Unicode (Zs), U+0009, and U+200B, which was one
  /// until Unicode 4.0.1.
  case onLine
  /// The same and the ends of lines: U+000A to U+000D, U+0085, U+2028, U+2029.
  case all

  /// The sets of Foundation, `whitespaces` and `whitespacesAndNewlines`: what is stored was trimmed by them.
  fileprivate func contains(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x20, 0xa0, 0x1680, 0x2000...0x200b, 0x202f, 0x205f, 0x3000: true
    case 0x0a...0x0d, 0x85, 0x2028, 0x2029: self == .all
    default: false
    }
  }
}

extension String {
  /// Without white space at either end, scalar by scalar: a space goes also where an accent follows it.
  public func trimmed(_ space: WhiteSpace = .all) -> String {
    // Most texts have none there, and begin and end in ASCII.
    if let first = utf8.first, let last = utf8.last, isPlain(first), isPlain(last) { return self }
    return self[...].trimmed(space)
  }
}

extension Substring {
  /// Without white space at either end, scalar by scalar: a space goes also where an accent follows it.
  public func trimmed(_ space: WhiteSpace = .all) -> String {
    guard let start = unicodeScalars.firstIndex(where: { !space.contains($0) }),
      let last = unicodeScalars.lastIndex(where: { !space.contains($0) })
    else { return "" }
    return String(unicodeScalars[start...last])
  }
}

/// A printable byte of ASCII other than the space.
private func isPlain(_ byte: UInt8) -> Bool { 0x21...0x7e ~= byte }
