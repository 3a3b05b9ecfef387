/// Texts of which many are alike, as addresses and user agents are, each kept once and named by a number.
struct TextPool {
  private struct Entry {
    var text: String
    var uses: Int
  }

  private var entries: [Entry] = []
  private var numbers: [String: Int32] = [:]
  private var free: [Int32] = []

  subscript(number: Int32) -> String { entries[Int(number)].text }

  /// Texts that are in use.
  var count: Int { numbers.count }

  /// Takes a text in, or uses it once more.
  mutating func take(_ text: String) -> Int32 {
    if let number = numbers[text] {
      entries[Int(number)].uses += 1
      return number
    }
    let number = free.popLast() ?? Int32(entries.count)
    let entry = Entry(text: text, uses: 1)
    if Int(number) == entries.count {
      entries.append(entry)
    } else {
      entries[Int(number)] = entry
    }
    numbers[text] = number
    return number
  }

  /// Ends one use; with the last the text is forgotten.
  mutating func release(_ number: Int32) {
    let place = Int(number)
    entries[place].uses -= 1
    guard entries[place].uses == 0 else { return }
    numbers[entries[place].text] = nil
    entries[place].text = ""
    free.append(number)
  }
}
