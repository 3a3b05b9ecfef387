/// The address of this installation as people and programs know it: `https://HOST[:PORT]`.
///
/// Only https: session cookies are `Secure` and there is no switch for that.
public struct PublicURL: Sendable, Hashable, CustomStringConvertible {
  /// Scheme, host and port as a browser sends them in `Origin` (RFC 6454, 6.2): lower case, without
  /// the usual port.
  public let origin: String
  /// Without port.
  public let host: String

  /// - Returns: `nil` when the text has another scheme, a path, a query, a user or an odd host.
  public init?(_ text: String) {
    let folded = text.lowercased()
    guard folded.hasPrefix("https://") else { return nil }
    var rest = folded.dropFirst("https://".count)
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    var host = rest
    var port: UInt16 = 443
    let hostEnd = rest.hasPrefix("[") ? rest.firstIndex(of: "]") : nil
    if let colon = rest.lastIndex(of: ":"), hostEnd.map({ colon > $0 }) ?? true {
      guard let given = decimal(rest[rest.index(after: colon)...], upTo: UInt16.max), given > 0
      else { return nil }
      host = rest[..<colon]
      port = given
    }
    guard Self.isHost(String(host)) else { return nil }
    self.host = String(host)
    origin = "https://\(host)" + (port == 443 ? "" : ":\(port)")
  }

  public var description: String { origin }

  private static func isHost(_ host: String) -> Bool {
    if host.hasPrefix("["), host.hasSuffix("]") {
      return IPAddress(String(host.dropFirst().dropLast()))?.bytes.count == 16
    }
    // Names of other scripts in their ASCII form, as browsers send them (RFC 5891).
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    return host.utf8.count <= 253
      && labels.allSatisfy { label in
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
          && label.utf8.allSatisfy {
            (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-")
          }
      }
  }
}
