public import Foundation

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
    // Foundation takes hyphens in other places too.
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
    withUnsafeBytes(of: uuid.uuid) { bytes in
      var at = 0
      for index in 0..<16 {
        if index == 4 || index == 6 || index == 8 || index == 10 {
          out[at] = UInt8(ascii: "-")
          at += 1
        }
        out[at] = hexadecimalDigit(bytes[index] >> 4)
        out[at + 1] = hexadecimalDigit(bytes[index] & 0x0f)
        at += 2
      }
    }
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
