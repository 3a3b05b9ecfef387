import COATH
import CSodium
public import Identity

/// HOTP and TOTP through liboath: SHA-1, 6 digits (RFC 4226, RFC 6238; TFA-15).
public struct OATHCodes: OneTimeCodes {
  private static let started: Int32 = oath_init()

  /// Digits of a code.
  static let digits = 6

  public init() {
    Sodium.start()
    precondition(Self.started == OATH_OK.rawValue, "liboath cannot be started")
  }

  /// The newest step of `steps` whose code is `code`, or `nil`.
  ///
  /// Every candidate is computed and compared whatever came before, so that the time tells neither
  /// whether nor which one fitted. A text that is not six ASCII digits fits nothing; steps before 1970
  /// fit nothing.
  public func step(of code: String, secret: Secret, among steps: ClosedRange<Int64>) -> Int64? {
    var presented = Array(code.utf8)
    defer { wipe(&presented) }
    guard presented.count == Self.digits,
      presented.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    var found: Int64 = 0
    var matched: Int64 = 0
    for step in steps where step >= 0 {
      guard var candidate = Self.code(counter: UInt64(step), secret: secret, digits: Self.digits)
      else { continue }
      // All ones when equal, all zeros when not: chosen without a branch.
      let mask = ~Int64(sodium_memcmp(presented, candidate, Self.digits))
      wipe(&candidate)
      found = (step & mask) | (found & ~mask)
      matched |= mask
    }
    return matched == 0 ? nil : found
  }

  /// The ASCII digits of HOTP (RFC 4226, 5.3) at a counter.
  ///
  /// - Parameter digits: 6, 7 or 8, all that liboath makes.
  /// - Returns: `nil` when liboath refuses (an empty secret, other digits).
  static func code(counter: UInt64, secret: Secret, digits: Int) -> [UInt8]? {
    guard !secret.isEmpty, (6...8).contains(digits) else { return nil }
    return secret.withBytes { key -> [UInt8]? in
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: digits + 1) { output -> [UInt8]? in
        defer { sodium_memzero(output.baseAddress, output.count) }
        // OATH_HOTP_DYNAMIC_TRUNCATION: SIZE_MAX, as the importer sees a size_t.
        let dynamicTruncation = -1
        let status = oath_hotp_generate(
          key.baseAddress?.assumingMemoryBound(to: CChar.self), key.count, counter,
          UInt32(digits), false, dynamicTruncation, output.baseAddress)
        guard status == OATH_OK.rawValue else { return nil }
        return output.prefix(digits).map { UInt8(bitPattern: $0) }
      }
    }
  }
}
