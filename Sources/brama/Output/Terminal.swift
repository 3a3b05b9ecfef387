import Glibc

/// Standard output and error of the command.
enum Terminal {
  /// - Throws: `CommandFailure` when nobody reads any more or the disk is full.
  static func print(_ text: String, terminator: String = "\n") throws {
    try write(Array((text + terminator).utf8), to: STDOUT_FILENO)
  }

  /// One line on standard error; a failure to write it is nobody's news.
  static func complain(_ text: String) {
    try? write(Array((text + "\n").utf8), to: STDERR_FILENO)
  }

  /// Columns of the terminal that standard error is; `nil`: it is none. One that does not tell has 80.
  static var errorWidth: Int? {
    guard isatty(STDERR_FILENO) == 1 else { return nil }
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Text on standard error as it is, for a terminal.
  static func whisper(_ text: String) { try? write(Array(text.utf8), to: STDERR_FILENO) }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        // The reader went away (`brama … | head`): no more is wanted, and that is no failure to report.
        if errno == EPIPE { exit(0) }
        let reason = String(cString: strerror(errno))
        throw CommandFailure(.unavailable, "standard output: \(reason)")
      }
      rest = rest.dropFirst(count)
    }
  }
}
