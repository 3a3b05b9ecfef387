/// The security id of a person or group of Active Directory (MS-DTYP 2.4.2.2): the domain's part, and
/// the number of the entry within it (RID).
struct SID: Sendable, Hashable {
  /// As in `objectSid`.
  let bytes: [UInt8]

  /// - Returns: `nil` unless the length is what the count of its parts says, with one part at least.
  init?(bytes: [UInt8]) {
    guard bytes.count >= 12, bytes[0] == 1, bytes.count == 8 + 4 * Int(bytes[1]) else { return nil }
    self.bytes = bytes
  }

  /// The last part: what `primaryGroupID` tells of a group.
  var relativeID: UInt32 {
    bytes.suffix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// An entry of the same domain.
  func sibling(_ relativeID: UInt32) -> SID? {
    SID(
      bytes: bytes.dropLast(4) + (0..<4).map { UInt8(truncatingIfNeeded: relativeID >> (8 * $0)) })
  }

  /// Whether it is of a domain (`S-1-5-21-…`) and none of those that are the same everywhere.
  var isOfDomain: Bool { bytes[1] >= 5 && Array(bytes[2..<12]) == [0, 0, 0, 0, 0, 5, 21, 0, 0, 0] }
}
