import HTTPEngine

/// The reverse proxies that the configuration names.
struct TrustedProxies: Sendable {
  let ranges: [AddressRange]

  /// Whether a connection comes from one of them: its clients are many, so that the limit on one
  /// address's connections is none for it.
  func contains(_ peer: Peer) -> Bool {
    guard !ranges.isEmpty, case .internet(let text) = peer, let address = IPAddress(text) else {
      return false
    }
    return ranges.contains { $0.contains(address) }
  }
}

extension AddressRange {
  func contains(_ address: IPAddress) -> Bool {
    guard address.bytes.count == bytes.count else { return false }
    for (index, pair) in zip(address.bytes, bytes).enumerated() {
      let bits = min(8, max(0, prefixLength - index * 8))
      let mask = UInt8(truncatingIfNeeded: 0xff00 >> bits)
      if (pair.0 ^ pair.1) & mask != 0 { return false }
    }
    return true
  }
}
