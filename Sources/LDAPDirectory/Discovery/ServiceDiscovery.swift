internal import Glibc

/// The servers of a domain as its DNS lists them (RFC 2782), in place of a written list.
///
/// DNS alone is believed in nothing: what a record names gets a connection with TLS and must prove with a
/// certificate from the domain's authority that it is that name. Without an authority of the domain's own,
/// where any public one would do, only names under `domain` are used.
public struct ServiceDiscovery: Sendable, Hashable, CustomStringConvertible {
  /// How a list of servers says that it is to be looked up.
  public static let scheme = "srv:"

  /// The DNS name of the domain, in lower case, without a final dot.
  public let domain: String
  /// Ask for the domain controllers of Active Directory, which registers each under a name of its own.
  public var controllersOnly: Bool
  /// The only name server that is asked, on 127.0.0.1; `nil`: the system's.
  var loopbackPort: UInt16?

  /// - Throws: `InvalidSetting` for what is no name of a domain.
  public init(domain text: String, controllersOnly: Bool = false) throws(InvalidSetting) {
    let name = (text.hasSuffix(".") ? String(text.dropLast()) : text).lowercased()
    guard Self.isHostName(name), name.contains(where: \.isLetter) else {
      throw InvalidSetting(
        "“\(text)” is not the DNS name of a domain; allowed: a name as in example.com")
    }
    self.domain = name
    self.controllersOnly = controllersOnly
  }

  public var description: String { Self.scheme + domain }

  /// A name that is asked for, and whether its servers speak TLS from the first byte.
  struct Question: Sendable, Hashable {
    let name: String
    let isTLS: Bool
  }

  /// In this order; the first that has records counts. `_ldaps` is no registered service, but the name
  /// under which some sites list their TLS port.
  var questions: [Question] {
    if controllersOnly { return [Question(name: "_ldap._tcp.dc._msdcs.\(domain)", isTLS: false)] }
    return [
      Question(name: "_ldaps._tcp.\(domain)", isTLS: true),
      Question(name: "_ldap._tcp.\(domain)", isTLS: false),
    ]
  }

  /// May a record's target be used where any public authority would vouch for it?
  func holds(_ host: String) -> Bool { host == domain || host.hasSuffix("." + domain) }

  static func isHostName(_ text: String) -> Bool {
    (1...253).contains(text.utf8.count)
      && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
        (1...63).contains(label.utf8.count)
          && label.utf8.allSatisfy {
            (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95
          }
      }
  }
}
