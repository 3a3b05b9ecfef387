import Glibc

/// One line on standard error that is written over and over, in a terminal only: elsewhere it would be a
/// log of nothing.
struct ProgressBar {
  private static let longest = 30
  private static let shortest = 5

  private let name: String

  init(_ name: String) { self.name = name }

  func show(done: Int64, of total: Int64) {
    guard let width = Terminal.errorWidth else { return }
    Terminal.whisper("\r\(Self.line(name, done: done, of: total, width: width))\u{1b}[K")
  }

  /// Takes the line away again: the totals come after it.
  func end() { if Terminal.errorWidth != nil { Terminal.whisper("\r\u{1b}[K") } }

  /// - Parameters:
  ///   - total: 0: it is not known yet how many there are.
  ///   - width: columns of the terminal; the last one stays free, so that no line is broken.
  static func line(_ name: String, done: Int64, of total: Int64, width: Int) -> String {
    let part = total > 0 ? min(1, Double(done) / Double(total)) : 0
    let numbers = "\(Int(part * 100)) %" + (total > 0 ? " (\(done)/\(total))" : "")
    let room = min(longest, width - 1 - name.count - numbers.count - 4)
    guard room >= shortest else { return String("\(name) \(numbers)".prefix(max(0, width - 1))) }
    let filled = Int(part * Double(room))
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: room - filled)
    return "\(name) [\(bar)] \(numbers)"
  }
}
