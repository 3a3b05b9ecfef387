import Identity
import Synchronization
import Testing

@testable import LDAPDirectory

@Suite("When the system gives no more")
struct ScarcityTests {
  @Test(
    "without a descriptor of its own there is no watch, and so no connection without a deadline")
  func noDescriptor() {
    let timekeeper = Timekeeper()
    #expect(SocketWatch(-1, timekeeper) == nil)
  }

  @Test("no thread is an error, not the end of the process")
  func noThread() {
    // More stack than there are addresses.
    let tooMuch = 1 << 60
    #expect(throws: DirectoryError.self) {
      try BlockingThread.start(stackBytes: tooMuch) { Issue.record("it ran") }
    }
    #expect(throws: DirectoryError.self) { try BlockingThread(stackBytes: tooMuch) }
  }

  private func waitUntil(_ holds: () -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(10)
    while !holds(), .now < end { try await Task.sleep(for: .milliseconds(5)) }
    #expect(holds())
  }

  @Test("a resolver that hangs holds one thread for each host and four in all")
  func lookUps() async throws {
    let asked = Mutex<[String]>([])
    let gate = Monitor(false)
    let answered = Count()
    let failed = Count()
    let address = SocketAddress(path: "/x")
    let names = NameLookup(keeps: .seconds(60)) { host, _ in
      asked.withLock { $0.append(host) }
      gate.wait { $0 ? .done(()) : .sleep(until: nil) }
      return .addresses([address])
    }
    let ask: @Sendable (String, Duration) throws -> Void = { host, time in
      try BlockingThread.start {
        do throws(DirectoryError) {
          _ = try names.addresses(of: host, port: 389, by: .after(time))
          answered.add()
        } catch { failed.add() }
      }
    }
    for _ in 0..<10 { try ask("one.example.test", .seconds(20)) }
    try await waitUntil { asked.withLock { $0.count } == 1 }
    for number in 2...7 { try ask("host\(number).example.test", .milliseconds(500)) }
    try await waitUntil { failed.value == 6 }
    #expect(asked.withLock { $0.count } == 4)
    #expect(answered.value == 0)
    gate.update { isOpen in
      isOpen = true
      return ((), wake: true)
    }
    try await waitUntil { answered.value == 10 }
    #expect(asked.withLock { $0.count { $0 == "one.example.test" } } == 1)
    // Known for a while.
    try ask("ONE.example.test", .seconds(20))
    try await waitUntil { answered.value == 11 }
    #expect(asked.withLock { $0.count { $0 == "one.example.test" } } == 1)
  }
}
