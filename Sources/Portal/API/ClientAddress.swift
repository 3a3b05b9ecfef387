import HTTPEngine

/// Who the client is behind proxies that the operator has listed.
enum ClientAddress {
  /// The peer; or, where the peer is a listed proxy, the rightmost `X-Forwarded-For` entry that is not
  /// one. What stands left of that entry was written by the client and proves nothing.
  /// - Returns: the address in its usual form, or `local` for the Unix socket.
  static func of(_ peer: Peer, headers: Headers, trusting proxies: [AddressRange]) -> String {
    guard case .internet(let text) = peer else { return "local" }
    guard let address = IPAddress(text) else { return text }
    guard !proxies.isEmpty, isListed(address, proxies) else { return address.description }
    var nearest = address
    let entries = headers.all("x-forwarded-for").flatMap {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    for entry in entries.reversed() {
      // An entry that is no address was not written by a proxy we know: the last known hop stands.
      guard let hop = IPAddress(trimmed(entry)) else { break }
      nearest = hop
      if !isListed(hop, proxies) { break }
    }
    return nearest.description
  }

  private static func isListed(_ address: IPAddress, _ proxies: [AddressRange]) -> Bool {
    proxies.contains { $0.contains(address) }
  }

  private static func trimmed(_ entry: Substring) -> Substring {
    let head = entry.drop { $0 == " " || $0 == "\t" }
    return head.prefix { $0 != " " && $0 != "\t" }
  }
}
