import Glibc

extension Terminal {
  /// The longest secret that is read, in bytes.
  private static let longestSecret = 1024

  /// One line of standard input; typed at a terminal it is asked for on standard error and not shown
  /// (CLI-07).
  /// - Throws: `CommandFailure` when there is none, or it is too long.
  static func readSecret(prompt: String) throws -> String {
    let isTyped = isatty(STDIN_FILENO) == 1
    var before = termios()
    if isTyped, tcgetattr(STDIN_FILENO, &before) == 0 {
      var silent = before
      silent.c_lflag &= ~tcflag_t(ECHO)
      whisper(prompt)
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    }
    defer {
      if isTyped {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
        complain("")
      }
    }
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    // Byte by byte: what stands after the line is somebody else's.
    while bytes.count <= longestSecret {
      let count = Glibc.read(STDIN_FILENO, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1, byte != UInt8(ascii: "\n") else { break }
      bytes.append(byte)
    }
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    guard !bytes.isEmpty, bytes.count <= longestSecret,
      let text = String(validating: bytes, as: UTF8.self)
    else {
      throw CommandFailure(
        .wrongArguments,
        "the password is read from standard input: one line of 1 to \(longestSecret) bytes in UTF-8"
      )
    }
    return text
  }
}
