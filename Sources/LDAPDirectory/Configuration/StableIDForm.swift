import Identity

/// How a server writes the id of an entry that never changes (DOM-34).
public enum StableIDForm: Sendable, Hashable {
  /// As text, the same in the entry and in a filter: `entryUUID`, `nsUniqueId`, `ipaUniqueID`.
  case text
  /// As 16 bytes: `objectGUID` (MS-DTYP 2.3.4.2). The text is the one that Windows shows.
  case guid

  /// How this attribute is written.
  public init(of attribute: AttributeName) { self = attribute == "objectGUID" ? .guid : .text }

  /// The id in an entry; `nil` for values that are none.
  func id(_ values: [[UInt8]]) -> StableID? {
    switch self {
    case .text:
      values.lazy.compactMap { String(validating: $0, as: UTF8.self) }.first { !$0.isEmpty }
        .flatMap { StableID($0) }
    case .guid: values.first.flatMap { GUID(bytes: $0) }.flatMap { StableID($0.text) }
    }
  }

  /// True of the entry with this id alone. A text that cannot be an id here is nobody's.
  func filter(_ attribute: AttributeName, _ id: StableID) -> Filter {
    switch self {
    case .text: .equal(attribute, id.text)
    case .guid: GUID(text: id.text).map { .equal(attribute, bytes: $0.bytes) } ?? .nothing
    }
  }
}
