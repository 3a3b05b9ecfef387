import CLinux
import Glibc
import Synchronization

/// A port on 127.0.0.1 on which connecting is not answered at all, as behind a firewall that drops packets:
/// it listens, its queue is full, and nobody accepts (listen(2): further SYNs are then ignored).
public final class SwallowingPort: Sendable {
  public let port: UInt16
  private let descriptors: Mutex<[Int32]>

  public var ldapURL: String { "ldap://127.0.0.1:\(port)" }

  public init() throws {
    let (listener, port) = try listen()
    // The shortest queue: one connection, and one more that the kernel lets in.
    guard Glibc.listen(listener, 0) == 0 else {
      throw SlapdProgram.Failure(description: "listen: \(String(cString: strerror(errno)))")
    }
    var open = [listener]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    for _ in 0..<8 {
      let fd = socket(AF_INET, kind | Int32(SOCK_CLOEXEC.rawValue), 0)
      guard fd >= 0 else { continue }
      open.append(fd)
      _ = withUnsafePointer(to: loopback(port)) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(fd, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    }
    self.port = port
    self.descriptors = Mutex(open)
  }

  /// From now on connecting is refused.
  public func stop() {
    descriptors.withLock { open in
      for fd in open { close(fd) }
      open = []
    }
  }

  deinit { stop() }
}
