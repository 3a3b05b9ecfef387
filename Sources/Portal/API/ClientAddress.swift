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
      guard let hop = Self.hop(trimmed(entry)) else { break }
      nearest = hop
      if !isListed(hop, proxies) { break }
    }
    return nearest.description
  }

  /// An address as proxies write it: bare, in brackets, or with the port it came from, which names no
  /// other client (RFC 7239, section 6, and what load balancers do with IPv4).
  private static func hop(_ entry: Substring) -> IPAddress? {
    if let address = IPAddress(entry) { return address }
    if entry.first == "[" {
      guard let close = entry.firstIndex(of: "]") else { return nil }
      let inner = entry[entry.index(after: entry.startIndex)..<close]
      let rest = entry[entry.index(after: close)...]
      guard inner.contains(":"), rest.isEmpty || isPort(rest) else { return nil }
      return IPAddress(inner)
    }
    guard let colon = entry.firstIndex(of: ":"), isPort(entry[colon...]) else { return nil }
    return IPAddress(entry[..<colon])
  }

  /// - Parameter text: with its colon.
  private static func isPort(_ text: Substring) -> Bool {
    let digits = text.dropFirst()
    return text.first == ":" && (1...5).contains(digits.utf8.count)
      && digits.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
      && Int(digits).map { $0 <= 65_535 } == true
  }

  private static func isListed(_ address: IPAddress, _ proxies: [AddressRange]) -> Bool {
    proxies.contains { $0.contains(address) }
  }

  private static func trimmed(_ entry: Substring) -> Substring {
    let head = entry.drop { $0 == " " || $0 == "\t" }
    return head.prefix { $0 != " " && $0 != "\t" }
  }
}
