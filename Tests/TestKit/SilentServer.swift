import CLinux
import Foundation
import Glibc
import Synchronization

/// A server on 127.0.0.1 that is no good: it accepts connections and then does what a directory must not.
public final class SilentServer: Sendable {
  public enum Behaviour: Sendable {
    /// Accepts, reads, and never says anything: also a TLS handshake that hangs.
    case neverAnswers
    /// Agrees to StartTLS, then says nothing.
    case hangsAfterStartTLS
    /// Closes each connection at once.
    case drops
    /// Answers whatever it is asked with bytes that are no LDAP.
    case garbage
    /// Lets everyone bind; answers a search with entries without end.
    case endless
    /// Lets everyone bind; answers a search with entries of half a MiB, 100 of them, and success.
    case heavy
    /// Lets everyone bind; answers a search with two entries and success.
    case twoEntries
    /// Lets everyone bind; answers a search with a message that is announced as 1 GiB.
    case huge
    /// Lets everyone bind; answers a search with one entry and closes in the middle of the second.
    case cut
    /// Lets everyone bind; answers a search with a referral elsewhere (RFC 4511, 4.1.10).
    case refers
    /// Answers whatever it is asked with messages that answer nothing (id 0), without end.
    case unsolicited
    /// Lets everyone bind, and answers nothing else.
    case answersBindsOnly
  }

  private let listener: LoopbackListener
  private let received: Received

  private final class Received: Sendable {
    let bytes = Mutex<[UInt8]>([])
  }

  public var port: UInt16 { listener.port }
  public var ldapURL: String { "ldap://127.0.0.1:\(port)" }
  public var ldapsURL: String { "ldaps://127.0.0.1:\(port)" }

  public init(_ behaviour: Behaviour) throws {
    let received = Received()
    self.received = received
    listener = try LoopbackListener { connection in
      guard behaviour != .drops else { return }
      var buffer = [UInt8](repeating: 0, count: 65536)
      while true {
        let count = Glibc.read(connection, &buffer, buffer.count)
        guard count > 0 else { return }
        let request = Array(buffer[..<count])
        received.bytes.withLock { $0 += request }
        guard Self.answer(request, connection, behaviour) else { return }
      }
    }
  }

  /// Connections accepted so far.
  public var accepted: Int { listener.accepted }

  /// Whether a client has sent these bytes (a password that must not be seen, for one).
  public func hasReceived(_ text: String) -> Bool {
    let wanted = Data(text.utf8)
    return received.bytes.withLock { Data($0).range(of: wanted) != nil }
  }

  /// Closes everything; its threads end.
  public func stop() { listener.stop() }

  /// - Returns: whether the connection stays open.
  private static func answer(
    _ request: [UInt8], _ fd: Int32, _ behaviour: Behaviour
  ) -> Bool {
    if behaviour == .neverAnswers { return true }
    if behaviour == .garbage { return send((0..<4096).map { UInt8($0 % 251) | 0x80 }, fd) }
    guard let (id, operation) = Self.parse(request) else { return true }
    switch (operation, behaviour) {
    case (_, .unsolicited):
      while send(Self.message(0, 0x78, Self.success), fd) {}
      return false
    case (0x77, .hangsAfterStartTLS): return send(Self.message(id, 0x78, Self.success), fd)
    case (0x77, _): return send(Self.message(id, 0x78, [0x0a, 1, 2, 4, 0, 4, 0]), fd)
    case (0x60, _): return send(Self.message(id, 0x61, Self.success), fd)
    case (0x63, .endless):
      while send(Self.entry(id), fd) {}
      return false
    case (0x63, .heavy):
      let entry = Self.heavyEntry(id)
      for _ in 0..<100 {
        guard send(entry, fd) else { return false }
      }
      return send(Self.message(id, 0x65, Self.success), fd)
    case (0x63, .twoEntries):
      return send(Self.entry(id) + Self.entry(id) + Self.message(id, 0x65, Self.success), fd)
    case (0x63, .huge): return send([0x30, 0x84, 0x40, 0, 0, 0] + Self.entry(id), fd)
    case (0x63, .cut):
      _ = send(Self.entry(id) + Self.entry(id).dropLast(4), fd)
      return false
    case (0x63, .refers):
      let url = Array("ldap://127.0.0.1:9/".utf8)
      let referral = [0xa3, UInt8(url.count + 2), 4, UInt8(url.count)] + url
      return send(Self.message(id, 0x65, [0x0a, 1, 10, 4, 0, 4, 0] + referral), fd)
    default: return true
    }
  }

  private static func send(_ bytes: [UInt8], _ fd: Int32) -> Bool {
    Glibc.send(fd, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
  }

  /// Result code 0, no matched name, no text.
  private static let success: [UInt8] = [0x0a, 1, 0, 4, 0, 4, 0]

  private static func message(_ id: UInt8, _ tag: UInt8, _ body: [UInt8]) -> [UInt8] {
    [0x30, UInt8(body.count + 5), 2, 1, id, tag, UInt8(body.count)] + body
  }

  private static func entry(_ id: UInt8) -> [UInt8] {
    let name = Array("uid=x,dc=example,dc=test".utf8)
    return message(id, 0x64, [4, UInt8(name.count)] + name + [0x30, 0])
  }

  /// An entry with one value of half a MiB; all lengths in four bytes.
  private static func heavyEntry(_ id: UInt8) -> [UInt8] {
    func wrapped(_ tag: UInt8, _ body: [UInt8]) -> [UInt8] {
      [tag, 0x84] + (0..<4).map { UInt8(truncatingIfNeeded: body.count >> (24 - 8 * $0)) } + body
    }
    let value = wrapped(4, [UInt8](repeating: 0x61, count: 512 << 10))
    let attribute = wrapped(0x30, [4, 4] + Array("mail".utf8) + wrapped(0x31, value))
    let name = Array("uid=x,dc=example,dc=test".utf8)
    let entry = [4, UInt8(name.count)] + name + wrapped(0x30, attribute)
    return wrapped(0x30, [2, 1, id] + wrapped(0x64, entry))
  }

  /// Message id (one byte is enough here) and the tag of the request.
  private static func parse(_ bytes: [UInt8]) -> (UInt8, UInt8)? {
    guard bytes.count > 6, bytes[0] == 0x30 else { return nil }
    let start = bytes[1] < 0x80 ? 2 : 2 + Int(bytes[1] & 0x7f)
    guard bytes.count > start + 3, bytes[start] == 2, bytes[start + 1] == 1 else { return nil }
    return (bytes[start + 2], bytes[start + 3])
  }
}
