/// Very many names, each once, in the order in which they came: their bytes in one array and an index
/// over it, so that a member of a group costs the length of the name's first part and some 20 bytes more.
/// The place in the tree, which very many names share, is kept once.
struct NameSet: Sendable {
  private struct Slot: Sendable {
    /// -1: free.
    var name: Int32
    /// Of the name's key: most comparisons end here.
    var hash: UInt32
  }

  /// Places in the tree that are shared; names of others stand whole.
  private static let placeLimit = 4_096

  /// Of each name what stands before its place.
  private var bytes: [UInt8] = []
  /// Where each name ends in `bytes`.
  private var ends: [UInt32] = []
  /// The place of each name, as a number of `places`.
  private var placeOf: [UInt16] = []
  /// What names end with, the comma before it included; the first is nothing at all.
  private var places: [[UInt8]] = [[]]
  private var numbers: [[UInt8]: UInt16] = [:]
  /// Open addressing; a power of two, four fifths full at most.
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
  var footprint: Int {
    bytes.capacity + ends.capacity * 4 + placeOf.capacity * 2 + slots.capacity * 8
      + places.reduce(0) { $0 + 2 * ($1.capacity + 48) }
  }

  subscript(index: Int) -> [UInt8] {
    bytes[(index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])]
      + places[Int(placeOf[index])]
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
    let (head, place) = split(name)
    bytes += head
    ends.append(UInt32(bytes.count))
    placeOf.append(place)
    if ends.count * 5 > slots.count * 4 { grow() }
    return true
  }

  /// A name before its place, and the place's number.
  private mutating func split(_ name: [UInt8]) -> (ArraySlice<UInt8>, UInt16) {
    let comma = name.indices.first { index in
      name[index] == UInt8(ascii: ",") && (index == 0 || name[index - 1] != UInt8(ascii: "\\"))
    }
    guard let comma else { return (name[...], 0) }
    let place = Array(name[comma...])
    // Neighbours mostly share theirs.
    if let last = placeOf.last, places[Int(last)] == place { return (name[..<comma], last) }
    if let number = numbers[place] { return (name[..<comma], number) }
    guard places.count < Self.placeLimit else { return (name[...], 0) }
    let number = UInt16(places.count)
    places.append(place)
    numbers[place] = number
    return (name[..<comma], number)
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
