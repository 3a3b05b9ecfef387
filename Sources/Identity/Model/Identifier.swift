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
    withUnsafeBytes(of: uuid.uuid) { bytes in
      String(unsafeUninitializedCapacity: 36) { out in
        var at = 0
        for index in bytes.indices {
          if index == 4 || index == 6 || index == 8 || index == 10 {
            out[at] = UInt8(ascii: "-")
            at += 1
          }
          out[at] = hexadecimalDigit(bytes[index] >> 4)
          out[at + 1] = hexadecimalDigit(bytes[index] & 0x0f)
          at += 2
        }
        return at
      }
    }
  }
}

public typealias EmployeeID = Identifier<Employee>
public typealias CompanyID = Identifier<Company>
public typealias SessionID = Identifier<Session>
