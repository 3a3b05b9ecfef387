import FoundationEssentials

/// One line before it is written, and its two forms.
struct LogLine {
  let time: Date
  let level: LogLevel
  let message: String
  let fields: [(name: String, value: LogValue)]

  /// Fields whose text is a secret by their name, whatever a caller puts there: the second line of
  /// defence after `Redacted`. Numbers stay (the result code of a server).
  private static let secretNames: Set<String> = [
    "authorization", "code", "cookie", "credential", "newpassword", "passphrase", "password",
    "recoverycode",
    "secret", "ticket", "token",
  ]

  private static let reserved: Set<String> = ["time", "level", "message"]

  var text: String {
    var line = "\(stamp) \(level.rawValue.uppercased()) "
    LogText.escape(message, quote: false, into: &line)
    for (name, value) in fields {
      line += " "
      LogText.escape(name, quote: false, into: &line)
      line += "="
      switch shown(name, value) {
      case .text(let text) where !LogText.isBare(text):
        line += "\""
        LogText.escape(text, quote: true, into: &line)
        line += "\""
      case .text(let text): line += text
      case let other: line += LogText.plain(other)
      }
    }
    return line + "\n"
  }

  var json: String {
    var line = "{\"time\":\"\(stamp)\",\"level\":\"\(level.rawValue)\",\"message\":\""
    LogText.escape(message, quote: true, into: &line)
    line += "\""
    for (name, value) in fields {
      // A field cannot pass itself off as the line's own time, level or message.
      line += Self.reserved.contains(name) ? ",\"field." : ",\""
      LogText.escape(name, quote: true, into: &line)
      line += "\":"
      switch shown(name, value) {
      case .text(let text):
        line += "\""
        LogText.escape(text, quote: true, into: &line)
        line += "\""
      case .hidden: line += "\"\(LogText.plain(.hidden))\""
      case .number(let number) where !number.isFinite: line += "null"
      case let other: line += LogText.plain(other)
      }
    }
    return line + "}\n"
  }

  private var stamp: String {
    time.formatted(
      Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt))
  }

  private func shown(_ name: String, _ value: LogValue) -> LogValue {
    guard case .text = value else { return value }
    let plain = name.lowercased().filter { $0 != "_" && $0 != "-" }
    return Self.secretNames.contains(plain) ? .hidden : value
  }
}
