import Testing

@testable import HTTPEngine

/// SplitMix64: the same inputs on every run.
private struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

@Suite("Parser fuzz")
struct FuzzTests {
  private static let interesting = [
    "\r\n", "\r", "\n", "\r\n\r\n", "\0", " ", "\t", ":", ";", ",", "0", "00", "ffffffff",
    "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Host: h\r\n", "HTTP/1.1", "\u{7F}",
    "http://", "?", "*", "Connection: close\r\n", "Expect: 100-continue\r\n", "ż",
  ].map { Array($0.utf8) }

  @Test("4,000 mutated requests trap nothing, and no cut changes what is understood")
  func mutations() {
    var random = SeededGenerator(state: 3)
    let reader = PiecewiseReader()
    let seeds = Probe.all.map(\.bytes).filter { $0.count < 1_000 }
    var verdicts: Set<String> = []
    for _ in 0..<4_000 {
      let bytes = mutate(seeds.randomElement(using: &random) ?? [], &random, seeds)
      let whole = reader.read(bytes, cuts: [])
      verdicts.insert("\(whole.verdict)")
      check(whole, bytes)
      for _ in 0..<2 {
        let count = Int.random(in: 1...8, using: &random)
        let cuts = (0..<count).map { _ in Int.random(in: 0...bytes.count, using: &random) }.sorted()
        let reading = reader.read(bytes, cuts: cuts)
        guard reading == whole else {
          Issue.record("\(bytes) cut at \(cuts): \(reading) instead of \(whole)")
          return
        }
      }
    }
    // The mutations reach all kinds of outcomes, else this test would show little.
    #expect(verdicts.isSuperset(of: ["needsMore", "complete", "refused(400)", "refused(501)"]))
  }

  /// What holds for everything that is let through.
  private func check(_ reading: PiecewiseReader.Reading, _ bytes: [UInt8]) {
    guard let head = reading.head else { return }
    #expect(head.end <= bytes.count && head.fields.count <= 100 && reading.body.count <= 65_536)
    #expect(!(head.isChunked && head.contentLength != nil))
    let parts = [head.method, head.path] + head.fields.flatMap { [$0.name, $0.value] }
    for part in parts {
      let isClean = bytes[part.start..<part.end].allSatisfy { $0 != 0 && $0 != 10 && $0 != 13 }
      #expect(isClean)
    }
  }

  private func mutate(
    _ seed: [UInt8], _ random: inout SeededGenerator, _ seeds: [[UInt8]]
  ) -> [UInt8] {
    var bytes = seed
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let place = Int.random(in: 0...bytes.count, using: &random)
      let end = min(bytes.count, place + Int.random(in: 0...12, using: &random))
      switch Int.random(in: 0..<6, using: &random) {
      case 0 where place < bytes.count:
        bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.removeSubrange(place..<end)
      case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 3:
        bytes.insert(contentsOf: Self.interesting.randomElement(using: &random) ?? [], at: place)
      case 4: bytes.removeSubrange(place...)
      default:
        let other = seeds.randomElement(using: &random) ?? []
        let cut = Int.random(in: 0...other.count, using: &random)
        bytes = Array(bytes[..<place]) + other[cut...]
      }
    }
    return bytes
  }
}
