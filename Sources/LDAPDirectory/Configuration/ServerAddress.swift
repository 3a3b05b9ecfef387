import Text

/// Where a directory server listens: `ldap://host[:389]`, `ldaps://host[:636]` or
/// `ldapi://%2Fpath%2Fof%2Fsocket` (RFC 4516 without base, filter or extensions).
///
/// libldap compares the certificate of `localhost` with the machine's own host name: write `127.0.0.1`
/// and have it in the certificate instead.
public struct ServerAddress: Sendable, Hashable, CustomStringConvertible {
  public enum Transport: Sendable, Hashable {
    case tcp(host: String, port: UInt16)
    /// TLS from the first byte.
    case tls(host: String, port: UInt16)
    /// A Unix socket; the kernel keeps others from reading it, so it counts as protected.
    case unixSocket(path: String)
  }

  public let transport: Transport

  public init(_ transport: Transport) { self.transport = transport }

  /// - Throws: `InvalidSetting` when the text is not one of the three forms above.
  public init(_ url: String) throws(InvalidSetting) {
    let wrong = InvalidSetting(
      "“\(url)” is not a server address: ldap://host[:port], ldaps://host[:port] or ldapi://path")
    guard let mark = url.firstRange(of: "://") else { throw wrong }
    let scheme = url[..<mark.lowerBound].lowercased()
    var rest = url[mark.upperBound...]
    if rest.hasSuffix("/"), scheme != "ldapi" { rest = rest.dropLast() }
    switch scheme {
    case "ldap":
      let (host, port) = try Self.hostAndPort(rest, usual: 389, otherwise: wrong)
      self.transport = .tcp(host: host, port: port)
    case "ldaps":
      let (host, port) = try Self.hostAndPort(rest, usual: 636, otherwise: wrong)
      self.transport = .tls(host: host, port: port)
    case "ldapi":
      guard let path = String(rest).percentDecoded, path.hasPrefix("/"),
        // sockaddr_un.sun_path holds 108 bytes with its NUL.
        path.utf8.count < 108, !path.utf8.contains(0)
      else { throw wrong }
      self.transport = .unixSocket(path: path)
    default: throw wrong
    }
  }

  private static func hostAndPort(
    _ text: Substring, usual: UInt16, otherwise wrong: InvalidSetting
  ) throws(InvalidSetting) -> (String, UInt16) {
    var host = text
    var port = usual
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { throw wrong }
      host = text[text.index(after: text.startIndex)..<end]
      let after = text[text.index(after: end)...]
      if !after.isEmpty {
        guard after.hasPrefix(":"), let given = UInt16(after.dropFirst()) else { throw wrong }
        port = given
      }
      guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else {
        throw wrong
      }
    } else {
      if let colon = text.firstIndex(of: ":") {
        host = text[..<colon]
        guard let given = UInt16(text[text.index(after: colon)...]) else { throw wrong }
        port = given
      }
      guard
        host.utf8.allSatisfy({
          (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || $0 == 46
            || $0 == 45 || $0 == 95
        })
      else { throw wrong }
    }
    guard (1...253).contains(host.utf8.count), port > 0 else { throw wrong }
    return (String(host), port)
  }

  /// `nil`: a Unix socket.
  var host: String? {
    switch transport {
    case .tcp(let host, _), .tls(let host, _): host
    case .unixSocket: nil
    }
  }

  /// The port is one of Active Directory's global catalogue, which has a part of each entry alone and of
  /// most groups no members.
  public var isGlobalCatalogue: Bool {
    switch transport {
    case .tcp(_, let port), .tls(_, let port): port == 3268 || port == 3269
    case .unixSocket: false
    }
  }

  /// The connection is protected without StartTLS.
  var isProtectedByItself: Bool {
    if case .tcp = transport { return false }
    return true
  }

  /// As libldap wants to read it; a Unix socket's path is percent-encoded.
  public var description: String {
    switch transport {
    case .tcp(let host, let port): "ldap://\(Self.bracketed(host)):\(port)"
    case .tls(let host, let port): "ldaps://\(Self.bracketed(host)):\(port)"
    case .unixSocket(let path):
      "ldapi://"
        + path.utf8.map { byte in
          let letter = Character(Unicode.Scalar(byte))
          return letter.isASCII && (letter.isLetter || letter.isNumber || "._-".contains(letter))
            ? String(letter) : "%" + hexText(byte)
        }.joined()
    }
  }

  private static func bracketed(_ host: String) -> String {
    host.contains(":") ? "[\(host)]" : host
  }
}
