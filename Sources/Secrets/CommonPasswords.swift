public import Identity

/// The passwords that anyone would try first; none of them may be chosen.
///
/// A new password has twelve characters at least, and few of the 3,000 commonest are that long. So the
/// longer common ones are listed too, and a common one that was merely lengthened counts as itself:
/// followed by up to eight digits or signs (`password2024!`), or written several times over
/// (`qwertyqwerty`).
public enum CommonPasswords {
  /// The shortest word that is looked for inside a longer password.
  private static let shortestStem = 4
  /// How many digits and signs at the end are looked past.
  private static let longestTail = 8

  private static let words = Set(
    (commonest + " " + long).split(whereSeparator: \.isWhitespace).map { Array($0.utf8) })

  /// Whether a password is common, letter case aside. A text that is not UTF-8 is not.
  public static func contains(_ password: Secret) -> Bool {
    let folded = password.withText { Array($0.lowercased().utf8) }
    guard var folded else { return false }
    defer { wipe(&folded) }
    return matches(folded[...]) || hasCommonStem(folded[...])
  }

  private static func matches(_ text: ArraySlice<UInt8>) -> Bool {
    words.contains(Array(text)) || isRepetition(text)
  }

  private static func hasCommonStem(_ text: ArraySlice<UInt8>) -> Bool {
    var stem = text
    for _ in 0..<longestTail {
      guard let last = stem.last, isDigitOrSign(last), stem.count > shortestStem else {
        return false
      }
      stem.removeLast()
      if matches(stem) { return true }
    }
    return false
  }

  private static func isRepetition(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.count >= 2 * shortestStem else { return false }
    for length in shortestStem...(text.count / 2) where text.count.isMultiple(of: length) {
      let part = text.prefix(length)
      // Equal to itself moved by one part: made of that part alone.
      if text.dropFirst(length).elementsEqual(text.dropLast(length)), words.contains(Array(part)) {
        return true
      }
    }
    return false
  }

  private static func isDigitOrSign(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): false
    default: byte > 0x20 && byte < 0x7f
    }
  }
}
