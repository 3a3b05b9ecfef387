import Glibc

/// The part of a client's address that failures are counted on: all of IPv4, the /64 of IPv6, since one
/// person at home or one machine has a whole /64 to choose from.
enum SourceAddress {
  static func key(of address: String) -> String {
    var six = in6_addr()
    guard inet_pton(AF_INET6, address, &six) == 1 else { return address }
    return withUnsafeBytes(of: &six) { raw in
      let bytes = Array(raw)
      // ::ffff:a.b.c.d is IPv4 in IPv6's clothes.
      if bytes[0..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xff, bytes[11] == 0xff {
        return bytes[12..<16].map { String($0) }.joined(separator: ".")
      }
      return stride(from: 0, to: 8, by: 2)
        .map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }
        .joined(separator: ":") + "::/64"
    }
  }
}
