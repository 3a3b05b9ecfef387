import CLinux
import Glibc

/// The file of a Unix socket, remembered by its inode: what another process put in its place since is
/// not ours to remove.
struct SocketFile: Sendable {
  private let path: String
  private let device: dev_t
  private let inode: ino_t

  init?(_ path: String) {
    guard let status = Self.status(path) else { return nil }
    self.path = path
    device = status.st_dev
    inode = status.st_ino
  }

  func removeIfOurs() {
    guard let status = Self.status(path), status.st_dev == device, status.st_ino == inode else {
      return
    }
    unlink(path)
  }

  /// `nil` when the path does not fit or holds a NUL.
  static func address(_ path: String) -> sockaddr_un? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { room in
      guard !bytes.isEmpty, bytes.count < room.count, !bytes.contains(0) else { return false }
      room.copyBytes(from: bytes)
      return true
    }
    return fits ? address : nil
  }

  /// `false` with `errno` when it could not be bound.
  static func bind(_ descriptor: Int32, _ address: sockaddr_un) -> Bool {
    withSocketAddress(address) { Glibc.bind(descriptor, $0, $1) } == 0
  }

  /// Removes a socket on which nobody answers.
  /// - Throws: `EngineError` when somebody does, or when it is no socket.
  static func removeStale(_ path: String, _ address: sockaddr_un, _ endpoint: Endpoint) throws {
    guard let found = status(path), found.st_mode & S_IFMT == S_IFSOCK else {
      throw EngineError.cannotListen(endpoint, reason: "a file that is no socket is in its place")
    }
    let type = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
    let probe = socket(AF_UNIX, Int32(type), 0)
    guard probe >= 0 else {
      throw EngineError.cannotListen(endpoint, reason: String(cString: strerror(errno)))
    }
    defer { close(probe) }
    let result = withSocketAddress(address) { connect(probe, $0, $1) }
    // EAGAIN: somebody listens, with a full queue.
    if result == 0 || errno == EAGAIN { throw EngineError.alreadyInUse(path: path) }
    guard errno == ECONNREFUSED else {
      throw EngineError.cannotListen(endpoint, reason: String(cString: strerror(errno)))
    }
    unlink(path)
  }

  private static func withSocketAddress(
    _ address: sockaddr_un, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  private static func status(_ path: String) -> stat? {
    var status = stat()
    return lstat(path, &status) == 0 ? status : nil
  }
}
