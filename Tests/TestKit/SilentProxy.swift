import CLinux
import Foundation
import Glibc
import Synchronization

/// Passes bytes on to a server on 127.0.0.1, but stops for ever with a connection that has carried a given
/// text to it: one request hangs while others are answered. The server gets the request or not, as wanted;
/// the answer is lost either way.
public final class SilentProxy: Sendable {
  public let port: UInt16
  private let target: UInt16
  private let text: Data
  private let passesRequest: Bool
  private let takesNoMore: Bool
  private let listener: Int32
  private let open = Mutex<Set<Int32>>([])
  private let holding = Mutex(0)

  /// Connections that hang now.
  public var held: Int { holding.withLock { $0 } }

  public var ldapURL: String { "ldap://127.0.0.1:\(port)" }

  /// - Parameters:
  ///   - text: on plain `ldap://` a name or a value in a request.
  ///   - passesRequest: the server still gets the request with the text; only the answer is lost.
  ///   - takesNoMore: from then on every connection hangs, old and new ones alike.
  public init(
    to target: UInt16, holding text: String, passesRequest: Bool = false, takesNoMore: Bool = false
  ) throws {
    self.target = target
    self.passesRequest = passesRequest
    self.takesNoMore = takesNoMore
    self.text = Data(text.utf8)
    (listener, port) = try listen()
    open.withLock { _ = $0.insert(listener) }
    Thread.detachNewThread { [self] in acceptAll() }
  }

  public func stop() {
    // Under the lock: a number that was closed meanwhile may be somebody else's.
    open.withLock { open in
      for fd in open { shutdown(fd, Int32(SHUT_RDWR)) }
    }
  }

  private func acceptAll() {
    while true {
      let client = accept(listener, nil, nil)
      guard client >= 0 else { break }
      let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
      let connected = withUnsafePointer(to: loopback(target)) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
      }
      guard connected else {
        close(client)
        close(server)
        continue
      }
      open.withLock { $0.formUnion([client, server]) }
      let isHeld = Mutex(false)
      let pair = Pair(client: client, server: server, isHeld: isHeld)
      Thread.detachNewThread { [self] in pass(pair, toServer: true) }
      Thread.detachNewThread { [self] in pass(pair, toServer: false) }
    }
    open.withLock { open in
      open.remove(listener)
      close(listener)
    }
  }

  private final class Pair: Sendable {
    let client: Int32
    let server: Int32
    let isHeld: Mutex<Bool>

    init(client: Int32, server: Int32, isHeld: consuming sending Mutex<Bool>) {
      self.client = client
      self.server = server
      self.isHeld = isHeld
    }

    deinit {
      close(client)
      close(server)
    }
  }

  private func pass(_ pair: Pair, toServer: Bool) {
    let (from, to) = toServer ? (pair.client, pair.server) : (pair.server, pair.client)
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(from, &buffer, buffer.count)
      guard count > 0 else { break }
      if toServer, Data(buffer[..<count]).range(of: text) != nil {
        pair.isHeld.withLock { $0 = true }
        holding.withLock { $0 += 1 }
        if passesRequest { _ = send(to, buffer, count, Int32(MSG_NOSIGNAL)) }
      }
      if pair.isHeld.withLock({ $0 }) || takesNoMore && held > 0 { continue }
      guard send(to, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
    }
    shutdown(pair.client, Int32(SHUT_RDWR))
    shutdown(pair.server, Int32(SHUT_RDWR))
    open.withLock { $0.subtract([pair.client, pair.server]) }
  }
}
