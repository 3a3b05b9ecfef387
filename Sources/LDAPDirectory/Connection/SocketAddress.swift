internal import Glibc

/// The bytes of a `sockaddr`.
struct SocketAddress: Sendable {
  let family: Int32
  private let bytes: [UInt8]

  init(family: Int32, bytes: UnsafeRawBufferPointer) {
    self.family = family
    self.bytes = Array(bytes)
  }

  /// A Unix socket; `ServerAddress` has checked that the path fits.
  init(path: String) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    self.family = AF_UNIX
    self.bytes = withUnsafeBytes(of: address) { Array($0) }
  }

  /// As `getnameinfo` writes it, without a look-up; empty for a Unix socket.
  var numericHost: String {
    guard family != AF_UNIX else { return "" }
    var host = [CChar](repeating: 0, count: 256)
    let code = withPointer {
      getnameinfo($0, $1, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST)
    }
    guard code == 0 else { return "" }
    return String(
      decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func withPointer<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
    // `sockaddr_storage` gives the alignment that a byte array does not.
    var storage = sockaddr_storage()
    withUnsafeMutableBytes(of: &storage) { $0.copyBytes(from: bytes) }
    return withUnsafePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(bytes.count)) }
    }
  }
}
