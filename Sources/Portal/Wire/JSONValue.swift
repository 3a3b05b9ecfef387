import Identity

/// A value of a body that passed `JSONScanner`.
enum JSONValue {
  case null
  case bool(Bool)
  case number(Double)
  case string(JSONString)
  case array([JSONValue])
  case object([JSONMember])
}

struct JSONMember {
  /// Unescaped UTF-8; compared as bytes, never as characters (`K` is not the Kelvin sign).
  let name: [UInt8]
  let value: JSONValue
}

/// A text inside a scanned body, still escaped.
struct JSONString {
  let raw: ArraySlice<UInt8>
  let hasEscapes: Bool

  var text: String { String(decoding: unescaped(), as: UTF8.self) }

  /// The text as a secret, without a `String` of it in between.
  var secret: Secret { hasEscapes ? Secret(unescaped()) : Secret(raw) }

  /// The UTF-8 bytes the text stands for. The scan has checked every escape.
  func unescaped() -> [UInt8] {
    guard hasEscapes else { return Array(raw) }
    var out: [UInt8] = []
    out.reserveCapacity(raw.count)
    var index = raw.startIndex
    while index < raw.endIndex {
      guard raw[index] == UInt8(ascii: "\\") else {
        out.append(raw[index])
        index += 1
        continue
      }
      let letter = raw[index + 1]
      index += 2
      switch letter {
      case UInt8(ascii: "b"): out.append(0x08)
      case UInt8(ascii: "f"): out.append(0x0c)
      case UInt8(ascii: "n"): out.append(0x0a)
      case UInt8(ascii: "r"): out.append(0x0d)
      case UInt8(ascii: "t"): out.append(0x09)
      case UInt8(ascii: "u"):
        var scalar = UInt32(unit(at: index))
        index += 4
        if (0xd800...0xdbff).contains(scalar) {
          scalar = 0x10000 + ((scalar - 0xd800) << 10 | (UInt32(unit(at: index + 2)) - 0xdc00))
          index += 6
        }
        if let scalar = Unicode.Scalar(scalar) { out.append(contentsOf: UTF8.encode(scalar)!) }
      default: out.append(letter)
      }
    }
    return out
  }

  private func unit(at index: Int) -> UInt16 {
    raw[index..<index + 4].reduce(0) { $0 << 4 | UInt16(hexadecimalDigit($1) ?? 0) }
  }
}
