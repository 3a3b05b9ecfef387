import FoundationEssentials
import Identity

/// Columns as domain values.
extension SQLiteRow {
  func time(_ column: Int32) -> Timestamp { Timestamp(milliseconds: integer(column)) }
  func optionalTime(_ column: Int32) -> Timestamp? { isNull(column) ? nil : time(column) }

  func id<Named>(_ column: Int32) throws -> Identifier<Named> {
    let bytes = blob(column)
    guard bytes.count == 16 else { throw Self.damage("an identifier") }
    return bytes.withUnsafeBytes { Identifier(UUID(uuid: $0.loadUnaligned(as: uuid_t.self))) }
  }

  func optionalID<Named>(_ column: Int32) throws -> Identifier<Named>? {
    isNull(column) ? nil : try id(column)
  }

  func digest(_ column: Int32) throws -> Digest {
    let bytes = blob(column)
    guard bytes.count == 32 else { throw Self.damage("a digest") }
    return Digest(bytes: bytes)
  }

  /// A word of a closed list.
  func word<Word: RawRepresentable<String>>(_ column: Int32) throws -> Word {
    guard let word = Word(rawValue: text(column)) else { throw Self.damage("\(Word.self)") }
    return word
  }

  static func damage(_ what: String) -> StoreError {
    .unavailable("the store is damaged: a row does not hold \(what)")
  }
}
