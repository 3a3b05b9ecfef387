/// How much a line matters; lines below the level of a `Log` are not written.
public enum LogLevel: String, Sendable, CaseIterable, Comparable {
  case debug, info, warning, error

  private var rank: Int {
    switch self {
    case .debug: 0
    case .info: 1
    case .warning: 2
    case .error: 3
    }
  }

  public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }
}

/// The shape of a line: `text` for people (`time level message key=value`), `json` for collectors
/// (one object a line).
public enum LogForm: String, Sendable, CaseIterable {
  case text, json
}
