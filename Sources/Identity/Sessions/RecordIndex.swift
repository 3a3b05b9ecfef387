/// Finds a record by its key: a hash table that holds the number of a record and half of its hash, eight
/// bytes each, while the keys stay in the records.
///
/// Open addressing with linear probing (Knuth, The Art of Computer Programming, volume 3, section 6.4,
/// algorithms L and R); at least half of the places are free. Keys come from a random source or a hash
/// function, never as a stranger chose them, so part of a key is hash enough.
struct RecordIndex {
  private struct Place {
    static let free = Place(record: -1, hash: 0)

    let record: Int32
    let hash: UInt32
  }

  /// Where a search has come to.
  struct Search {
    fileprivate let hash: UInt32
    fileprivate var place: Int
  }

  /// A power of two.
  private var places = Array(repeating: Place.free, count: 16)
  private(set) var count = 0

  /// Begins a search; `next` gives what it finds.
  func search(_ hash: UInt64) -> Search {
    let hash = UInt32(truncatingIfNeeded: hash)
    return Search(hash: hash, place: home(hash))
  }

  /// The next record of this hash, whose key the caller compares; `nil` after the last.
  func next(_ search: inout Search) -> Int? {
    while places[search.place].record >= 0 {
      let place = places[search.place]
      search.place = after(search.place)
      if place.hash == search.hash { return Int(place.record) }
    }
    return nil
  }

  /// - Parameter record: whose key is not in the index.
  mutating func insert(_ record: Int, _ hash: UInt64) {
    if 2 * (count + 1) > places.count { resize(to: 2 * places.count) }
    count += 1
    put(Place(record: Int32(record), hash: UInt32(truncatingIfNeeded: hash)))
  }

  /// - Parameter record: is in the index, under this hash.
  mutating func remove(_ record: Int, _ hash: UInt64) {
    var gap = home(UInt32(truncatingIfNeeded: hash))
    while places[gap].record != Int32(record) {
      precondition(places[gap].record >= 0, "the record is not in the index")
      gap = after(gap)
    }
    // What stands behind moves up, unless it would come to stand before its home: so no search ends early.
    var place = after(gap)
    while places[place].record >= 0 {
      let distance = (place - home(places[place].hash)) & (places.count - 1)
      if distance >= (place - gap) & (places.count - 1) {
        places[gap] = places[place]
        gap = place
      }
      place = after(place)
    }
    places[gap] = .free
    count -= 1
    if places.count > 1024, 16 * count < places.count { resize(to: places.count / 4) }
  }

  private func home(_ hash: UInt32) -> Int { Int(hash) & (places.count - 1) }

  private func after(_ place: Int) -> Int { (place + 1) & (places.count - 1) }

  private mutating func put(_ new: Place) {
    var place = home(new.hash)
    while places[place].record >= 0 { place = after(place) }
    places[place] = new
  }

  private mutating func resize(to size: Int) {
    let old = places
    places = Array(repeating: .free, count: size)
    for place in old where place.record >= 0 { put(place) }
  }
}
