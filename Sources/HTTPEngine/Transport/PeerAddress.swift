import CLinux
import Glibc

/// The network a client counts under: an IPv4 address or the /64 of an IPv6 address, which is what one
/// customer of a provider commonly has.
struct AddressKey: Hashable, Sendable {
  private let family: UInt8
  private let bits: UInt64

  init(ipv4 address: UInt32) {
    family = 4
    bits = UInt64(address)
  }

  init(ipv6Network network: UInt64) {
    family = 6
    bits = network
  }
}

/// Who is at the other end of a descriptor that was just accepted.
struct PeerAddress: Sendable {
  let peer: Peer
  /// What it counts under; `nil` for who is not counted: Unix sockets, and who stands for many.
  let key: AddressKey?

  var uncounted: Self { Self(peer, nil) }
  var isLocal: Bool { if case .local = peer { true } else { false } }

  init?(_ storage: sockaddr_storage, _ descriptor: Int32) {
    var storage = storage
    switch Int32(storage.ss_family) {
    case AF_INET:
      let address = withUnsafeBytes(of: &storage) { $0.load(as: sockaddr_in.self).sin_addr }
      self.init(ipv4: address)
    case AF_INET6:
      let address = withUnsafeBytes(of: &storage) { $0.load(as: sockaddr_in6.self).sin6_addr }
      self.init(ipv6: address)
    case AF_UNIX:
      var credentials = clinux_credentials()
      guard clinux_peer_credentials(descriptor, &credentials) == 0 else { return nil }
      self.init(.local(user: credentials.uid, process: credentials.pid), nil)
    default: return nil
    }
  }

  private init(_ peer: Peer, _ key: AddressKey?) {
    self.peer = peer
    self.key = key
  }

  private init(ipv4 address: in_addr) {
    self.init(
      .internet(address: withUnsafeBytes(of: address) { Self.text(AF_INET, $0) }),
      AddressKey(ipv4: address.s_addr))
  }

  private init(ipv6 address: in6_addr) {
    var address = address
    let words = withUnsafeBytes(of: &address) { bytes in
      (0..<4).map { UInt32(bigEndian: bytes.load(fromByteOffset: $0 * 4, as: UInt32.self)) }
    }
    // ::ffff:a.b.c.d is an IPv4 client and counts as that.
    if words[0] == 0, words[1] == 0, words[2] == 0xFFFF {
      self.init(ipv4: in_addr(s_addr: words[3].bigEndian))
      return
    }
    self.init(
      .internet(address: withUnsafeBytes(of: &address) { Self.text(AF_INET6, $0) }),
      AddressKey(ipv6Network: UInt64(words[0]) << 32 | UInt64(words[1])))
  }

  private static func text(_ family: Int32, _ address: UnsafeRawBufferPointer) -> String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    inet_ntop(family, address.baseAddress, &text, socklen_t(text.count))
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
