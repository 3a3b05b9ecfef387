import Glibc

/// Tells systemd what the service is doing (sd_notify(3), the datagram protocol itself): a few bytes to
/// the socket that `NOTIFY_SOCKET` names. Silent where there is none.
struct SystemdNotifier: Sendable {
  private let path: String?

  init(environment: [String: String] = ProcessEnvironment.variables) {
    path = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
  }

  func ready(_ status: String) { send("READY=1\nSTATUS=\(status)") }
  func reloading() { send("RELOADING=1") }
  func stopping() { send("STOPPING=1") }

  private func send(_ message: String) {
    guard let path, let (name, length) = UnixSocketAddress.make(path) else { return }
    var address = name
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let bytes = Array(message.utf8)
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        // Nothing to do about a failure: systemd notices by its own time-out.
        _ = sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), generic, length)
      }
    }
  }
}

/// `sockaddr_un` for a path, or for an abstract name written `@name` (unix(7)).
enum UnixSocketAddress {
  /// - Returns: `nil` when the path does not fit (107 bytes).
  static func make(_ path: String) -> (sockaddr_un, socklen_t)? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(path.utf8)
    guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path),
      !bytes.contains(0)
    else { return nil }
    let isAbstract = bytes[0] == UInt8(ascii: "@")
    if isAbstract { bytes[0] = 0 }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let head = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
    return (address, socklen_t(head + bytes.count + (isAbstract ? 0 : 1)))
  }
}
