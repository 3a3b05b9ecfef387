/// Keeps a flood of refusals from one address from filling the audit log: the first few of a minute are
/// written one by one, the rest are counted and written as one line when the minute is over.
struct RefusalFloods {
  static let linesAMinute = 10
  /// Addresses counted at once; past it strangers share one count.
  static let addressLimit = 10_000
  static let window = Interval.seconds(60)

  struct Count: Equatable {
    var since: Timestamp
    var written: Int
    var counted: Int
  }

  private(set) var counts: [String: Count] = [:]

  /// May this refusal have a line of its own?
  mutating func admit(_ address: String, at now: Timestamp) -> Bool {
    let key = counts[address] != nil || counts.count < Self.addressLimit ? address : "others"
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

  /// Takes out the floods whose minute is over.
  mutating func drain(at now: Timestamp) -> [(address: String, count: Int)] {
    let over = counts.filter { now - $0.value.since >= Self.window }
    for address in over.keys { counts[address] = nil }
    return over.filter { $0.value.counted > 0 }.map { ($0.key, $0.value.counted) }
      .sorted { $0.address < $1.address }
  }
}
