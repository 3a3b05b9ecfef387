/// Finds a record by its key: a hash table that holds numbers of records only, four bytes each, while the
/// keys stay in the records.
///
/// Open addressing with linear probing (Knuth, The Art of Computer Programming, volume 3, section 6.4,
/// algorithms L and R); at least half of the places are free. A hash is part of what the caller knows of a
/// key; keys come from a random source or a hash function, never as a stranger chose them.
struct RecordIndex {
  private static let free: Int32 = -1

  /// A power of two of places; a number of a record, or `free`.
  private var places: [Int32] = Array(repeating: free, count: 16)
  private(set) var count = 0

  /// - Parameter isMatch: whether a record has the key looked for.
  @inline(__always)
  func find(_ hash: UInt64, _ isMatch: (Int) -> Bool) -> Int? {
    var place = home(hash)
    while places[place] != Self.free {
      let record = Int(places[place])
      if isMatch(record) { return record }
      place = after(place)
    }
    return nil
  }

  /// - Parameters:
  ///   - record: whose key is not in the index.
  ///   - hashOf: the hash of a record that is.
  mutating func insert(_ record: Int, _ hash: UInt64, hashOf: (Int) -> UInt64) {
    if 2 * (count + 1) > places.count { resize(to: 2 * places.count, hashOf) }
    count += 1
    put(record, hash)
  }

  /// - Parameter hashOf: the hash of a record in the index, the one that leaves it among them.
  mutating func remove(_ record: Int, _ hash: UInt64, hashOf: (Int) -> UInt64) {
    var gap = home(hash)
    while places[gap] != Int32(record) {
      precondition(places[gap] != Self.free, "the record is not in the index")
      gap = after(gap)
    }
    // What stands behind moves up, unless it would come to stand before its home: so no search ends early.
    var place = after(gap)
    while places[place] != Self.free {
      let distance = (place - home(hashOf(Int(places[place])))) & (places.count - 1)
      if distance >= (place - gap) & (places.count - 1) {
        places[gap] = places[place]
        gap = place
      }
      place = after(place)
    }
    places[gap] = Self.free
    count -= 1
    if places.count > 1024, 16 * count < places.count { resize(to: places.count / 4, hashOf) }
  }

  private func home(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash) & (places.count - 1) }

  private func after(_ place: Int) -> Int { (place + 1) & (places.count - 1) }

  private mutating func put(_ record: Int, _ hash: UInt64) {
    var place = home(hash)
    while places[place] != Self.free { place = after(place) }
    places[place] = Int32(record)
  }

  private mutating func resize(to size: Int, _ hashOf: (Int) -> UInt64) {
    let old = places
    places = Array(repeating: Self.free, count: size)
    for record in old where record != Self.free { put(Int(record), hashOf(Int(record))) }
  }
}
