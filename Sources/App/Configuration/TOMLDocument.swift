import CTOML

/// The values of a TOML 1.0 document, each with its place, in the order of the document.
struct TOMLDocument: Sendable {
  enum Kind: Sendable {
    case string, integer, float, boolean, datetime, array, table
  }

  struct Value: Sendable {
    let line: Int
    let column: Int
    let type: Kind
    /// A scalar's text, a list's elements, nothing of a table.
    let content: Content

    enum Content: Sendable {
      case scalar(String)
      case list([Value])
      case none
    }
  }

  struct Entry: Sendable {
    let path: [String]
    let value: Value
  }

  /// Why a text is no TOML.
  struct Failure: Error, Sendable, Equatable {
    /// From 1; 0 where it is not known.
    let line: Int
    let column: Int
    let message: String
  }

  /// Bytes that a document may have.
  static let limit = 1024 * 1024

  let entries: [Entry]

  init(_ bytes: [UInt8]) throws(Failure) {
    // toml++ takes NUL for the end in places; TOML forbids it everywhere.
    if let offset = bytes.firstIndex(of: 0) {
      let before = bytes[..<offset]
      let lineStart = (before.lastIndex(of: 10) ?? -1) + 1
      throw Failure(
        line: before.count { $0 == 10 } + 1, column: offset - lineStart + 1,
        message: "a NUL byte is not allowed")
    }
    let answer = bytes.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { ctoml_read($0.baseAddress, $0.count) }
    }
    guard let answer else { throw Failure(line: 0, column: 0, message: "no memory to read it") }
    // The document may hold a password.
    defer { ctoml_wipe_and_free(answer) }
    var reader = TokenReader(answer)
    if let failure = reader.failure { throw failure }
    var entries: [Entry] = []
    while let entry = reader.entry() { entries.append(entry) }
    self.entries = entries
  }
}

/// Reads what CTOML found, one token after the other (ctoml.h).
private struct TokenReader {
  private let tokens: UnsafeBufferPointer<ctoml_token>
  private var next = 0

  /// - Parameter answer: it outlives this.
  init(_ answer: UnsafePointer<ctoml_answer>) {
    tokens = UnsafeBufferPointer(start: answer.pointee.tokens, count: answer.pointee.count)
  }

  /// What is wrong with the document.
  var failure: TOMLDocument.Failure? {
    guard let token = tokens.first, token.type == CTOML_ERROR else { return nil }
    return TOMLDocument.Failure(
      line: Int(token.line), column: Int(token.column), message: Self.text(token))
  }

  /// `nil` after the last one.
  mutating func entry() -> TOMLDocument.Entry? {
    guard next < tokens.count else { return nil }
    let path = (0..<take().count).map { _ in Self.text(take()) }
    return TOMLDocument.Entry(path: path, value: value())
  }

  private mutating func value() -> TOMLDocument.Value {
    let token = take()
    let kind = Self.kind(token.type)
    let content: TOMLDocument.Value.Content =
      switch kind {
      case .table: .none
      case .array: .list((0..<token.count).map { _ in value() })
      default: .scalar(Self.text(token))
      }
    return TOMLDocument.Value(
      line: Int(token.line), column: Int(token.column), type: kind, content: content)
  }

  private mutating func take() -> ctoml_token {
    defer { next += 1 }
    return tokens[next]
  }

  private static func text(_ token: ctoml_token) -> String {
    token.text.withMemoryRebound(to: UInt8.self, capacity: token.length) {
      String(decoding: UnsafeBufferPointer(start: $0, count: token.length), as: UTF8.self)
    }
  }

  private static func kind(_ type: ctoml_type) -> TOMLDocument.Kind {
    switch type {
    case CTOML_STRING: .string
    case CTOML_INTEGER: .integer
    case CTOML_FLOAT: .float
    case CTOML_BOOLEAN: .boolean
    case CTOML_ARRAY: .array
    case CTOML_TABLE: .table
    default: .datetime
    }
  }
}
