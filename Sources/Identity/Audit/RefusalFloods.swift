/// Keeps a flood of refusals from one address from filling the audit log: the first few of a minute are
/// written one by one, the rest are counted and written as one line when the minute is over.
struct RefusalFloods {
  static let linesAMinute = 10
  /// Addresses counted at once; past it strangers share one count.
  static let addressLimit = 10_000
  static let overflow = "others"
  static let window = Interval.seconds(60)

  struct Count: Equatable {
    var since: Timestamp
    var written: Int
    var counted: Int
  }

  private(set) var counts: [String: Count] = [:]

  /// May this refusal have a line of its own?
  mutating func admit(_ address: String, at now: Timestamp) -> Bool {
    let key = counts[address] != nil || counts.count < Self.addressLimit ? address : Self.overflow
    var count = counts[key] ?? Count(since: now, written: 0, counted: 0)
    defer { counts[key] = count }
    // A window that is over but has unwritten refusals waits for `drain`; it goes on counting.
    if now - count.since >= Self.window, count.counted == 0 {
      count = Count(since: now, written: 0, counted: 0)
    }
    if count.written < Self.linesAMinute {
      count.written += 1
      return true
    }
    count.counted += 1
    return false
  }

  /// Takes out the refusals of floods whose minute is over, by address.
  /// - Parameter all: those of the minute under way too: the process ends.
  mutating func drain(at now: Timestamp, all: Bool = false) -> [String: Int] {
    let over = counts.filter { all || now - $0.value.since >= Self.window }
    for address in over.keys { counts[address] = nil }
    return over.mapValues(\.counted).filter { $0.value > 0 }
  }

  /// Adds up refusals that wait for the store by address, as bounded as the counts themselves.
  static func merge(_ more: [String: Int], into waiting: inout [String: Int]) {
    for (address, count) in more {
      let key =
        waiting[address] != nil || waiting.count < addressLimit ? address : overflow
      waiting[key, default: 0] += count
    }
  }
}
