import Foundation
import Testing

@testable import Identity

@Suite("Lock-out: addresses, floods and the gate")
struct LockOutTests {
  @Test("an IPv6 address counts by its /64, an IPv4 address by itself, in either clothing")
  func addresses() {
    #expect(SourceAddress.key(of: "192.0.2.7") == "192.0.2.7")
    #expect(SourceAddress.key(of: "::ffff:192.0.2.7") == "192.0.2.7")
    #expect(SourceAddress.key(of: "2001:db8:1:2::1") == SourceAddress.key(of: "2001:db8:1:2:ff::9"))
    #expect(SourceAddress.key(of: "2001:db8:1:2::1") != SourceAddress.key(of: "2001:db8:1:3::1"))
  }

  @Test("a flood of refusals from one address has ten lines a minute and one that counts the rest")
  func floods() {
    var floods = RefusalFloods()
    let start = Timestamp(seconds: 0)
    let admitted = (0..<200).filter { _ in floods.admit("192.0.2.7", at: start) }.count
    #expect(admitted == RefusalFloods.linesAMinute)
    let other = floods.admit("192.0.2.8", at: start)
    #expect(other)
    let early = floods.drain(at: start + .seconds(59))
    #expect(early.isEmpty)
    let drained = floods.drain(at: start + .seconds(60))
    #expect(drained == ["192.0.2.7": 190])
    let later = floods.admit("192.0.2.7", at: start + .seconds(61))
    #expect(later)
  }

  @Test("no more attempts on one key are under way at once than may still fail")
  func gate() async throws {
    let gate = AttemptGate()
    let key = AttemptGate.Place(key: .card(EmployeeID(UUID())), lane: nil)
    let judged = Counter()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<200 {
        group.addTask {
          let entry = try await gate.enter([key]) {
            let failures = await judged.value
            return [
              failures >= 5 ? .blocked(retryAfter: 60) : .open(places: 5 - failures)
            ]
          }
          if entry == .entered {
            await Task.yield()
            await judged.add()
            gate.leave([key])
          } else {
            #expect(entry == .blocked(retryAfter: 60))
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(await judged.value == 5)
  }

  @Test("an attempt that waits for one of its keys holds none of the others")
  func gateOfSeveral() async throws {
    let gate = AttemptGate()
    let shared = AttemptGate.Place(key: .address("192.0.2.7"), lane: nil)
    let own = AttemptGate.Place(key: .card(EmployeeID(UUID())), lane: nil)
    let open = FailureCounters.Standing.open(places: 1)
    #expect(try await gate.enter([shared]) { [open] } == .entered)
    let waiting = Task { try await gate.enter([shared, own]) { [open, open] } }
    // The waiter's own key stays free for others, whenever they come.
    for _ in 0..<50 {
      #expect(try await gate.enter([own]) { [open] } == .entered)
      gate.leave([own])
      await Task.yield()
    }
    gate.leave([shared])
    #expect(try await waiting.value == .entered)
    gate.leave([shared, own])
    // The first key that lets nobody in is told.
    let blocked = try await gate.enter([shared, own]) {
      [.blocked(retryAfter: 7), .blocked(retryAfter: 9)]
    }
    #expect(blocked == .blocked(retryAfter: 7))
  }

  actor Counter {
    private(set) var value = 0
    func add() { value += 1 }
  }
}
