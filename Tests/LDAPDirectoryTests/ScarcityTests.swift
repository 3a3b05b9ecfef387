import Glibc
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
        do throws(ConnectionFailure) {
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

  @Test(
    "a server that reads nothing any more holds nobody up at the farewell",
    arguments: [true, false])
  func farewell(_ politely: Bool) async throws {
    var pair: [Int32] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
    defer { close(pair[1]) }
    // As much as the socket takes: the next write would wait.
    let block = [UInt8](repeating: 0, count: 65536)
    for size in [65536, 1] {
      while send(pair[0], block, size, Int32(MSG_DONTWAIT)) > 0 {}
    }
    let socket = pair[0]
    let timekeeper = Timekeeper()
    try timekeeper.start()
    let watch = try #require(SocketWatch(socket, timekeeper))
    let start = ContinuousClock.now
    let isOver = Mutex(false)
    try BlockingThread.start {
      do throws(ConnectionFailure) {
        var handle: LDAPHandle? = try LDAPHandle(
          socket: socket, server: ServerAddress(.unixSocket(path: "/x")))
        watch.end(politely: politely) { handle = nil }
        #expect(handle == nil)
      } catch { Issue.record("\(error)") }
      isOver.withLock { $0 = true }
    }
    try await waitUntil { isOver.withLock { $0 } }
    if politely { #expect(ContinuousClock.now - start > .milliseconds(900)) }
    timekeeper.stop()
    // Should it hang all the same, it ends here.
    shutdown(pair[1], Int32(SHUT_RDWR))
  }
}
