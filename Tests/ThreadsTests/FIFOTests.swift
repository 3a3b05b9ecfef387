import Testing

@testable import Threads

@Suite("Elements in order of arrival")
struct FIFOTests {
  @Test("what comes first goes first, however many come and go between")
  func order() {
    var fifo = FIFO<Int>()
    var came = 0
    var gone = 0
    for round in 0..<3_000 {
      for _ in 0...(round % 3) {
        fifo.append(came)
        came += 1
      }
      #expect(fifo.first == gone)
      #expect(fifo.popFirst() == gone)
      gone += 1
      #expect(fifo.count == came - gone)
    }
    while let next = fifo.popFirst() {
      #expect(next == gone)
      gone += 1
    }
    #expect(gone == came && fifo.isEmpty && fifo.first == nil)
  }

  @Test("what was taken is let go, while others still wait")
  func lettingGo() {
    final class Thing {}
    var fifo = FIFO<Thing>()
    weak var taken: Thing?
    do {
      let thing = Thing()
      taken = thing
      fifo.append(thing)
      fifo.append(Thing())
    }
    #expect(taken != nil)
    _ = fifo.popFirst()
    #expect(taken == nil && fifo.count == 1)
  }

  @Test("those that fit are taken out in order, the others keep theirs")
  func takingSome() {
    var fifo = FIFO<Int>()
    for number in 0..<10 { fifo.append(number) }
    _ = fifo.popFirst()
    #expect(fifo.popAll { $0.isMultiple(of: 3) } == [3, 6, 9])
    var rest: [Int] = []
    while let number = fifo.popFirst() { rest.append(number) }
    #expect(rest == [1, 2, 4, 5, 7, 8])
  }
}
