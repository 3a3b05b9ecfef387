extension String {
  /// Every byte of UTF-8 that is neither a letter or digit of ASCII nor one of `kept` as `%` and two
  /// capital hexadecimal digits (RFC 3986, section 2.1).
  public func percentEncoded(keeping kept: Set<UInt8>) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var out: [UInt8] = []
    for byte in utf8 {
      switch byte {
      case 48...57, 65...90, 97...122: out.append(byte)
      case _ where kept.contains(byte): out.append(byte)
      default: out += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 0xf)]]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// With `%` and two hexadecimal digits as the byte that they stand for; `nil` where a `%` stands before
  /// anything else, or the bytes are no UTF-8.
  public var percentDecoded: String? {
    var out: [UInt8] = []
    var rest = utf8[...]
    while let byte = rest.popFirst() {
      guard byte == 0x25 else {
        out.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(hexadecimal),
        let low = rest.popFirst().flatMap(hexadecimal)
      else { return nil }
      out.append(high << 4 | low)
    }
    return String(validating: out, as: UTF8.self)
  }
}

private func hexadecimal(_ byte: UInt8) -> UInt8? {
  switch byte {
  case 48...57: byte - 48
  case 65...70: byte - 55
  case 97...102: byte - 87
  default: nil
  }
}
