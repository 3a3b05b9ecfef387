import Text

/// One spelling for every way to write a name: `Łukasz Żółć`, `LUKASZ ZOLC` and full-width letters fold
/// to the same text, so that a phrase finds them all.
enum SearchFold {
  /// Compatibility-composed, lower case, without accents, single spaces, never a line break.
  static func fold(_ text: String) -> String { foldASCII(text) ?? foldUnicode(text) }

  /// Any text, by Unicode's tables.
  static func foldUnicode(_ text: String) -> String {
    let lowered = text.normalized(.compatiblyComposed).lowercased()
    var out = String.UnicodeScalarView()
    var pendingSpace = false
    for scalar in lowered.normalized(.compatiblyDecomposed).unicodeScalars {
      let properties = scalar.properties
      if properties.isDefaultIgnorableCodePoint { continue }
      if properties.isWhitespace {
        pendingSpace = !out.isEmpty
        continue
      }
      if properties.generalCategory == .nonspacingMark { continue }
      if pendingSpace {
        out.append(" ")
        pendingSpace = false
      }
      // The one Polish letter whose accent Unicode does not take apart.
      out.append(scalar == "ł" ? "l" : scalar)
    }
    return String(out).normalized(.compatiblyComposed)
  }

  /// The same for plain letters, which most names are; `nil` when the long way is needed.
  static func foldASCII(_ text: String) -> String? {
    var out: [UInt8] = []
    out.reserveCapacity(text.utf8.count)
    var pendingSpace = false
    for byte in text.utf8 {
      switch byte {
      case 0x80...: return nil
      case 0x20, 0x09...0x0d: pendingSpace = !out.isEmpty
      default:
        if pendingSpace {
          out.append(0x20)
          pendingSpace = false
        }
        out.append((0x41...0x5a).contains(byte) ? byte + 0x20 : byte)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
