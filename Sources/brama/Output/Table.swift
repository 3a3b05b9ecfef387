/// Rows in aligned columns for people. Control characters of what is shown (a name from a directory, a
/// user agent) never reach the terminal.
struct Table {
  let titles: [String]
  private(set) var rows: [[String]] = []

  init(_ titles: [String]) { self.titles = titles }

  mutating func add(_ cells: [String]) { rows.append(cells.map(Self.printable)) }

  /// Lines without trailing blanks; only the titles when there are no rows.
  var lines: [String] {
    let all = [titles] + rows
    let widths = titles.indices.map { column in
      all.map { column < $0.count ? Self.width($0[column]) : 0 }.max() ?? 0
    }
    return all.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        line += cell
        guard column < row.count - 1 else { continue }
        line += String(repeating: " ", count: widths[column] - Self.width(cell) + 2)
      }
      while line.utf8.last == UInt8(ascii: " ") { line.removeLast() }
      return line
    }
  }

  static func printable(_ text: String) -> String {
    // Most texts are of ASCII, and need no look into the tables of Unicode.
    if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: out.append("\u{FFFD}")
      // Marks that turn the direction of what follows could make a line read as another one.
      case .format where scalar.value != 0x200D: continue
      default: out.append(scalar)
      }
    }
    return String(out)
  }

  /// Columns of a terminal: two for East Asian wide characters and emoji (UAX 11), one for the rest.
  static func width(_ text: String) -> Int {
    if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text.utf8.count }
    return text.reduce(0) { sum, character in
      guard let scalar = character.unicodeScalars.first else { return sum }
      let wide: Bool =
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
          0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
          true
        default: false
        }
      return sum + (wide ? 2 : 1)
    }
  }
}
