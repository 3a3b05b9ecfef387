import Testing

@testable import Identity

@Suite("The index of records")
struct RecordIndexTests {
  /// Few hashes for many keys, so that searches run past one another and around the end.
  private func hash(_ key: Int) -> UInt64 { UInt64(key % 23) &* 0x9E37_79B9_7F4A_7C15 }

  @Test("whatever comes and goes, every record is found by its key and no other", arguments: 0..<8)
  func randomWork(seed: UInt64) {
    var random = Random(state: seed)
    var keys: [Int?] = []
    var index = RecordIndex()
    func find(_ key: Int) -> Int? {
      var search = index.search(hash(key))
      while let record = index.next(&search) {
        if keys[record] == key { return record }
      }
      return nil
    }
    for _ in 0..<3_000 {
      let key = Int(random.next() % 150)
      if let record = find(key) {
        index.remove(record, hash(key))
        keys[record] = nil
      } else {
        let record = keys.firstIndex(of: nil) ?? keys.count
        if record == keys.count { keys.append(nil) }
        keys[record] = key
        index.insert(record, hash(key))
      }
      #expect(index.count == keys.count { $0 != nil })
      let probe = Int(random.next() % 150)
      #expect(find(probe) == keys.firstIndex(of: probe))
    }
    for case (let record, let key?) in keys.enumerated() { #expect(find(key) == record) }
  }

  @Test("an index that was large becomes small again, and still finds")
  func shrinks() {
    var index = RecordIndex()
    let spread = { (record: Int) in UInt64(record) &* 0xD6E8_FEB8_6659_FD93 }
    for record in 0..<10_000 { index.insert(record, spread(record)) }
    for record in 10..<10_000 { index.remove(record, spread(record)) }
    for record in 0..<20 {
      var search = index.search(spread(record))
      #expect(index.next(&search) == (record < 10 ? record : nil))
    }
  }

  @Test("texts that are alike are kept once, and forgotten with their last use")
  func texts() {
    var pool = TextPool()
    let one = pool.take("Mozilla/5.0")
    let same = pool.take("Mozilla/5.0")
    let other = pool.take("curl")
    #expect(one == same && one != other && pool.count == 2)
    pool.release(one)
    #expect(pool[same] == "Mozilla/5.0")
    pool.release(same)
    #expect(pool.count == 1 && pool[other] == "curl")
    let next = pool.take("wget")
    #expect(pool[next] == "wget" && pool[other] == "curl")
  }
}

/// Repeatable (xorshift64*).
private struct Random {
  var state: UInt64

  init(state: UInt64) { self.state = state &+ 0x9E37_79B9_7F4A_7C15 }

  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_F491_4F6C_DD1D >> 16
  }
}
