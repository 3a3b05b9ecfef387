/// As much of BER (X.690, definite lengths) as values of controls need, which libldap hands over and takes
/// as bytes.
struct BERReader {
  struct Malformed: Error {}

  private var bytes: ArraySlice<UInt8>

  init(_ bytes: some Collection<UInt8>) { self.bytes = ArraySlice(Array(bytes)) }

  var isAtEnd: Bool { bytes.isEmpty }
  /// The tag of the next element.
  var tag: UInt8? { bytes.first }

  /// The next element's contents.
  mutating func element(_ wanted: UInt8) throws(Malformed) -> BERReader {
    guard bytes.popFirst() == wanted, let first = bytes.popFirst() else { throw Malformed() }
    var length = Int(first)
    if first >= 0x80 {
      length = 0
      guard (0x81...0x84).contains(first) else { throw Malformed() }
      for _ in 0..<(first - 0x80) {
        guard let byte = bytes.popFirst() else { throw Malformed() }
        length = length << 8 | Int(byte)
      }
    }
    guard length <= bytes.count else { throw Malformed() }
    defer { bytes = bytes.dropFirst(length) }
    return BERReader(bytes.prefix(length))
  }

  mutating func octets(_ tag: UInt8 = BER.octets) throws(Malformed) -> [UInt8] {
    Array(try element(tag).bytes)
  }

  /// A number of one to four bytes: INTEGER or ENUMERATED.
  mutating func number(_ tag: UInt8) throws(Malformed) -> Int {
    let content = try element(tag).bytes
    guard (1...4).contains(content.count), let first = content.first else { throw Malformed() }
    return content.dropFirst().reduce(Int(Int8(bitPattern: first))) { $0 << 8 | Int($1) }
  }

  mutating func flag() throws(Malformed) -> Bool {
    let content = try element(BER.boolean).bytes
    guard content.count == 1 else { throw Malformed() }
    return content.first != 0
  }
}

enum BER {
  static let boolean: UInt8 = 0x01
  static let integer: UInt8 = 0x02
  static let octets: UInt8 = 0x04
  static let enumerated: UInt8 = 0x0a
  static let sequence: UInt8 = 0x30
  static let set: UInt8 = 0x31

  static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    if content.count < 0x80 { return [tag, UInt8(content.count)] + content }
    var length: [UInt8] = []
    var rest = content.count
    while rest > 0 {
      length.insert(UInt8(rest & 0xff), at: 0)
      rest >>= 8
    }
    return [tag, 0x80 | UInt8(length.count)] + length + content
  }
}
