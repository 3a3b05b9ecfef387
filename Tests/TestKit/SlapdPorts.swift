import CLinux
import Glibc

/// A port on 127.0.0.1 that nobody listened on a moment ago (slapd cannot let the kernel choose). It lies
/// below the range from which the kernel takes the ports of others, so that it is there for a restart.
func freePort() throws -> UInt16 {
  for _ in 0..<100 {
    let port = UInt16.random(in: 20_000...31_999)
    let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    defer { close(fd) }
    let isFree = withUnsafePointer(to: loopback(port)) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(fd, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    if isFree { return port }
  }
  throw SlapdProgram.Failure(description: "no free port")
}

func canConnect(_ port: UInt16) -> Bool {
  let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(fd) }
  return withUnsafePointer(to: loopback(port)) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(fd, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
  }
}

func loopback(_ port: UInt16) -> sockaddr_in {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  return address
}

/// A listening socket on 127.0.0.1 on a port that the kernel chose.
func listen() throws -> (Int32, UInt16) {
  let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  var address = loopback(0)
  var size = socklen_t(MemoryLayout<sockaddr_in>.size)
  let code = withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(fd, $0, size) == 0 && Glibc.listen(fd, 64) == 0 ? getsockname(fd, $0, &size) : -1
    }
  }
  guard code == 0 else { throw SlapdProgram.Failure(description: "cannot listen") }
  return (fd, UInt16(bigEndian: address.sin_port))
}
