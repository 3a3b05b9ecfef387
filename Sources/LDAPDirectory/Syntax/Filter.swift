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
    var out: [UInt8] = []
    out.reserveCapacity(256)
    write(into: &out)
    return String(decoding: out, as: UTF8.self)
  }

  /// The same, at the end of a text.
  func write(into out: inout [UInt8]) {
    out.append(UInt8(ascii: "("))
    switch node {
    case .and(let filters): Self.write("&", filters, into: &out)
    case .or(let filters): Self.write("|", filters, into: &out)
    case .not(let filter): Self.write("!", [filter], into: &out)
    case .present(let attribute):
      out += attribute.text.utf8
      out += "=*".utf8
    case .comparison(let attribute, let comparison, let value):
      out += attribute.text.utf8
      out += comparison.rawValue.utf8
      Self.escape(value, into: &out)
    case .substrings(let attribute, let initial, let any, let final):
      out += attribute.text.utf8
      out.append(UInt8(ascii: "="))
      Self.escape(initial ?? [], into: &out)
      for part in any + [final ?? []] {
        out.append(UInt8(ascii: "*"))
        Self.escape(part, into: &out)
      }
    case .extensible(let attribute, let dn, let rule, let value):
      out += (attribute?.text ?? "").utf8
      if dn { out += ":dn".utf8 }
      if let rule { out += ":\(rule)".utf8 }
      out += ":=".utf8
      Self.escape(value, into: &out)
    }
    out.append(UInt8(ascii: ")"))
  }

  private static func write(_ sign: String, _ filters: [Filter], into out: inout [UInt8]) {
    out += sign.utf8
    for filter in filters { filter.write(into: &out) }
  }

  static func escaped(_ value: [UInt8]) -> String {
    var out: [UInt8] = []
    escape(value, into: &out)
    return String(decoding: out, as: UTF8.self)
  }

  /// `* ( ) \ NUL` must be escaped (RFC 4515, 3). So is everything outside printable ASCII, which the
  /// grammar leaves free: the text then has one form whatever the bytes are.
  private static func escape(_ value: [UInt8], into out: inout [UInt8]) {
    for byte in value {
      switch byte {
      case 0x28, 0x29, 0x2a, 0x5c, 0..<0x20, 0x7f...: out += [0x5c] + hex(byte)
      default: out.append(byte)
      }
    }
  }
}
