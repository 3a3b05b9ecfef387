/// A range of IP addresses, as in `10.0.0.0/8` or `fd00::/8`; an address alone is a range of one.
public struct AddressRange: Sendable, Hashable, CustomStringConvertible {
  /// The network address: 4 bytes of IPv4 or 16 of IPv6, nothing set past the prefix.
  public let bytes: [UInt8]
  /// Bits of `bytes` that must agree.
  public let prefixLength: Int
  /// As it was written.
  public let description: String

  /// - Returns: `nil` when the text is of another form, or bits past the prefix are set: that is a typing
  ///   mistake more often than not.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let address = IPAddress(String(first)) else { return nil }
    let bits = address.bytes.count * 8
    var length = bits
    if parts.count == 2 {
      guard let given = decimal(parts[1], upTo: bits) else { return nil }
      length = given
    }
    for bit in length..<bits where address.bytes[bit / 8] >> (7 - bit % 8) & 1 == 1 { return nil }
    bytes = address.bytes
    prefixLength = length
    description = text
  }
}
