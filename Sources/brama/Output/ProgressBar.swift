import Foundation
import Glibc

/// One line on standard error that is written over and over, in a terminal only: elsewhere it would be a
/// log of nothing.
struct ProgressBar {
  private static let width = 30

  private let name: String
  private let isShown = isatty(STDERR_FILENO) == 1

  init(_ name: String) { self.name = name }

  func show(done: Int64, of total: Int64) {
    guard isShown, total > 0 else { return }
    write("\r" + Self.line(name, done: done, of: total))
  }

  /// Takes the line away again: the totals come after it.
  func end() { if isShown { write("\r\u{1b}[K") } }

  static func line(_ name: String, done: Int64, of total: Int64) -> String {
    let part = total > 0 ? min(1, Double(done) / Double(total)) : 0
    let filled = Int(part * Double(width))
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
    return "\(name) [\(bar)] \(Int(part * 100)) % (\(done)/\(total))"
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
