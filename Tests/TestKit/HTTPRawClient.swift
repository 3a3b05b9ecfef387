import CLinux
import COpenSSL
import Foundation

/// A client that sends exactly the bytes it is told, plain or over TLS, and tells exactly what came
/// back: for tests of servers, of hostile input too. It blocks, with a bound on every wait; use it
/// inside `onOwnThread`.
public final class HTTPRawClient {
  /// What one wait for bytes gave.
  public enum Received: Equatable, Sendable {
    case bytes([UInt8])
    /// The server ended its sending in order.
    case end
    /// The connection broke.
    case reset
    /// Nothing came in time.
    case nothing
  }

  public enum Failure: Error, Equatable {
    case cannotConnect(String)
    case handshake(String)
    case cannotSend
    /// The connection ended or nothing came before a whole answer was there.
    case noResponse(Received)
    case malformed(String)
  }

  public let descriptor: Int32
  let session: OpaquePointer?
  private var context: OpaquePointer?
  private var isOpen = true
  /// Received and not yet taken.
  public internal(set) var buffer: [UInt8] = []

  /// Connects over TCP.
  /// - Parameters:
  ///   - receiveBuffer: a small one makes a client that is slow to read slow indeed.
  ///   - source: the IPv4 address to come from, such as `127.0.0.2`.
  public init(
    port: UInt16, host: String = "127.0.0.1", tls: HTTPClientTLS? = nil,
    receiveBuffer: Int32? = nil, source: String? = nil
  ) throws {
    let isIPv6 = host.contains(":")
    descriptor = socket(isIPv6 ? AF_INET6 : AF_INET, Self.streamType, 0)
    if var size = receiveBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4)
    }
    let result: Int32
    if isIPv6 {
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = port.bigEndian
      inet_pton(AF_INET6, host, &address.sin6_addr)
      result = Self.connect(descriptor, address)
    } else {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      inet_pton(AF_INET, host, &address.sin_addr)
      if let source { Self.bind(descriptor, source) }
      result = Self.connect(descriptor, address)
    }
    guard result == 0 else {
      let reason = String(cString: strerror(errno))
      Foundation.close(descriptor)
      throw Failure.cannotConnect(reason)
    }
    var yes: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, 4)
    guard let tls else {
      session = nil
      return
    }
    Self.setTimeout(descriptor, .seconds(10))
    do {
      (context, session) = try tls.handshake(descriptor)
    } catch {
      Foundation.close(descriptor)
      throw error
    }
  }

  /// Connects to a Unix socket.
  public init(unixPath: String) throws {
    descriptor = socket(AF_UNIX, Self.streamType, 0)
    session = nil
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: unixPath.utf8.prefix(107)) }
    guard Self.connect(descriptor, address) == 0 else {
      let reason = String(cString: strerror(errno))
      Foundation.close(descriptor)
      throw Failure.cannotConnect(reason)
    }
  }

  deinit { close() }

  // A child started meanwhile must not keep the connection open.
  private static let streamType = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)

  public func send(_ text: String) throws { try send(Array(text.utf8)) }

  public func send(_ bytes: [UInt8]) throws {
    Self.setTimeout(descriptor, .seconds(10))
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { raw in
        if let session {
          return Int(SSL_write(session, raw.baseAddress, Int32(clamping: raw.count)))
        }
        return Foundation.send(descriptor, raw.baseAddress, raw.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Failure.cannotSend }
      rest = rest.dropFirst(count)
    }
  }

  /// Waits for some bytes, once.
  public func receive(within timeout: Duration = .seconds(10)) -> Received {
    Self.setTimeout(descriptor, timeout)
    var chunk = [UInt8](repeating: 0, count: 65_536)
    errno = 0
    if let session {
      ERR_clear_error()
      let count = SSL_read(session, &chunk, Int32(chunk.count))
      if count > 0 { return .bytes(Array(chunk[..<Int(count)])) }
      switch SSL_get_error(session, count) {
      case SSL_ERROR_ZERO_RETURN: return .end
      case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .nothing
      default: return .reset
      }
    }
    let count = recv(descriptor, &chunk, chunk.count, 0)
    if count > 0 { return .bytes(Array(chunk[..<count])) }
    if count == 0 { return .end }
    return errno == EAGAIN || errno == EINTR ? .nothing : .reset
  }

  /// Receives until `count` bytes are buffered or no more come.
  /// - Returns: `nil` when they are there, else why not.
  func fill(to count: Int, until deadline: ContinuousClock.Instant) -> Received? {
    while buffer.count < count {
      switch receive(within: max(.milliseconds(1), deadline - .now)) {
      case .bytes(let bytes): buffer += bytes
      case let other: return other
      }
    }
    return nil
  }

  /// Everything until the connection ends, and how it ended.
  public func rest(within timeout: Duration = .seconds(10)) -> (bytes: [UInt8], end: Received) {
    let deadline = ContinuousClock.now + timeout
    let end = fill(to: .max, until: deadline) ?? .nothing
    defer { buffer = [] }
    return (buffer, end)
  }

  /// Ends our sending, in order; answers can still be read.
  public func finishSending() {
    if let session { SSL_shutdown(session) }
    shutdown(descriptor, Int32(SHUT_WR))
  }

  /// Ends TLS in order, without ending the connection under it.
  public func sendCloseNotify() {
    if let session { SSL_shutdown(session) }
  }

  /// Breaks the connection: the server gets a reset.
  public func reset() {
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    close()
  }

  public func close() {
    guard isOpen else { return }
    isOpen = false
    if let session { SSL_free(session) }
    if let context { SSL_CTX_free(context) }
    Foundation.close(descriptor)
  }

  private static func connect<Address>(_ descriptor: Int32, _ address: Address) -> Int32 {
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
      }
    }
  }

  private static func bind(_ descriptor: Int32, _ source: String) {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    inet_pton(AF_INET, source, &address.sin_addr)
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = Foundation.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  /// Holds small segments back until `isOn` is false again, so that several writes (several TLS
  /// records, too) travel in one segment.
  public func holdSegments(_ isOn: Bool) {
    var value: Int32 = isOn ? 1 : 0
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_CORK, &value, 4)
  }

  private static func setTimeout(_ descriptor: Int32, _ timeout: Duration) {
    let parts = timeout.components
    // Zero would mean for ever.
    var time = timeval(
      tv_sec: Int(parts.seconds), tv_usec: max(1, Int(parts.attoseconds / 1_000_000_000_000)))
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
    }
  }
}
