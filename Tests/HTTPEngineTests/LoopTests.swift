import CLinux
import Diagnostics
import Foundation
import Synchronization
import Testing

@testable import HTTPEngine

/// A loop without a thread: the test moves it, and its clock, by hand.
private final class DrivenLoop {
  let loop: Loop
  let client: Int32
  private(set) var connection: Connection?

  init(limits: Limits = Limits(), _ handler: @escaping Handler) throws {
    let quota = ConnectionQuota(limits)
    loop = try Loop(
      Loop.Settings(
        handler: handler, limits: limits, encoder: ResponseEncoder(), quota: quota, metrics: nil,
        log: .silent))
    var pair: [Int32] = [0, 0]
    let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue)
    try #require(socketpair(AF_UNIX, type, 0, &pair) == 0)
    client = pair[1]
    let address = try #require(
      PeerAddress(sockaddr_storage(family: AF_UNIX), pair[0]))
    try #require(quota.admit(address.key) == .admitted)
    loop.count.wrappingAdd(1, ordering: .relaxed)
    loop.adopt(AcceptedSocket(descriptor: pair[0], address: address, identity: nil))
    connection = loop.slots[0]
  }

  deinit { close(client) }

  /// Sends and lets the loop take it in.
  func feed(_ text: String) throws {
    let connection = try #require(connection)
    #expect(write(client, text, text.utf8.count) == text.utf8.count)
    loop.take(Poll.readable, connection)
  }

  /// What the client gets.
  func received() -> String {
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = max(0, read(client, &bytes, bytes.count))
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  func forget() { connection = nil }
}

extension sockaddr_storage {
  fileprivate init(family: Int32) {
    self.init()
    ss_family = sa_family_t(family)
  }
}

@Suite("Loop")
struct LoopTests {
  @Test("the framing of tiny chunks is not kept")
  func tinyChunks() throws {
    let driven = try DrivenLoop { _, _ in .now(Response(status: 200)) }
    try driven.feed("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
    let chunk = "1;" + String(repeating: "a", count: 240) + "\r\nx\r\n"
    for _ in 0..<2_000 {
      try driven.feed(chunk)
      try #require(driven.connection?.input.totalCount ?? .max < 1_024)
    }
    try driven.feed("0\r\n\r\n")
    #expect(driven.received().hasPrefix("HTTP/1.1 200 OK\r\n"))
  }

  @Test("a waiting connection reads nothing more: the client is held back")
  func backPressure() throws {
    let driven = try DrivenLoop { _, _ in .later }
    try driven.feed("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    #expect(driven.connection?.state == .waiting)
    #expect(driven.connection?.events == Poll.hangUp)
    #expect(driven.connection?.input.totalCount == 0)
  }

  @Test(
    "half a hang-up while waiting is noted once, not at every round, and the answer still goes out")
  func halfHangUp() throws {
    let driven = try DrivenLoop { _, _ in .later }
    try driven.feed("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    let connection = try #require(driven.connection)
    shutdown(driven.client, Int32(SHUT_WR))
    driven.loop.take(Poll.hangUp, connection)
    #expect(connection.state == .waiting && connection.events == Poll.nothing)
    Responder(loop: driven.loop, slot: 0, serial: connection.serial).send(Response(status: 200))
    driven.loop.takeMail()
    #expect(driven.received().hasPrefix("HTTP/1.1 200 OK\r\n"))
    driven.loop.take(Poll.readable, connection)
    #expect(driven.loop.slots[0] == nil)
  }

  @Test(
    "a dropped connection is freed and its descriptor closed, although its request is answered later"
  )
  func freed() throws {
    let driven = try DrivenLoop { _, _ in .later }
    weak let connection = driven.connection
    try driven.feed("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    let responder = Responder(loop: driven.loop, slot: 0, serial: driven.connection?.serial ?? 0)
    if let connection { driven.loop.drop(connection) }
    driven.forget()
    #expect(connection == nil)
    #expect(driven.loop.settings.quota.total == 0)
    var byte: UInt8 = 0
    #expect(read(driven.client, &byte, 1) == 0)
    responder.send(Response(status: 200))
    driven.loop.takeMail()
  }

  @Test("an answer for an earlier request of the same slot is dropped")
  func oldSerial() throws {
    let driven = try DrivenLoop { _, _ in .later }
    try driven.feed("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    let first = Responder(loop: driven.loop, slot: 0, serial: driven.connection?.serial ?? 0)
    first.send(Response(status: 200))
    driven.loop.takeMail()
    #expect(driven.received().hasPrefix("HTTP/1.1 200 OK\r\n"))
    try driven.feed("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
    first.send(Response(status: 500))
    driven.loop.takeMail()
    #expect(driven.received().isEmpty)
    #expect(driven.connection?.state == .waiting)
  }

  @Test("listeners out of descriptors are put aside until the next sweep")
  func outOfDescriptors() throws {
    let loop = try Loop(
      Loop.Settings(
        handler: { _, _ in .later }, limits: Limits(), encoder: ResponseEncoder(),
        quota: ConnectionQuota(Limits()), metrics: nil, log: .silent))
    let listener = try Listener.open(.tcp(host: "127.0.0.1", port: 0), nil)
    loop.acceptor = Acceptor(listeners: [listener], loops: [loop])
    loop.acceptor?.watch(loop.poll)
    let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(client) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = listener.port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(result == 0)
    let events = UnsafeMutableBufferPointer<epoll_event>.allocate(capacity: 4)
    defer { events.deallocate() }
    #expect(loop.poll.wait(events, 2_000) == 1)
    loop.pauseAccepting(EMFILE)
    #expect(loop.poll.wait(events, 20) == 0)
    loop.sweep()
    #expect(loop.poll.wait(events, 2_000) == 1)
    loop.acceptor = nil
  }

  @Test("each state has its own deadline, and a byte now and then does not prolong it")
  func deadlines() throws {
    let driven = try DrivenLoop { _, _ in .later }
    let loop = driven.loop
    let start = loop.now
    let connection = try #require(driven.connection)
    #expect(connection.deadline == start + 10_000)
    loop.now += 9_000
    try driven.feed("POST / HTTP/1.1\r\n")
    #expect(connection.deadline == start + 10_000)
    try driven.feed("Host: h\r\nContent-Length: 2\r\n\r\n")
    #expect(connection.state == .body && connection.deadline == loop.now + 20_000)
    loop.now += 19_000
    try driven.feed("o")
    #expect(connection.deadline == loop.now + 1_000)
    try driven.feed("k")
    #expect(connection.state == .waiting && connection.deadline == loop.now + 30_000)
    loop.now += 30_000
    loop.sweep()
    #expect(driven.received().hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
    #expect(connection.state == .head && connection.deadline == loop.now + 60_000)
    loop.now += 59_000
    try driven.feed("\r\n")
    #expect(connection.deadline == loop.now + 10_000)
    loop.now += 10_000
    loop.sweep()
    #expect(driven.received().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
    #expect(connection.state == .lingering && connection.deadline == loop.now + 1_000)
    loop.now += 1_000
    loop.sweep()
    #expect(loop.slots[0] == nil)
  }
}
