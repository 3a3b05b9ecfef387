import Identity

/// What a domain controller says of changes in one answer (MS-ADTS 3.1.1.3.4.1.3), and what it is asked
/// with.
struct DirSync: Sendable {
  static let control = "1.2.840.113556.1.4.841"
  static let isDeleted: AttributeName = "isDeleted"
  /// LDAP_DIRSYNC_OBJECT_SECURITY: only what the account may read anyway, so that it needs no right to
  /// replicate.
  private static let objectSecurity: UInt8 = 0x1
  /// Bytes of one answer; the server has its own limit as well.
  private static let answerBytes: [UInt8] = [0x10, 0x00, 0x00]

  /// Entries that were made, changed or moved.
  var changed: Set<StableID> = []
  var deleted: Set<StableID> = []
  /// What the next question goes on with. It grows with the number of domain controllers.
  private(set) var cookie: [UInt8] = []
  /// The server has more to say at once.
  private(set) var hasMore = false

  static let longestCookie = 64 << 10

  static func request(_ cookie: [UInt8]) -> [UInt8] {
    BER.element(
      BER.sequence,
      BER.element(BER.integer, [objectSecurity]) + BER.element(BER.integer, answerBytes)
        + BER.element(BER.octets, cookie))
  }

  /// The control of an answer's end.
  mutating func end(_ value: [UInt8]) throws(BERReader.Malformed) {
    var reader = BERReader(value)
    var content = try reader.element(BER.sequence)
    hasMore = try content.number(BER.integer) != 0
    _ = try content.number(BER.integer)
    let next = try content.octets()
    // Without progress there would be no end.
    guard !next.isEmpty, next.count <= Self.longestCookie, !hasMore || next != cookie else {
      throw BERReader.Malformed()
    }
    cookie = next
  }
}
