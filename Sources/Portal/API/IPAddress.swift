import Glibc

/// An IPv4 or IPv6 address in one form: an IPv4 address written as IPv6 (`::ffff:192.0.2.1`) is the IPv4
/// address, so that one client has one name.
struct IPAddress: Hashable, Sendable, CustomStringConvertible {
  /// 4 or 16 bytes in network order.
  let bytes: [UInt8]

  /// - Returns: `nil` unless `inet_pton` takes the text, which is at most 45 characters of ASCII.
  init?(_ text: some StringProtocol) {
    guard (2...45).contains(text.utf8.count), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
    else { return nil }
    let text = String(text)
    if let four = Self.parse(text, family: AF_INET, count: 4) {
      bytes = four
    } else if let sixteen = Self.parse(text, family: AF_INET6, count: 16) {
      let isMapped =
        sixteen[0..<10].allSatisfy { $0 == 0 } && sixteen[10] == 0xff
        && sixteen[11] == 0xff
      bytes = isMapped ? Array(sixteen[12...]) : sixteen
    } else {
      return nil
    }
  }

  private static func parse(_ text: String, family: Int32, count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    return inet_pton(family, text, &bytes) == 1 ? bytes : nil
  }

  var description: String {
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "" }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

/// A range of addresses in CIDR form (RFC 4632): `10.0.0.0/8`, `2001:db8::/32`, or one address.
public struct AddressRange: Sendable, Equatable {
  private let network: IPAddress
  private let length: Int

  /// - Returns: `nil` for anything but an address, or an address, `/` and a length that fits it.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = IPAddress(parts[0]) else { return nil }
    let bits = address.bytes.count * 8
    if parts.count == 2 {
      guard (1...3).contains(parts[1].utf8.count),
        parts[1].utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
        let length = Int(parts[1]), length <= bits
      else { return nil }
      self.length = length
    } else {
      length = bits
    }
    network = address
  }

  func contains(_ address: IPAddress) -> Bool {
    guard address.bytes.count == network.bytes.count else { return false }
    let whole = length / 8
    guard address.bytes[..<whole] == network.bytes[..<whole] else { return false }
    let rest = length % 8
    guard rest > 0 else { return true }
    let mask = UInt8(truncatingIfNeeded: 0xff00 >> rest)
    return address.bytes[whole] & mask == network.bytes[whole] & mask
  }
}
