extension Filter {
  /// Reads a filter that an operator wrote in the configuration.
  /// - Throws: `InvalidSetting` with the place where it stops being one (RFC 4515).
  public init(parsing text: String) throws(InvalidSetting) {
    var parser = FilterParser(text)
    self = try parser.filter(depth: 0)
    try parser.end()
  }
}

/// Recursive descent over RFC 4515, section 3.
private struct FilterParser {
  private let bytes: [UInt8]
  private let text: String
  private var at = 0

  init(_ text: String) {
    self.text = text
    self.bytes = Array(text.utf8)
  }

  private func wrong(_ what: String) -> InvalidSetting {
    InvalidSetting("“\(text)” is not a filter: \(what) at byte \(at + 1)")
  }

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func expect(_ byte: UInt8) throws(InvalidSetting) {
    guard next == byte else { throw wrong("“\(Character(Unicode.Scalar(byte)))” is missing") }
    at += 1
  }

  func end() throws(InvalidSetting) {
    guard at == bytes.count else { throw wrong("something follows") }
  }

  mutating func filter(depth: Int) throws(InvalidSetting) -> Filter {
    guard depth < 32 else { throw wrong("nested too deeply") }
    try expect(0x28)
    let filter: Filter
    switch next {
    case 0x26:
      at += 1
      filter = Filter(.and(try list(depth: depth)))
    case 0x7c:
      at += 1
      filter = Filter(.or(try list(depth: depth)))
    case 0x21:
      at += 1
      filter = .not(try self.filter(depth: depth + 1))
    default: filter = try item()
    }
    try expect(0x29)
    return filter
  }

  private mutating func list(depth: Int) throws(InvalidSetting) -> [Filter] {
    var filters: [Filter] = []
    while next == 0x28 { filters.append(try filter(depth: depth + 1)) }
    guard !filters.isEmpty else { throw wrong("a filter is missing") }
    return filters
  }

  private mutating func item() throws(InvalidSetting) -> Filter {
    let name = try take { $0 != 0x3d && $0 != 0x3e && $0 != 0x3c && $0 != 0x7e && $0 != 0x3a }
    switch next {
    case 0x3e, 0x3c, 0x7e:
      let comparison: Filter.Comparison =
        next == 0x3e ? .atLeast : next == 0x3c ? .atMost : .like
      at += 1
      try expect(0x3d)
      return Filter(.comparison(try AttributeName(name), comparison, try value()))
    case 0x3a: return try extensible(name)
    default:
      try expect(0x3d)
      return try equality(try AttributeName(name))
    }
  }

  private mutating func extensible(_ name: String) throws(InvalidSetting) -> Filter {
    var parts: [String] = []
    while next == 0x3a {
      at += 1
      if next == 0x3d { break }
      parts.append(try take { $0 != 0x3a && $0 != 0x3d })
    }
    try expect(0x3d)
    let isDN = parts.first?.lowercased() == "dn"
    if isDN { parts.removeFirst() }
    guard parts.count <= 1, !name.isEmpty || parts.count == 1 else { throw wrong("no rule") }
    let attribute = name.isEmpty ? nil : try AttributeName(name)
    let rule = parts.isEmpty ? nil : try AttributeName(parts[0])
    return Filter(.extensible(attribute, dn: isDN, rule: rule, try value()))
  }

  private mutating func equality(_ attribute: AttributeName) throws(InvalidSetting) -> Filter {
    var pieces = [try value()]
    while next == 0x2a {
      at += 1
      pieces.append(try value())
    }
    if pieces.count == 1 { return .equal(attribute, bytes: pieces[0]) }
    if pieces.allSatisfy(\.isEmpty) { return .has(attribute) }
    let initial = pieces.removeFirst()
    let final = pieces.removeLast()
    return Filter(
      .substrings(
        attribute, initial: initial.isEmpty ? nil : initial, any: pieces.filter { !$0.isEmpty },
        final: final.isEmpty ? nil : final))
  }

  /// Up to an unescaped `*` or `)`; escapes resolved.
  private mutating func value() throws(InvalidSetting) -> [UInt8] {
    var out: [UInt8] = []
    while let byte = next, byte != 0x29, byte != 0x2a {
      at += 1
      guard byte != 0x28, byte != 0 else { throw wrong("an unescaped ( or NUL") }
      guard byte == 0x5c else {
        out.append(byte)
        continue
      }
      guard at + 1 < bytes.count, let high = hexValue(bytes[at]), let low = hexValue(bytes[at + 1])
      else { throw wrong("\\ without two hexadecimal digits") }
      out.append(high << 4 | low)
      at += 2
    }
    return out
  }

  private mutating func take(while wanted: (UInt8) -> Bool) throws(InvalidSetting) -> String {
    let start = at
    while let byte = next, byte != 0x28, byte != 0x29, wanted(byte) { at += 1 }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }
}
