/// Where people and programs reach Brama: what decides the Origin check, redirects and HSTS. The Host
/// header never does.
public struct PublicURL: Sendable, Equatable {
  public enum Scheme: String, Sendable { case http, https }

  public let scheme: Scheme
  /// Lower case; an IPv6 address in brackets.
  public let host: String
  /// `nil`: the scheme's own.
  public let port: UInt16?

  public init(scheme: Scheme, host: String, port: UInt16? = nil) {
    self.scheme = scheme
    self.host = host.lowercased()
    let own: UInt16 = scheme == .https ? 443 : 80
    self.port = port == own ? nil : port
  }

  /// The origin as browsers write it (RFC 6454, section 6.2): `https://host` or `https://host:8443`.
  public var origin: String {
    "\(scheme.rawValue)://\(host)" + (port.map { ":\($0)" } ?? "")
  }

  public var isSecure: Bool { scheme == .https }
}
