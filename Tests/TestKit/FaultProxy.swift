import CLinux
import Foundation
import Glibc
import Synchronization

/// Passes bytes on to a server on 127.0.0.1, and does a network's harm to them when told to. What it did
/// to a connection stays done: one that lost bytes never works again.
public final class FaultProxy: Sendable {
  public enum Mode: Sendable, Equatable {
    case passes
    /// Ends each connection as it comes, and those there are.
    case drops
    /// Takes what it gets and passes nothing on, neither way.
    case silent
    /// Holds each piece of an answer back for so long.
    case delays(milliseconds: Int)
    /// Ends a connection after so many bytes of its next answer.
    case cuts(after: Int)
    /// Gives other bytes than the server's, as many.
    case garbage
  }

  private final class State: Sendable {
    let mode: Mutex<Mode>
    let open = Mutex<Set<Int32>>([])
    let harmed = Atomic<Int>(0)

    init(_ mode: Mode) { self.mode = Mutex(mode) }

    /// Under the lock: a number that was closed meanwhile may be somebody else's.
    func shutAll() {
      open.withLock { open in
        for descriptor in open { shutdown(descriptor, Int32(SHUT_RDWR)) }
      }
    }
  }

  private let state: State
  private let listener: LoopbackListener

  public var port: UInt16 { listener.port }
  public var ldapURL: String { "ldap://127.0.0.1:\(port)" }
  public var ldapsURL: String { "ldaps://127.0.0.1:\(port)" }
  /// How often it has done harm.
  public var harmed: Int { state.harmed.load(ordering: .relaxed) }

  public init(to target: UInt16, _ mode: Mode = .passes) throws {
    let state = State(mode)
    self.state = state
    listener = try LoopbackListener { client in
      guard state.mode.withLock({ $0 }) != .drops else {
        state.harmed.add(1, ordering: .relaxed)
        return
      }
      guard let server = Self.connected(to: target) else { return }
      state.open.withLock { $0.formUnion([client, server]) }
      let isLost = Mutex(false)
      let pair = Pair(client: client, server: server, isLost: isLost)
      let ended = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        Self.pass(pair, toServer: false, state)
        ended.signal()
      }
      Self.pass(pair, toServer: true, state)
      ended.wait()
      state.open.withLock { $0.subtract([client, server]) }
      close(server)
    }
  }

  public func set(_ mode: Mode) {
    state.mode.withLock { $0 = mode }
    if mode == .drops { state.shutAll() }
  }

  public func stop() {
    set(.drops)
    listener.stop()
  }

  private final class Pair: Sendable {
    let client: Int32
    let server: Int32
    /// Bytes of it were swallowed: nothing may follow them.
    let isLost: Mutex<Bool>

    init(client: Int32, server: Int32, isLost: consuming sending Mutex<Bool>) {
      self.client = client
      self.server = server
      self.isLost = isLost
    }
  }

  private static func connected(to target: UInt16) -> Int32? {
    let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard server >= 0 else { return nil }
    let isConnected = withUnsafePointer(to: loopback(target)) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    if isConnected { return server }
    close(server)
    return nil
  }

  private static func pass(_ pair: Pair, toServer: Bool, _ state: State) {
    let (from, to) = toServer ? (pair.client, pair.server) : (pair.server, pair.client)
    var buffer = [UInt8](repeating: 0, count: 65536)
    passing: while true {
      var count = read(from, &buffer, buffer.count)
      guard count > 0 else { break }
      let mode = state.mode.withLock { $0 }
      if pair.isLost.withLock({ isLost in
        isLost = isLost || mode == .silent
        return isLost
      }) {
        state.harmed.add(1, ordering: .relaxed)
        continue
      }
      if !toServer, mode != .passes {
        state.harmed.add(1, ordering: .relaxed)
        switch mode {
        case .passes, .silent: break
        case .drops: break passing
        case .delays(let milliseconds): usleep(UInt32(milliseconds) * 1000)
        case .cuts(let bytes):
          count = min(count, bytes)
          _ = send(to, buffer, count, Int32(MSG_NOSIGNAL))
          break passing
        case .garbage: for index in 0..<count { buffer[index] = UInt8(index % 251) | 0x80 }
        }
      }
      guard send(to, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
    }
    shutdown(pair.client, Int32(SHUT_RDWR))
    shutdown(pair.server, Int32(SHUT_RDWR))
  }
}
