// The stream is the process's, so its writer is too: lines of two logs never mix.
private let standardErrorWriter = LogWriter(descriptor: 2)

extension Log {
  /// Writes whole lines to standard error, one at a time, on a thread of its own: the caller never waits
  /// for it. A line that finds thousands waiting, or cannot be written, is lost: a log must not stop the
  /// service. A program that ends calls `flush` first.
  public static let standardError: Sink = { line in standardErrorWriter.add(line) }

  /// Lines for standard error that were dropped because too many waited.
  public static var droppedLines: UInt64 { standardErrorWriter.dropped }

  /// Waits, two seconds at most, until the lines for standard error are written. For the end of a
  /// program: it blocks.
  public static func flush() { standardErrorWriter.flush(within: 2) }

  /// A log that writes nothing.
  public static let silent = Log(level: .error, sink: { _ in })
}
