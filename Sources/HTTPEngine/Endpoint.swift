/// Where a server listens.
public enum Endpoint: Sendable, Equatable, CustomStringConvertible {
  /// A numeric IPv4 or IPv6 address, or a name of this machine (then its first address); `0.0.0.0` is
  /// all of IPv4, `::` all of IPv6 alone. Port 0 lets the kernel choose.
  case tcp(host: String, port: UInt16)
  /// A Unix socket that only its owner may open (mode 0600). A socket file on which nobody answers any
  /// more is replaced; any other file in its place is an error.
  case unix(path: String)

  public var description: String {
    switch self {
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix(let path): "unix:\(path)"
    }
  }
}
