import Glibc

/// An IP address and a port to listen on, as in `127.0.0.1:8443` or `[::1]:8443`. Port 0: the kernel
/// chooses.
public struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
  /// An IPv4 or IPv6 address without brackets; `localhost` is read as `127.0.0.1`.
  public let host: String
  public let port: UInt16

  /// - Returns: `nil` when the text is of another form.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"),
      let port = decimal(text[text.index(after: colon)...], upTo: UInt16.max)
    else { return nil }
    var host = String(text[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
      guard IPAddress(host)?.bytes.count == 16 else { return nil }
    } else {
      if host == "localhost" { host = "127.0.0.1" }
      guard IPAddress(host)?.bytes.count == 4 else { return nil }
    }
    self.host = host
    self.port = port
  }

  /// Whether only this machine can reach it.
  public var isLoopback: Bool {
    guard let bytes = IPAddress(host)?.bytes else { return false }
    return bytes.count == 4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
  }

  public var description: String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}

/// The bytes of an IPv4 (4) or IPv6 (16) address; zones (`%eth0`) are not taken.
struct IPAddress: Sendable, Hashable {
  let bytes: [UInt8]

  init?(_ text: String) {
    guard !text.utf8.contains(0) else { return nil }
    let isIPv6 = text.contains(":")
    var bytes = [UInt8](repeating: 0, count: isIPv6 ? 16 : 4)
    guard inet_pton(isIPv6 ? AF_INET6 : AF_INET, text, &bytes) == 1 else { return nil }
    self.bytes = bytes
  }
}

/// A number in plain digits without sign, space or needless zeros.
func decimal<N: FixedWidthInteger>(_ digits: some StringProtocol, upTo most: N) -> N? {
  guard (1...20).contains(digits.utf8.count),
    digits.utf8.allSatisfy({ (48...57).contains($0) }),
    digits.utf8.count == 1 || !digits.hasPrefix("0"),
    let number = N(digits), number <= most
  else { return nil }
  return number
}
