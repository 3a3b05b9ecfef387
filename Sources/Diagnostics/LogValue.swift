/// A field's value as it is written; what is no number and no flag is text.
public enum LogValue: Sendable, Equatable {
  case text(String)
  case integer(Int64)
  case number(Double)
  case flag(Bool)
  /// A value that must not be seen; written as `•••`.
  case hidden
}

/// A type that may stand in a log line. Conform a type only when all of it may be read by everyone who
/// reads logs.
public protocol Loggable: Sendable {
  var logValue: LogValue { get }
}

extension LogValue: Loggable {
  public var logValue: LogValue { self }
}

extension String: Loggable {
  public var logValue: LogValue { .text(self) }
}

extension Substring: Loggable {
  public var logValue: LogValue { .text(String(self)) }
}

extension Bool: Loggable {
  public var logValue: LogValue { .flag(self) }
}

extension Double: Loggable {
  public var logValue: LogValue { .number(self) }
}

extension Int: Loggable {
  public var logValue: LogValue { .integer(Int64(self)) }
}

extension Int32: Loggable {
  public var logValue: LogValue { .integer(Int64(self)) }
}

extension Int64: Loggable {
  public var logValue: LogValue { .integer(self) }
}

extension UInt16: Loggable {
  public var logValue: LogValue { .integer(Int64(self)) }
}

extension UInt32: Loggable {
  public var logValue: LogValue { .integer(Int64(self)) }
}

/// Stands in a log line where a secret was. The secret itself is not kept, so nothing can print it.
public struct Redacted: Loggable, Equatable, CustomStringConvertible {
  public init() {}

  /// Takes the secret's place; the argument is dropped at once.
  public init(_: some Any) {}

  public var logValue: LogValue { .hidden }
  public var description: String { "•••" }
}

/// The fields of a line in the order they were written: `["port": 443, "secure": true]`.
public struct LogFields: Sendable, ExpressibleByDictionaryLiteral {
  private(set) var pairs: [(name: String, value: LogValue)]

  public init(dictionaryLiteral elements: (String, any Loggable)...) {
    pairs = elements.map { ($0.0, $0.1.logValue) }
  }

  public mutating func add(_ name: String, _ value: any Loggable) {
    pairs.append((name, value.logValue))
  }
}
