import Text

/// Reads a document with two kinds of mistakes that TOML has no room for, so that all faults can be told
/// at once: typographic quotes around a value (a fault, CONF-B03) and `True` or `FALSE` without quotes
/// (accepted, CONF-06).
struct TOMLRepair {
  struct Quote: Equatable {
    let key: String
    let line: Int
    let column: Int
  }

  private(set) var document: TOMLDocument?
  private(set) var failure: TOMLDocument.Failure?
  private(set) var quotes: [Quote] = []

  /// Mistakes of these kinds that are looked past in one document.
  private static let most = 100

  init(_ bytes: [UInt8]) {
    var bytes = bytes
    for _ in 0...Self.most {
      do {
        document = try TOMLDocument(bytes)
        failure = nil
        return
      } catch {
        failure = error
      }
      guard let failure, let mended = mend(bytes, failure) else { return }
      bytes = mended
    }
  }

  /// The text with the line at fault set right, or `nil` when the fault is of another kind.
  private mutating func mend(_ bytes: [UInt8], _ failure: TOMLDocument.Failure) -> [UInt8]? {
    guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
    var lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
      .map { Array(String(decoding: $0, as: UTF8.self).unicodeScalars) }
    // An open string is noticed at the end of its line, which toml++ may count as the next.
    for number in [failure.line, failure.line - 1] where lines.indices.contains(number - 1) {
      let column = number == failure.line ? failure.column : 0
      if let quote = straighten(&lines[number - 1]) {
        let key = Self.key(of: number - 1, in: lines)
        quotes.append(Quote(key: key, line: number, column: quote + 1))
      } else if !Self.lowerBoolean(&lines[number - 1], at: column - 1) {
        continue
      }
      return Array(
        lines.map { line in
          var text = String.UnicodeScalarView()
          text.append(contentsOf: line)
          return String(text)
        }.joined(separator: "\n").utf8)
    }
    return nil
  }

  /// Sets typographic quotes of a line's value straight; the place of the first.
  private func straighten(_ line: inout [Unicode.Scalar]) -> Int? {
    guard let equals = line.firstIndex(of: "=") else { return nil }
    let places = line.indices.filter { $0 > equals && typographicQuotes.contains(line[$0]) }
    for place in places { line[place] = "\"" }
    return places.first
  }

  /// Writes the word at a place in lower case where it is a boolean in another case.
  private static func lowerBoolean(_ line: inout [Unicode.Scalar], at place: Int) -> Bool {
    guard line.indices.contains(place), line[place].properties.isAlphabetic else { return false }
    var start = place
    var end = place
    while start > 0, line[start - 1].properties.isAlphabetic { start -= 1 }
    while end < line.count, line[end].properties.isAlphabetic { end += 1 }
    var word = String.UnicodeScalarView()
    word.append(contentsOf: line[start..<end])
    let lower = String(word).lowercased()
    guard ["true", "false"].contains(lower), String(word) != lower else { return false }
    line.replaceSubrange(start..<end, with: Array(lower.unicodeScalars))
    return true
  }

  /// The dotted key that is set in a line, with the table whose header stands above it.
  private static func key(of index: Int, in lines: [[Unicode.Scalar]]) -> String {
    func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars)
      return String(view).filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" }
    }
    let brackets: Set<Character> = ["[", "]"]
    let name = text(lines[index].prefix { $0 != "=" })
    for line in lines[..<index].reversed() {
      let header = text(line.prefix { $0 != "#" })
      guard header.hasPrefix("["), header.hasSuffix("]") else { continue }
      let bare = header.drop { brackets.contains($0) }.reversed().drop { brackets.contains($0) }
      return "\(String(bare.reversed())).\(name)"
    }
    return name
  }
}

/// Quotes that word processors and web pages set in place of `"` and `'`.
let typographicQuotes: Set<Unicode.Scalar> = [
  "\u{201c}", "\u{201d}", "\u{201e}", "\u{201f}", "\u{2018}", "\u{2019}", "\u{201a}", "\u{201b}",
  "\u{ab}", "\u{bb}", "\u{2039}", "\u{203a}", "\u{2033}", "\u{2032}",
]

/// Whether a text begins or ends with a typographic quote (CONF-B03). One in the middle may be meant.
func hasTypographicQuotes(_ text: String) -> Bool {
  guard text.utf8.contains(where: { $0 >= 0x80 }) else { return false }
  let trimmed = text.trimmed(.onLine)
  return [trimmed.unicodeScalars.first, trimmed.unicodeScalars.last]
    .contains { $0.map(typographicQuotes.contains) ?? false }
}
