import CLinux
import Glibc

/// A listening descriptor; closed, and its socket file removed, when the last owner goes.
final class Listener: Sendable {
  let descriptor: Int32
  let endpoint: Endpoint
  let identity: TLSIdentity?
  /// The port that the kernel gave; 0 for Unix sockets.
  let port: UInt16
  private let file: SocketFile?

  private init(
    _ descriptor: Int32, _ endpoint: Endpoint, _ identity: TLSIdentity?, port: UInt16,
    file: SocketFile?
  ) {
    self.descriptor = descriptor
    self.endpoint = endpoint
    self.identity = identity
    self.port = port
    self.file = file
  }

  deinit {
    close(descriptor)
    file?.removeIfOurs()
  }

  /// - Throws: `EngineError`.
  static func open(_ endpoint: Endpoint, _ identity: TLSIdentity?) throws -> Listener {
    switch endpoint {
    case .tcp(let host, let port): try openTCP(endpoint, host, port, identity)
    case .unix(let path): try openUnix(endpoint, path, identity)
    }
  }

  /// Enough for a burst while one batch is handled; the kernel cuts it to `somaxconn`.
  static let backlog: Int32 = 1024

  private static func openTCP(
    _ endpoint: Endpoint, _ host: String, _ port: UInt16, _ identity: TLSIdentity?
  ) throws -> Listener {
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let result = getaddrinfo(host, String(port), &hints, &list)
    guard result == 0, let address = list?.pointee else {
      throw EngineError.cannotListen(endpoint, reason: String(cString: gai_strerror(result)))
    }
    defer { freeaddrinfo(list) }
    let descriptor = try newSocket(address.ai_family, endpoint)
    do {
      var yes: Int32 = 1
      setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
      if address.ai_family == AF_INET6 {
        // Else `::` would take the port of `0.0.0.0` as well, depending on a setting of the system.
        setsockopt(
          descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &yes, socklen_t(MemoryLayout<Int32>.size))
      }
      guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0 else {
        throw failure(endpoint)
      }
      guard listen(descriptor, backlog) == 0 else { throw failure(endpoint) }
    } catch {
      close(descriptor)
      throw error
    }
    return Listener(descriptor, endpoint, identity, port: boundPort(descriptor), file: nil)
  }

  private static func openUnix(
    _ endpoint: Endpoint, _ path: String, _ identity: TLSIdentity?
  ) throws -> Listener {
    guard let address = SocketFile.address(path) else {
      throw EngineError.cannotListen(endpoint, reason: "the path is empty or over 107 bytes long")
    }
    let descriptor = try newSocket(AF_UNIX, endpoint)
    do {
      // Linux gives the file the mode of the descriptor: it is never open to others, not for a moment.
      fchmod(descriptor, 0o600)
      if !SocketFile.bind(descriptor, address) {
        guard errno == EADDRINUSE else { throw failure(endpoint) }
        try SocketFile.removeStale(path, address, endpoint)
        guard SocketFile.bind(descriptor, address) else { throw failure(endpoint) }
      }
      guard chmod(path, 0o600) == 0, listen(descriptor, backlog) == 0 else {
        throw failure(endpoint)
      }
    } catch {
      close(descriptor)
      throw error
    }
    return Listener(descriptor, endpoint, identity, port: 0, file: SocketFile(path))
  }

  private static func newSocket(_ family: Int32, _ endpoint: Endpoint) throws -> Int32 {
    let type = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
    let descriptor = socket(family, Int32(type), 0)
    guard descriptor >= 0 else { throw failure(endpoint) }
    return descriptor
  }

  private static func failure(_ endpoint: Endpoint) -> EngineError {
    .cannotListen(endpoint, reason: String(cString: strerror(errno)))
  }

  private static func boundPort(_ descriptor: Int32) -> UInt16 {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    withUnsafeMutableBytes(of: &storage) { bytes in
      _ = getsockname(descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &size)
    }
    // The port lies at the same place in both families.
    return withUnsafeBytes(of: &storage) {
      UInt16(bigEndian: $0.load(as: sockaddr_in.self).sin_port)
    }
  }
}
