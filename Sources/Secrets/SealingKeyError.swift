/// Why the sealing key cannot be used; any of them stops the start. Texts name the file as configured and
/// hold nothing of the key.
public enum SealingKeyError: Error, Sendable, Equatable, CustomStringConvertible {
  case missing(path: String)
  case unreadable(path: String, reason: String)
  /// `mode` as in 0o640.
  case readableByOthers(path: String, mode: Int)
  /// `line` from 1.
  case malformed(path: String, line: Int, reason: String)
  case alreadyExists(path: String)
  case notWritable(path: String, reason: String)

  public var description: String {
    switch self {
    case .missing(let path):
      "The sealing key \(path) does not exist."
    case .unreadable(let path, let reason):
      "The sealing key \(path) cannot be read: \(reason)."
    case .readableByOthers(let path, let mode):
      """
      The sealing key \(path) is readable by its group or by everyone \
      (mode 0\(String(mode, radix: 8))); make it 0600 and consider the key known.
      """
    case .malformed(let path, let line, let reason):
      "The sealing key \(path) is malformed at line \(line): \(reason)."
    case .alreadyExists(let path):
      "The sealing key \(path) exists already; a key is never overwritten."
    case .notWritable(let path, let reason):
      "The sealing key \(path) cannot be written: \(reason)."
    }
  }
}
