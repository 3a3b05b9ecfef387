/// Very many names, each once, in the order in which they came: their bytes in one array and an index
/// over it, so that a member of a group costs the length of the name and some 20 bytes more.
struct NameSet: Sendable {
  private struct Slot: Sendable {
    /// -1: free.
    var name: Int32
    /// Of the name's key: most comparisons end here.
    var hash: UInt32
  }

  private var bytes: [UInt8] = []
  /// Where each name ends in `bytes`.
  private var ends: [UInt32] = []
  /// Open addressing; a power of two, two thirds full at most.
  private var slots = Array(repeating: Slot(name: -1, hash: 0), count: 64)
  /// What two spellings of one name have in common.
  private let key: @Sendable ([UInt8]) -> [UInt8]

  init(key: @escaping @Sendable ([UInt8]) -> [UInt8]) { self.key = key }

  /// Distinguished names; what is none is its own key.
  static var distinguishedNames: NameSet {
    NameSet { bytes in
      guard let name = try? DN(String(decoding: bytes, as: UTF8.self)) else { return bytes }
      return Array(name.key.utf8)
    }
  }

  /// Logins, letter case ignored.
  static var logins: NameSet {
    NameSet { Array(String(decoding: $0, as: UTF8.self).lowercased().utf8) }
  }

  var count: Int { ends.count }
  /// What the set holds in memory, in bytes.
  var footprint: Int { bytes.capacity + ends.capacity * 4 + slots.capacity * 8 }

  subscript(index: Int) -> [UInt8] {
    Array(bytes[(index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])])
  }

  func text(_ index: Int) -> String { String(decoding: self[index], as: UTF8.self) }

  func contains(_ name: String) -> Bool { contains(key: key(Array(name.utf8))) }

  /// As `contains`, for a set of the same kind of names that has made the key already.
  func contains(key wanted: [UInt8]) -> Bool {
    slots[slot(of: wanted, Self.hash(wanted))].name >= 0
  }

  /// What `name` is compared by in a set like this one.
  func key(of name: [UInt8]) -> [UInt8] { key(name) }

  /// Names past 2 GiB in all are not taken.
  /// - Returns: whether it was not there yet.
  @discardableResult
  mutating func insert(_ name: [UInt8]) -> Bool { insert(name, key: key(name)) }

  @discardableResult
  mutating func insert(_ name: [UInt8], key wanted: [UInt8]) -> Bool {
    let hash = Self.hash(wanted)
    let slot = slot(of: wanted, hash)
    guard slots[slot].name < 0, bytes.count + name.count < Int32.max else { return false }
    slots[slot] = Slot(name: Int32(ends.count), hash: hash)
    bytes += name
    ends.append(UInt32(bytes.count))
    if ends.count * 3 > slots.count * 2 { grow() }
    return true
  }

  mutating func formUnion(_ other: NameSet) {
    if count == 0 {
      self = other
    } else {
      for index in 0..<other.count { insert(other[index]) }
    }
  }

  private static func hash(_ key: [UInt8]) -> UInt32 { UInt32(truncatingIfNeeded: key.hashValue) }

  /// Where the name with this key is, or would be.
  private func slot(of wanted: [UInt8], _ hash: UInt32) -> Int {
    let mask = slots.count - 1
    var index = Int(hash) & mask
    while slots[index].name >= 0 {
      if slots[index].hash == hash, key(self[Int(slots[index].name)]) == wanted { break }
      index = (index + 1) & mask
    }
    return index
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(name: -1, hash: 0), count: old.count * 2)
    let mask = slots.count - 1
    for slot in old where slot.name >= 0 {
      var index = Int(slot.hash) & mask
      while slots[index].name >= 0 { index = (index + 1) & mask }
      slots[index] = slot
    }
  }
}
