extension DN {
  /// Reads the text form of RFC 4514. The empty text is the root.
  /// - Throws: `InvalidSetting` when it is no name, or longer than 8 KiB.
  public init(_ text: String) throws(InvalidSetting) {
    let wrong = InvalidSetting("“\(text.prefix(200))” is not a distinguished name (RFC 4514)")
    let bytes = Array(text.utf8)
    guard bytes.count <= 8192 else { throw wrong }
    var parts: [[Assertion]] = []
    var at = 0
    if bytes.allSatisfy({ $0 == 0x20 }) { at = bytes.count }
    while at < bytes.count {
      var part: [Assertion] = []
      var separator: UInt8 = 0x2b
      while separator == 0x2b {
        guard let assertion = Self.assertion(bytes, &at) else { throw wrong }
        part.append(assertion)
        guard at < bytes.count else {
          separator = 0
          break
        }
        separator = bytes[at]
        at += 1
        // A name does not end in a separator.
        guard at < bytes.count else { throw wrong }
      }
      parts.append(part)
    }
    self.init(parts: parts, text: text)
  }

  /// `type=value`, up to an unescaped `,`, `;` or `+` or the end.
  private static func assertion(_ bytes: [UInt8], _ at: inout Int) -> Assertion? {
    while at < bytes.count, bytes[at] == 0x20 { at += 1 }
    let start = at
    while at < bytes.count, bytes[at] != 0x3d { at += 1 }
    guard at < bytes.count else { return nil }
    var name = String(decoding: bytes[start..<at], as: UTF8.self)
    while name.last == " " { name.removeLast() }
    guard let attribute = try? AttributeName(name) else { return nil }
    at += 1
    while at < bytes.count, bytes[at] == 0x20 { at += 1 }
    guard let value = value(bytes, &at) else { return nil }
    return Assertion(attribute: attribute, value: value)
  }

  private static func value(_ bytes: [UInt8], _ at: inout Int) -> [UInt8]? {
    var out: [UInt8] = []
    // How much of `out` may not be trimmed: everything up to the last escaped or non-space byte.
    var kept = 0
    if at < bytes.count, bytes[at] == 0x23 { return hexString(bytes, &at) }
    while at < bytes.count {
      let byte = bytes[at]
      switch byte {
      case 0x2c, 0x3b, 0x2b: return Array(out.prefix(kept))
      case 0x5c:
        guard at + 1 < bytes.count else { return nil }
        if at + 2 < bytes.count, let high = hexValue(bytes[at + 1]),
          let low = hexValue(bytes[at + 2])
        {
          out.append(high << 4 | low)
          at += 3
        } else {
          guard Array(" \"#+,;<=>\\".utf8).contains(bytes[at + 1]) else { return nil }
          out.append(bytes[at + 1])
          at += 2
        }
        kept = out.count
      case 0, 0x22, 0x3c, 0x3e: return nil
      default:
        out.append(byte)
        at += 1
        if byte != 0x20 { kept = out.count }
      }
    }
    return Array(out.prefix(kept))
  }

  /// `#` and the BER encoding in hexadecimal; kept as those bytes.
  private static func hexString(_ bytes: [UInt8], _ at: inout Int) -> [UInt8]? {
    at += 1
    var out: [UInt8] = []
    while at + 1 < bytes.count, let high = hexValue(bytes[at]), let low = hexValue(bytes[at + 1]) {
      out.append(high << 4 | low)
      at += 2
    }
    while at < bytes.count, bytes[at] == 0x20 { at += 1 }
    guard !out.isEmpty, at == bytes.count || [0x2c, 0x3b, 0x2b].contains(bytes[at]) else {
      return nil
    }
    return out
  }
}
