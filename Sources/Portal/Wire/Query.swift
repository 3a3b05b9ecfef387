import HTTPEngine
import Identity
import Messages

/// Percent-decoding of a query or of one path segment (RFC 3986, section 2.1), once and strictly.
enum PercentCoding {
  /// - Returns: `nil` for a broken escape, for NUL, and for bytes that are not UTF-8.
  static func decode(_ text: some Sequence<UInt8>, plusIsSpace: Bool) -> [UInt8]? {
    var out: [UInt8] = []
    var iterator = text.makeIterator()
    while let byte = iterator.next() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = iterator.next().flatMap(hexadecimalDigit),
          let low = iterator.next().flatMap(hexadecimalDigit)
        else { return nil }
        out.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsSpace: out.append(0x20)
      default: out.append(byte)
      }
    }
    guard !out.contains(0), (try? UTF8Span(validating: out.span)) != nil else { return nil }
    return out
  }
}

extension Fields {
  /// The parameters of a query as fields: texts all of them; one given twice is at fault.
  /// - Throws: `Problem` (400) for a query that does not decode.
  init(query: String?) throws {
    var members: [JSONMember] = []
    var twice: [String] = []
    for pair in (query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
      let parts = pair.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentCoding.decode(parts[0], plusIsSpace: true),
        let value = PercentCoding.decode(
          parts.count > 1 ? parts[1] : "".utf8[...], plusIsSpace: true)
      else { throw Problem(.malformedRequest, .malformedQuery) }
      if members.contains(where: { $0.name == name }) {
        twice.append(String(decoding: name, as: UTF8.self))
      } else {
        let text = JSONString(raw: value[...], hasEscapes: false)
        members.append(JSONMember(name: name, value: .string(text)))
      }
    }
    self.init(members)
    for name in twice { note(String(name.prefix(64)), .givenTwice) }
  }

  /// A whole number of a query.
  mutating func number(_ name: String, in range: ClosedRange<Int>) -> Int? {
    guard let text = text(name) else { return nil }
    if text.utf8.count <= 9, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int(text), range.contains(number)
    {
      return number
    }
    note(name, .notANumber(range))
    return nil
  }
}
