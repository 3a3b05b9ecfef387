/// The strict scan that every request body passes before anything reads a field of it: UTF-8, the grammar
/// of RFC 8259 to the letter, at most 16 levels, no name twice in one object, no number outside what an
/// IEEE double and a 53-bit integer can carry.
///
/// Texts are kept as places in the body, so that a password is copied once: into its `Secret`.
struct JSONScanner {
  static let depthLimit = 16
  /// Longer numbers are refused: nothing Brama reads needs more.
  static let numberLimit = 32

  private let bytes: [UInt8]
  private var position = 0

  /// - Throws: `JSONScanError` for the first place that breaks a rule.
  static func scan(_ body: [UInt8]) throws(JSONScanError) -> JSONValue {
    guard (try? UTF8Span(validating: body.span)) != nil else { throw .notUTF8 }
    var scanner = JSONScanner(bytes: body)
    scanner.skipBlanks()
    let value = try scanner.value(depth: 0)
    scanner.skipBlanks()
    guard scanner.position == body.count else { throw .malformed(at: scanner.position) }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipBlanks() {
    while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d {
      position += 1
    }
  }

  private mutating func take(_ byte: UInt8) throws(JSONScanError) {
    guard current == byte else { throw .malformed(at: position) }
    position += 1
  }

  private mutating func value(depth: Int) throws(JSONScanError) -> JSONValue {
    switch current {
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"):
      try word("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try word("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try word("null")
      return .null
    default: return try number()
    }
  }

  private mutating func word(_ word: StaticString) throws(JSONScanError) {
    for offset in 0..<word.utf8CodeUnitCount {
      try take(word.utf8Start[offset])
    }
  }

  private mutating func array(depth: Int) throws(JSONScanError) -> JSONValue {
    guard depth <= Self.depthLimit else { throw .tooDeep }
    position += 1
    skipBlanks()
    var elements: [JSONValue] = []
    if current == UInt8(ascii: "]") {
      position += 1
      return .array(elements)
    }
    while true {
      skipBlanks()
      elements.append(try value(depth: depth))
      skipBlanks()
      if current == UInt8(ascii: ",") {
        position += 1
        continue
      }
      try take(UInt8(ascii: "]"))
      return .array(elements)
    }
  }

  /// Few names are compared one by one: that costs less than a set, of which the runtime makes the type at
  /// its first use besides.
  private static func isNew(
    _ name: [UInt8], _ members: [JSONMember], _ names: inout Set<[UInt8]>
  ) -> Bool {
    if members.count < 8 { return !members.contains { $0.name == name } }
    if names.isEmpty { for member in members { names.insert(member.name) } }
    return names.insert(name).inserted
  }

  private mutating func object(depth: Int) throws(JSONScanError) -> JSONValue {
    guard depth <= Self.depthLimit else { throw .tooDeep }
    position += 1
    skipBlanks()
    var members: [JSONMember] = []
    var names: Set<[UInt8]> = []
    if current == UInt8(ascii: "}") {
      position += 1
      return .object(members)
    }
    while true {
      skipBlanks()
      let name = try string().unescaped()
      // Names are compared byte by byte after unescaping, so that `"a"` and `"\u0061"` are one name.
      guard Self.isNew(name, members, &names) else {
        throw .duplicateName(String(String(decoding: name, as: UTF8.self).prefix(64)))
      }
      skipBlanks()
      try take(UInt8(ascii: ":"))
      skipBlanks()
      members.append(JSONMember(name: name, value: try value(depth: depth)))
      skipBlanks()
      if current == UInt8(ascii: ",") {
        position += 1
        continue
      }
      try take(UInt8(ascii: "}"))
      return .object(members)
    }
  }

  private mutating func string() throws(JSONScanError) -> JSONString {
    try take(UInt8(ascii: "\""))
    let start = position
    var hasEscapes = false
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        let text = JSONString(raw: bytes[start..<position], hasEscapes: hasEscapes)
        position += 1
        return text
      case UInt8(ascii: "\\"):
        hasEscapes = true
        try escape()
      case 0..<0x20: throw .malformed(at: position)
      default: position += 1
      }
    }
    throw .malformed(at: position)
  }

  /// Checks one escape; a surrogate must come with its other half (RFC 8259, section 8.2 leaves that
  /// open; half a character has no UTF-8).
  private mutating func escape() throws(JSONScanError) {
    position += 1
    switch current {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 1
    case UInt8(ascii: "u"):
      position += 1
      let unit = try hexadecimalUnit()
      if (0xdc00...0xdfff).contains(unit) { throw .malformed(at: position) }
      guard (0xd800...0xdbff).contains(unit) else { return }
      try take(UInt8(ascii: "\\"))
      try take(UInt8(ascii: "u"))
      guard (0xdc00...0xdfff).contains(try hexadecimalUnit()) else {
        throw .malformed(at: position)
      }
    default: throw .malformed(at: position)
    }
  }

  private mutating func hexadecimalUnit() throws(JSONScanError) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let digit = current.flatMap(hexadecimalDigit) else { throw .malformed(at: position) }
      unit = unit << 4 | UInt16(digit)
      position += 1
    }
    return unit
  }

  private mutating func number() throws(JSONScanError) -> JSONValue {
    let start = position
    var isInteger = true
    if current == UInt8(ascii: "-") { position += 1 }
    let firstDigit = position
    try digits()
    if bytes[firstDigit] == UInt8(ascii: "0"), position > firstDigit + 1 {
      throw .malformed(at: firstDigit)
    }
    if current == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      try digits()
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      isInteger = false
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard text.utf8.count <= Self.numberLimit, let value = Double(text), value.isFinite,
      !isInteger || abs(value) <= 9_007_199_254_740_991
    else { throw .numberOutOfRange }
    return .number(value)
  }

  private mutating func digits() throws(JSONScanError) {
    let start = position
    while let byte = current, (0x30...0x39).contains(byte) { position += 1 }
    guard position > start else { throw .malformed(at: position) }
  }
}

enum JSONScanError: Error, Equatable {
  case notUTF8
  case malformed(at: Int)
  case tooDeep
  /// With the name, cut to 64 characters.
  case duplicateName(String)
  case numberOutOfRange
}

func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case 0x30...0x39: byte - 0x30
  case 0x41...0x46: byte - 0x41 + 10
  case 0x61...0x66: byte - 0x61 + 10
  default: nil
  }
}
