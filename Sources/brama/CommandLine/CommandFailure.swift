/// Why a command ends without having done what was asked: one line for standard error and an exit code
/// (CLI-06).
struct CommandFailure: Error, Equatable {
  /// What scripts may rely on; listed in docs/commands.md.
  enum Code: Int32 {
    /// What the command is about is not there.
    case notFound = 1
    /// The command line, the configuration or an entered value is wrong.
    case wrongArguments = 2
    /// The directory is not reachable, or refused.
    case directory = 3
    /// The store or the running server is not available.
    case unavailable = 4
    /// Refused: not allowed, in conflict with what is stored, or changed by somebody else meanwhile.
    case refused = 5
    /// `audit verify` found that the audit log was tampered with.
    case auditBroken = 6
  }

  let code: Code
  let text: String

  init(_ code: Code, _ text: String) {
    self.code = code
    // One line, whatever a server or a library said.
    self.text =
      String(
        text.map { $0.isNewline ? " " : $0 }
      ).trimmed
  }

  static func usage(_ text: String) -> CommandFailure { CommandFailure(.wrongArguments, text) }
}

extension String {
  /// Without blanks at both ends.
  var trimmed: String {
    var slice = self[...]
    while slice.first?.isWhitespace == true { slice.removeFirst() }
    while slice.last?.isWhitespace == true { slice.removeLast() }
    return String(slice)
  }
}
