import CTOML
import FoundationEssentials
import Glibc

/// The values of a TOML 1.0 document, each with its place, in the order of the document.
struct TOMLDocument: Sendable {
  enum Kind: String, Decodable, Sendable {
    case string, integer, float, boolean, datetime, array, table
  }

  struct Value: Decodable, Sendable {
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

    private enum Member: String, CodingKey { case line, column, type, value }

    init(from decoder: any Decoder) throws {
      let members = try decoder.container(keyedBy: Member.self)
      line = try members.decode(Int.self, forKey: .line)
      column = try members.decode(Int.self, forKey: .column)
      type = try members.decode(Kind.self, forKey: .type)
      content =
        switch type {
        case .table: .none
        case .array: .list(try members.decode([Value].self, forKey: .value))
        default: .scalar(try members.decode(String.self, forKey: .value))
        }
    }
  }

  struct Entry: Decodable, Sendable {
    let path: [String]
    let value: Value

    private enum Member: String, CodingKey { case path }

    init(from decoder: any Decoder) throws {
      path = try decoder.container(keyedBy: Member.self).decode([String].self, forKey: .path)
      value = try Value(from: decoder)
    }
  }

  /// Why a text is no TOML.
  struct Failure: Error, Decodable, Sendable, Equatable {
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
    let answer: Answer
    do {
      answer = try JSONDecoder().decode(Answer.self, from: try Self.json(bytes))
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(line: 0, column: 0, message: "the values cannot be read")
    }
    if let failure = answer.error { throw failure }
    entries = answer.values ?? []
  }

  private struct Answer: Decodable {
    let values: [Entry]?
    let error: Failure?
  }

  private static func json(_ bytes: [UInt8]) throws(Failure) -> Data {
    let json = bytes.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { ctoml_json($0.baseAddress, $0.count) }
    }
    guard let json else { throw Failure(line: 0, column: 0, message: "no memory to read it") }
    defer {
      // The document may hold a password.
      explicit_bzero(json, strlen(json))
      ctoml_free(json)
    }
    return Data(bytes: json, count: strlen(json))
  }
}
