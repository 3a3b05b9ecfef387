import Foundation
import Glibc
import Identity

/// A password from standard input (CLI-07): its first line, not shown where that is a terminal.
enum PasswordInput {
  /// - Parameter prompt: what a terminal asks.
  /// - Returns: `nil` when there is none.
  static func read(_ prompt: String) -> Secret? {
    let isTerminal = isatty(STDIN_FILENO) == 1
    var before = termios()
    if isTerminal {
      Terminal.whisper(prompt + " ")
      tcgetattr(STDIN_FILENO, &before)
      var silent = before
      silent.c_lflag &= ~tcflag_t(ECHO)
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    }
    defer {
      if isTerminal {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
        Terminal.whisper("\n")
      }
    }
    guard let line = readLine(strippingNewline: true), !line.isEmpty, line.utf8.count <= 1024 else {
      return nil
    }
    return Secret(line)
  }
}
