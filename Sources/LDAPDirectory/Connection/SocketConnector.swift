internal import Glibc
import Identity

/// Opens the socket itself, with a deadline: libldap's own connecting cannot be bounded in every case
/// (a TLS handshake that hangs), so it is given a connected socket.
enum SocketConnector {
  /// A connected, blocking, close-on-exec socket.
  /// - Throws: `.unavailable`, `.silent` where the time was over.
  static func connect(to server: ServerAddress, _ names: NameLookup, by deadline: Deadline)
    throws(ConnectionFailure) -> Int32
  {
    switch server.transport {
    case .tcp(let host, let port), .tls(let host, let port):
      let addresses = try names.addresses(of: host, port: port, by: deadline)
      var last = ConnectionFailure(.notSent, .unavailable, "\(server): no address")
      for (index, address) in addresses.enumerated() {
        // A silent first address leaves time for the others.
        let share = deadline.left / (addresses.count - index)
        do throws(ConnectionFailure) {
          return try connect(address, server, by: deadline.earlier(of: share))
        } catch { last = error }
      }
      throw last
    case .unixSocket(let path):
      return try connect(SocketAddress(path: path), server, by: deadline)
    }
  }

  private static func connect(
    _ address: SocketAddress, _ server: ServerAddress, by deadline: Deadline
  )
    throws(ConnectionFailure) -> Int32
  {
    switch attempt(address, by: deadline) {
    case .connected(let fd): return fd
    case .failed(let call, let code): throw failure(server, call, code)
    }
  }

  /// How a try at one address ended.
  enum Attempt {
    /// A connected, blocking, close-on-exec descriptor.
    case connected(Int32)
    /// `errno` of the call.
    case failed(call: String, code: Int32)
  }

  static func attempt(_ address: SocketAddress, by deadline: Deadline) -> Attempt {
    let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let fd = socket(address.family, type, 0)
    guard fd >= 0 else { return .failed(call: "socket", code: errno) }
    var code = address.withPointer { Glibc.connect(fd, $0, $1) } == 0 ? 0 : errno
    if code == EINPROGRESS {
      var watched = pollfd(fd: fd, events: Int16(POLLOUT), revents: 0)
      var ready: Int32
      repeat { ready = poll(&watched, 1, deadline.milliseconds) } while ready < 0 && errno == EINTR
      if ready == 0 {
        code = ETIMEDOUT
      } else {
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &size)
      }
    }
    guard code == 0 else {
      close(fd)
      return .failed(call: "connect", code: code)
    }
    let flags = fcntl(fd, F_GETFL)
    _ = fcntl(fd, F_SETFL, flags & ~O_NONBLOCK)
    var on: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    if address.family != AF_UNIX {
      setsockopt(fd, Int32(IPPROTO_TCP), TCP_NODELAY, &on, size)
      setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, size)
    }
    return .connected(fd)
  }

  private static func failure(_ server: ServerAddress, _ call: String, _ code: Int32)
    -> ConnectionFailure
  {
    ConnectionFailure(
      code == ETIMEDOUT ? .silent : .notSent, .unavailable,
      "\(server): \(call): \(String(cString: strerror(code)))")
  }
}
