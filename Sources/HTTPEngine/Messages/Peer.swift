/// Who is at the other end of a connection.
public enum Peer: Sendable, Equatable {
  /// The textual IPv4 or IPv6 address of a TCP client.
  case internet(address: String)
  /// The user of this machine at the other end of the Unix socket, as the kernel tells (SO_PEERCRED).
  case local(user: UInt32, process: Int32)
}
