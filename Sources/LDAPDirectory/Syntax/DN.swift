import Text

/// A distinguished name (RFC 4514): read, put together and compared here and nowhere else. Values are
/// escaped once, when they are put in (DOM-38).
public struct DN: Sendable, Hashable, CustomStringConvertible {
  struct Assertion: Sendable, Hashable {
    let attribute: AttributeName
    let value: [UInt8]
  }

  /// Nearest the entry first; each a set of one or more assertions.
  let parts: [[Assertion]]
  public let description: String
  /// Equal for names of the same entry as far as that can be told without the server's schema: names of
  /// attributes in lower case and short, values folded as `caseIgnoreMatch` folds them.
  let key: String

  init(parts: [[Assertion]], text: String? = nil) {
    self.parts = parts
    self.description = text ?? Self.text(parts)
    self.key = Self.key(parts)
  }

  /// The entry under this one that has the value in its name: `cn=Jan\, Kowalski` + this.
  public func child(_ attribute: AttributeName, _ value: String) -> DN {
    DN(parts: [[Assertion(attribute: attribute, value: Array(value.utf8))]] + parts)
  }

  /// The entry is `base` or lies below it.
  public func isInside(_ base: DN) -> Bool {
    parts.count >= base.parts.count
      && Self.key(Array(parts.suffix(base.parts.count))) == base.key
  }

  /// The name in DNS that the `dc` parts stand for (RFC 2247), in lower case; `nil` without any.
  public var domainName: String? {
    let labels = parts.compactMap { part in
      part.count == 1 && Self.shortName(part[0].attribute) == "dc"
        ? String(validating: part[0].value, as: UTF8.self)?.lowercased() : nil
    }
    return labels.isEmpty ? nil : labels.joined(separator: ".")
  }

  public static func == (a: DN, b: DN) -> Bool { a.key == b.key }
  public func hash(into hasher: inout Hasher) { hasher.combine(key) }

  private static func text(_ parts: [[Assertion]]) -> String {
    joined(parts) { assertion, out in
      out += assertion.attribute.text.utf8
      out.append(0x3d)
      escape(assertion.value, into: &out)
    }
  }

  private static func key(_ parts: [[Assertion]]) -> String {
    joined(parts.map { $0.count == 1 ? $0 : $0.sorted { sortKey($0) < sortKey($1) } }) {
      assertion, out in
      out += shortName(assertion.attribute).utf8
      out.append(0x3d)
      escape(folded(assertion.value), into: &out)
    }
  }

  private static func sortKey(_ assertion: Assertion) -> String {
    "\(shortName(assertion.attribute))=\(escaped(folded(assertion.value)))"
  }

  private static func shortName(_ attribute: AttributeName) -> String {
    // Short ones stand for themselves.
    let key = attribute.key
    return key.utf8.count <= 4 ? key : aliases[key] ?? key
  }

  private static func joined(
    _ parts: [[Assertion]], _ write: (Assertion, inout [UInt8]) -> Void
  ) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(128)
    for (place, part) in parts.enumerated() {
      if place > 0 { out.append(0x2c) }
      for (index, assertion) in part.enumerated() {
        if index > 0 { out.append(0x2b) }
        write(assertion, &out)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// Other spellings of the attributes of RFC 4514, section 3, and of `mail`.
  private static let aliases = [
    "commonname": "cn", "2.5.4.3": "cn", "userid": "uid", "0.9.2342.19200300.100.1.1": "uid",
    "organizationalunitname": "ou", "2.5.4.11": "ou", "organizationname": "o", "2.5.4.10": "o",
    "domaincomponent": "dc", "0.9.2342.19200300.100.1.25": "dc", "surname": "sn", "2.5.4.4": "sn",
    "countryname": "c", "2.5.4.6": "c", "localityname": "l", "2.5.4.7": "l",
    "stateorprovincename": "st", "2.5.4.8": "st", "streetaddress": "street", "2.5.4.9": "street",
    "rfc822mailbox": "mail", "0.9.2342.19200300.100.1.3": "mail",
  ]

  private static func folded(_ value: [UInt8]) -> [UInt8] {
    value.allSatisfy { $0 < 0x80 } ? foldedASCII(value) : foldedUnicode(value)
  }

  /// Any value, by Unicode's tables; one that is no text stands for itself.
  static func foldedUnicode(_ value: [UInt8]) -> [UInt8] {
    guard let text = String(validating: value, as: UTF8.self) else { return value }
    let words = text.normalized(.compatiblyComposed).lowercased()
      .split(separator: " ", omittingEmptySubsequences: true)
    return Array(words.joined(separator: " ").utf8)
  }

  /// The same for the usual case, without Unicode's tables.
  static func foldedASCII(_ value: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(value.count)
    for byte in value {
      if byte == 0x20, out.isEmpty || out.last == 0x20 { continue }
      out.append((65...90).contains(byte) ? byte + 32 : byte)
    }
    if out.last == 0x20 { out.removeLast() }
    return out
  }

  static func escaped(_ value: [UInt8]) -> String {
    var out: [UInt8] = []
    escape(value, into: &out)
    return String(decoding: out, as: UTF8.self)
  }

  /// RFC 4514, 2.4. Bytes outside ASCII stay as they are where the value is UTF-8, else are escaped.
  private static func escape(_ value: [UInt8], into out: inout [UInt8]) {
    let isText =
      value.allSatisfy { $0 < 0x80 } || String(validating: value, as: UTF8.self) != nil
    for (index, byte) in value.enumerated() {
      let isEdge = index == 0 || index == value.count - 1
      switch byte {
      case 0x22, 0x2b, 0x2c, 0x3b, 0x3c, 0x3d, 0x3e, 0x5c: out += [0x5c, byte]
      case 0x20 where isEdge: out += [0x5c, byte]
      case 0x23 where index == 0: out += [0x5c, byte]
      case 0..<0x20, 0x7f: out += [0x5c] + hex(byte)
      case 0x80... where !isText: out += [0x5c] + hex(byte)
      default: out.append(byte)
      }
    }
  }
}
