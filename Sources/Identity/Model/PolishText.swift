import Text

/// Searching and sorting as a Polish reader expects, the same on every machine: the order does not hang
/// on the locale data of the system's ICU.
public enum PolishText {
  /// What searching compares: letter case and accents are gone, `ł` is `l` (COMP-25).
  public static func folded(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.normalized(.compatiblyDecomposed).lowercased().unicodeScalars {
      if scalar.properties.canonicalCombiningClass != .notReordered { continue }
      if scalar.properties.isDefaultIgnorableCodePoint { continue }
      out.append(scalar == "ł" ? "l" : scalar)
    }
    return String(out)
  }

  /// Any part of `text` matches `phrase`; an empty phrase matches everything.
  public static func matches(_ text: String, phrase: String) -> Bool {
    let phrase = folded(phrase)
    return phrase.isEmpty || folded(text).contains(phrase)
  }

  /// Polish alphabetical order (COMP-26): a ą b c ć d e ę … z ź ż; digits before letters, other signs
  /// before digits; foreign accents, then letter case decide only between texts that are otherwise
  /// equal.
  public static func precedes(_ a: String, _ b: String) -> Bool {
    let left = key(a)
    let right = key(b)
    if left.letters != right.letters {
      return left.letters.lexicographicallyPrecedes(right.letters)
    }
    if left.details != right.details {
      return left.details.lexicographicallyPrecedes(right.details)
    }
    return a.utf8.lexicographicallyPrecedes(b.utf8)
  }

  private static let alphabet = Array("aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż".unicodeScalars)
  private static let places = Dictionary(
    uniqueKeysWithValues: alphabet.enumerated().map { ($1, UInt32($0)) })

  /// Above every sign that is neither a letter nor a digit, and above all digits.
  private static let firstLetter: UInt32 = 0x20_0000
  private static let firstDigit: UInt32 = 0x11_0000

  private static func key(_ text: String) -> (letters: [UInt32], details: [UInt32]) {
    var letters: [UInt32] = []
    var details: [UInt32] = []
    for scalar in text.normalized(.compatiblyComposed).unicodeScalars {
      let lowered = String(scalar).lowercased().unicodeScalars
      let isUpper: UInt32 = lowered.first == scalar ? 0 : 1
      // Some letters become two scalars in lower case (İ): each takes its place.
      for small in lowered {
        if let place = places[small] {
          letters.append(firstLetter + place)
          details.append(isUpper)
          continue
        }
        // A foreign accent: the plain letter's place, the accent decides later.
        let parts = String(small).normalized(.decomposed).unicodeScalars
        if let plain = parts.first, let place = places[plain] {
          letters.append(firstLetter + place)
          details.append(isUpper + small.value << 1)
        } else if small.properties.numericType != nil {
          letters.append(firstDigit + small.value)
          details.append(0)
        } else if small.properties.isAlphabetic {
          letters.append(firstLetter + UInt32(alphabet.count) + small.value)
          details.append(isUpper)
        } else {
          letters.append(small.value)
          details.append(0)
        }
      }
    }
    return (letters, details)
  }
}
