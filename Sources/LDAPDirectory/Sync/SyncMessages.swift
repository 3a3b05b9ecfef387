/// What a server says while it brings a client up to date (RFC 4533).
struct SyncAnswer: Sendable {
  /// `entryUUID`s of entries that were sent: new, changed or moved.
  var changed: Set<UUIDText> = []
  /// Of those that are gone, or do not match any more.
  var deleted: Set<UUIDText> = []
  /// Of those that are there unchanged.
  var present: Set<UUIDText> = []
  /// What neither came nor is among `present` is gone.
  var isWhole = false
  var cookie: [UInt8]?

  typealias UUIDText = String

  /// The Sync Done Control (2.4).
  mutating func end(_ value: [UInt8]) throws(BERReader.Malformed) {
    var reader = BERReader(value)
    var done = try reader.element(BER.sequence)
    if done.tag == BER.octets { cookie = try done.octets() }
    isWhole = true
    if done.tag == BER.boolean { isWhole = try !done.flag() }
  }

  /// The Sync State Control of an entry (2.3).
  mutating func meet(_ value: [UInt8]) throws(BERReader.Malformed) {
    var reader = BERReader(value)
    var state = try reader.element(BER.sequence)
    let kind = try state.number(BER.enumerated)
    let id = try Self.text(state.octets())
    if state.tag == BER.octets { cookie = try state.octets() }
    switch kind {
    case 0: present.insert(id)
    case 1, 2: changed.insert(id)
    case 3: deleted.insert(id)
    default: throw BERReader.Malformed()
    }
  }

  /// The Sync Info Message (2.5).
  mutating func note(_ value: [UInt8]) throws(BERReader.Malformed) {
    var reader = BERReader(value)
    switch reader.tag {
    case 0x80: cookie = try reader.octets(0x80)
    case 0xa1, 0xa2:
      var phase = try reader.element(reader.tag ?? 0)
      if phase.tag == BER.octets { cookie = try phase.octets() }
    case 0xa3:
      var list = try reader.element(0xa3)
      if list.tag == BER.octets { cookie = try list.octets() }
      var areDeleted = false
      if list.tag == BER.boolean { areDeleted = try list.flag() }
      var ids = try list.element(BER.set)
      while !ids.isAtEnd {
        let id = try Self.text(ids.octets())
        if areDeleted { deleted.insert(id) } else { present.insert(id) }
      }
    default: throw BERReader.Malformed()
    }
  }

  /// The value of the Sync Request Control (2.2): `refreshOnly`, and no hint to load all again: a server
  /// that does not know the cookie is to say so.
  static func request(_ cookie: [UInt8]?) -> [UInt8] {
    let mode = BER.element(BER.enumerated, [1])
    return BER.element(
      BER.sequence, mode + (cookie.map { BER.element(BER.octets, $0) } ?? []))
  }

  /// As `entryUUID` is written (RFC 4530, 2.1).
  private static func text(_ bytes: [UInt8]) throws(BERReader.Malformed) -> String {
    guard bytes.count == 16 else { throw BERReader.Malformed() }
    var text = ""
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text += "-" }
      text += hexText(byte)
    }
    return text.lowercased()
  }
}
