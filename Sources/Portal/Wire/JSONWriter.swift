import Identity

/// Writes a JSON text whose form is known beforehand straight into memory that has room for it, for the
/// answers that are asked for most. What does not fit traps: it is never written past the end.
struct JSONWriter {
  private let start: UnsafeMutablePointer<UInt8>
  private let room: Int
  private(set) var count = 0

  /// - Precondition: `out` is not empty.
  init(_ out: UnsafeMutableBufferPointer<UInt8>) {
    guard let start = out.baseAddress else { preconditionFailure("no memory for a JSON text") }
    self.start = start
    room = out.count
  }

  /// The bytes that a text may need.
  static func room(for text: String?) -> Int { 6 * (text?.utf8.count ?? 0) + 4 }

  /// Braces, names, commas: JSON as it stands.
  mutating func put(json: StaticString) {
    let size = json.utf8CodeUnitCount
    place(size).update(from: json.utf8Start, count: size)
  }

  mutating func put(_ flag: Bool) { flag ? put(json: "true") : put(json: "false") }

  mutating func put(_ text: String?) {
    guard let text else { return put(json: "null") }
    let isWritten: Void? = text.utf8.withContiguousStorageIfAvailable { bytes in
      put(json: "\"")
      JSONEscape.pieces(of: bytes) { put($0) }
      put(json: "\"")
    }
    // A text that another library keeps in a form of its own.
    if isWritten == nil { put(String(decoding: Array(text.utf8), as: UTF8.self)) }
  }

  mutating func put<Named>(_ id: Identifier<Named>) {
    put(json: "\"")
    let size = Identifier<Named>.textLength
    id.write(to: UnsafeMutableBufferPointer(start: place(size), count: size))
    put(json: "\"")
  }

  mutating func put(_ moment: Timestamp?) {
    guard let moment else { return put(json: "null") }
    guard moment.hasFourDigitYear else { return put(moment.rfc3339) }
    put(json: "\"")
    let size = Timestamp.textLength
    moment.write(to: UnsafeMutableBufferPointer(start: place(size), count: size))
    put(json: "\"")
  }

  private mutating func put(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else { return }
    place(bytes.count).update(from: start, count: bytes.count)
  }

  /// Memory for so many bytes more.
  @inline(__always)
  private mutating func place(_ size: Int) -> UnsafeMutablePointer<UInt8> {
    precondition(size <= room - count, "no room for a JSON text")
    defer { count += size }
    return start + count
  }
}

/// The characters that RFC 8259, section 7, wants escaped; everything else stands as it is.
enum JSONEscape {
  /// Gives the text in pieces that can be written one after the other.
  @inline(__always)
  static func pieces(
    of bytes: UnsafeBufferPointer<UInt8>, _ write: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    var start = 0
    for index in bytes.indices where isEscaped(bytes[index]) {
      write(UnsafeBufferPointer(rebasing: bytes[start..<index]))
      escape(bytes[index], write)
      start = index + 1
    }
    write(UnsafeBufferPointer(rebasing: bytes[start...]))
  }

  @inline(__always)
  private static func isEscaped(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private static func escape(_ byte: UInt8, _ write: (UnsafeBufferPointer<UInt8>) -> Void) {
    let digits: StaticString = "0123456789abcdef"
    let escaped: [UInt8] =
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): [0x5c, byte]
      case 0x0a: [0x5c, UInt8(ascii: "n")]
      case 0x0d: [0x5c, UInt8(ascii: "r")]
      case 0x09: [0x5c, UInt8(ascii: "t")]
      default:
        Array("\\u00".utf8) + [digits.utf8Start[Int(byte >> 4)], digits.utf8Start[Int(byte & 15)]]
      }
    escaped.withUnsafeBufferPointer(write)
  }
}
