/// A search filter (RFC 4515). Values are kept as they are and escaped once, when the text is made: no
/// filter is put together from pieces of text anywhere else (DOM-38).
public struct Filter: Sendable, Hashable, CustomStringConvertible {
  indirect enum Node: Sendable, Hashable {
    case and([Filter])
    case or([Filter])
    case not(Filter)
    case present(AttributeName)
    case comparison(AttributeName, Comparison, [UInt8])
    case substrings(AttributeName, initial: [UInt8]?, any: [[UInt8]], final: [UInt8]?)
    /// `attribute:dn:rule:=value`, of which attribute, `dn` and rule may be missing.
    case extensible(AttributeName?, dn: Bool, rule: AttributeName?, [UInt8])
  }

  enum Comparison: String, Sendable {
    case equal = "="
    case atLeast = ">="
    case atMost = "<="
    case like = "~="
  }

  let node: Node

  init(_ node: Node) { self.node = node }

  /// All of them; of one filter, that filter.
  public static func all(_ filters: [Filter]) -> Filter {
    filters.count == 1 ? filters[0] : Filter(.and(filters))
  }

  /// One of them; of one filter, that filter.
  public static func any(_ filters: [Filter]) -> Filter {
    filters.count == 1 ? filters[0] : Filter(.or(filters))
  }

  public static func not(_ filter: Filter) -> Filter { Filter(.not(filter)) }

  public static func has(_ attribute: AttributeName) -> Filter { Filter(.present(attribute)) }

  public static func equal(_ attribute: AttributeName, _ value: String) -> Filter {
    Filter(.comparison(attribute, .equal, Array(value.utf8)))
  }

  public static func equal(_ attribute: AttributeName, bytes: [UInt8]) -> Filter {
    Filter(.comparison(attribute, .equal, bytes))
  }

  /// The attribute's value holds the phrase somewhere.
  public static func contains(_ attribute: AttributeName, _ phrase: String) -> Filter {
    Filter(.substrings(attribute, initial: nil, any: [Array(phrase.utf8)], final: nil))
  }

  /// True of every entry (RFC 4512, 2.4.1: each entry has an object class).
  public static let everything = Filter.has("objectClass")

  /// True of no entry.
  static let nothing = Filter.not(everything)

  /// True of an entry whose attribute leads to the one named, directly or through entries in between
  /// (LDAP_MATCHING_RULE_IN_CHAIN, MS-ADTS 3.1.1.3.4.4.3).
  static func chain(_ attribute: AttributeName, _ name: DN) -> Filter {
    Filter(
      .extensible(
        attribute, dn: false, rule: "1.2.840.113556.1.4.1941", Array(name.description.utf8)))
  }

  /// The text of RFC 4515, escaped.
  public var description: String {
    switch node {
    case .and(let filters): "(&\(filters.map(\.description).joined()))"
    case .or(let filters): "(|\(filters.map(\.description).joined()))"
    case .not(let filter): "(!\(filter))"
    case .present(let attribute): "(\(attribute)=*)"
    case .comparison(let attribute, let comparison, let value):
      "(\(attribute)\(comparison.rawValue)\(Self.escaped(value)))"
    case .substrings(let attribute, let initial, let any, let final):
      "(\(attribute)="
        + ([Self.escaped(initial ?? [])] + any.map(Self.escaped) + [Self.escaped(final ?? [])])
        .joined(separator: "*") + ")"
    case .extensible(let attribute, let dn, let rule, let value):
      "(\(attribute?.text ?? "")\(dn ? ":dn" : "")\(rule.map { ":\($0)" } ?? ""):="
        + "\(Self.escaped(value)))"
    }
  }

  /// `* ( ) \ NUL` must be escaped (RFC 4515, 3). So is everything outside printable ASCII, which the
  /// grammar leaves free: the text then has one form whatever the bytes are.
  static func escaped(_ value: [UInt8]) -> String {
    var out = ""
    out.reserveCapacity(value.count)
    for byte in value {
      switch byte {
      case 0x28, 0x29, 0x2a, 0x5c, 0..<0x20, 0x7f...: out += "\\" + hex(byte)
      default: out.unicodeScalars.append(Unicode.Scalar(byte))
      }
    }
    return out
  }
}
