public import FoundationEssentials

/// A structured log: a fixed sentence and typed fields, one line each.
///
/// Texts in fields whose name says secret (`password`, `token`, `code`, ...) are written as `•••`; give
/// other secrets as `Redacted`. Control characters, line separators and
/// direction marks are escaped, so no value can begin a line of its own, and a text longer than
/// `longestText` characters is cut, so no value can fill the disk. The message is a
/// literal, so nothing secret can slip into it.
public struct Log: Sendable {
  /// Takes one whole line, its line feed included; called from any thread.
  public typealias Sink = @Sendable (String) -> Void

  /// The longest text of a value or message, in Unicode scalars.
  public static let longestText = 1024

  public let level: LogLevel
  public let form: LogForm
  private let sink: Sink
  private let now: @Sendable () -> Date

  public init(
    level: LogLevel = .info, form: LogForm = .text, sink: @escaping Sink = Log.standardError,
    now: @escaping @Sendable () -> Date = { Date() }
  ) {
    self.level = level
    self.form = form
    self.sink = sink
    self.now = now
  }

  public func debug(_ message: StaticString, _ fields: @autoclosure () -> LogFields = [:]) {
    write(.debug, message, fields)
  }

  public func info(_ message: StaticString, _ fields: @autoclosure () -> LogFields = [:]) {
    write(.info, message, fields)
  }

  public func warning(_ message: StaticString, _ fields: @autoclosure () -> LogFields = [:]) {
    write(.warning, message, fields)
  }

  public func error(_ message: StaticString, _ fields: @autoclosure () -> LogFields = [:]) {
    write(.error, message, fields)
  }

  private func write(_ level: LogLevel, _ message: StaticString, _ fields: () -> LogFields) {
    guard level >= self.level else { return }
    let line = LogLine(
      time: now(), level: level, message: message.description, fields: fields().pairs)
    sink(form == .json ? line.json : line.text)
  }
}
