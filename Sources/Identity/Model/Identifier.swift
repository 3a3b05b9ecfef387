public import FoundationEssentials

/// A random 128-bit identity of one kind of thing, printed as a lower-case UUID.
///
/// Typed by what it names, so that an employee's identifier cannot be passed for a company's.
public struct Identifier<Named>: Hashable, Sendable, CustomStringConvertible {
  public let uuid: UUID

  public init(_ uuid: UUID) { self.uuid = uuid }

  /// `nil` unless the text is a UUID in its usual form.
  public init?(_ text: String) {
    guard text.utf8.count == 36, let uuid = UUID(uuidString: text) else { return nil }
    self.uuid = uuid
    // It takes hyphens in other places too.
    guard description == text.lowercased() else { return nil }
  }

  public init(random: any RandomSource) {
    let bytes = random.bytes(16)
    self.uuid = bytes.withUnsafeBytes { raw in
      var value: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
      withUnsafeMutableBytes(of: &value) { $0.copyMemory(from: raw) }
      value.6 = (value.6 & 0x0f) | 0x40
      value.8 = (value.8 & 0x3f) | 0x80
      return UUID(uuid: value)
    }
  }

  public var description: String {
    String(unsafeUninitializedCapacity: Self.textLength) { out in
      write(to: out)
      return Self.textLength
    }
  }

  /// Characters of the textual form, all of ASCII.
  public static var textLength: Int { 36 }

  /// Writes the textual form to the start of `out`, which has room for it.
  public func write(to out: UnsafeMutableBufferPointer<UInt8>) {
    precondition(out.count >= Self.textLength, "no room for an identifier")
    let digits = withUnsafeBytes(of: uuid.uuid) { bytes in
      func eight(_ start: Int) -> UInt64 {
        Self.digits(bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self))
      }
      return (eight(0), eight(4), eight(8), eight(12))
    }
    // 8-4-4-4-12: the eight digits of the second and the third word stand on both sides of a hyphen.
    let text = UnsafeMutableRawBufferPointer(out)
    let hyphen = UInt8(ascii: "-")
    text.storeBytes(of: digits.0, as: UInt64.self)
    text[8] = hyphen
    text.storeBytes(of: UInt32(truncatingIfNeeded: digits.1), toByteOffset: 9, as: UInt32.self)
    text[13] = hyphen
    text.storeBytes(
      of: UInt32(truncatingIfNeeded: digits.1 >> 32), toByteOffset: 14, as: UInt32.self)
    text[18] = hyphen
    text.storeBytes(of: UInt32(truncatingIfNeeded: digits.2), toByteOffset: 19, as: UInt32.self)
    text[23] = hyphen
    text.storeBytes(
      of: UInt32(truncatingIfNeeded: digits.2 >> 32), toByteOffset: 24, as: UInt32.self)
    text.storeBytes(of: digits.3, toByteOffset: 28, as: UInt64.self)
  }

  /// The eight digits of four bytes, as they lie in memory, all at one time: a half-byte in each byte of a
  /// word, to which "0" is added, and what lies between "9" and "a" where it is above nine.
  private static func digits(_ bytes: UInt32) -> UInt64 {
    var word = UInt64(UInt32(littleEndian: bytes))
    word = (word | word << 16) & 0x0000_FFFF_0000_FFFF
    word = (word | word << 8) & 0x00FF_00FF_00FF_00FF
    word = word >> 4 & 0x000F_000F_000F_000F | (word & 0x000F_000F_000F_000F) << 8
    let letters = (word + 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
    return (word + 0x3030_3030_3030_3030 + letters * 0x27).littleEndian
  }

  /// A number that differs as a rule where the identifiers differ, and is spread evenly.
  var mixed: UInt64 {
    let (a, b) = withUnsafeBytes(of: uuid.uuid) { $0.loadUnaligned(as: (UInt64, UInt64).self) }
    let product = (a ^ b &* 0x9E37_79B9_7F4A_7C15) &* 0xD6E8_FEB8_6659_FD93
    return product ^ product >> 32
  }
}

public typealias EmployeeID = Identifier<Employee>
public typealias CompanyID = Identifier<Company>
public typealias SessionID = Identifier<Session>
