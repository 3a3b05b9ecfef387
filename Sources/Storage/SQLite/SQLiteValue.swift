import FoundationEssentials
import Identity

/// A value on its way into a statement.
enum SQLiteValue: Sendable {
  case null
  case integer(Int64)
  case text(String)
  case blob([UInt8])

  static func integer(_ value: Int) -> SQLiteValue { .integer(Int64(value)) }
  static func flag(_ value: Bool) -> SQLiteValue { .integer(value ? Int64(1) : 0) }
  static func text(_ value: String?) -> SQLiteValue { value.map { .text($0) } ?? .null }
  static func time(_ value: Timestamp) -> SQLiteValue { .integer(value.milliseconds) }
  static func time(_ value: Timestamp?) -> SQLiteValue { value.map { .time($0) } ?? .null }
  static func digest(_ value: Digest) -> SQLiteValue { .blob(value.bytes) }

  static func id<Named>(_ value: Identifier<Named>) -> SQLiteValue {
    .blob(withUnsafeBytes(of: value.uuid.uuid) { Array($0) })
  }

  static func id<Named>(_ value: Identifier<Named>?) -> SQLiteValue {
    value.map { .id($0) } ?? .null
  }
}
