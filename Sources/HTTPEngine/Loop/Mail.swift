/// What other threads tell a loop.
enum Mail: Sendable {
  /// The answer to a request that may be gone.
  case answer(slot: Int, serial: UInt64, Response)
  /// A connection that the first loop accepted.
  case adopt(AcceptedSocket)
  /// Give back so many places of those who have no request under way.
  case makeRoom(Int)
  /// Finish what is there, within so many milliseconds.
  case drain(within: Int)
}

/// A connection on its way to its loop; already counted.
struct AcceptedSocket: Sendable {
  let descriptor: Int32
  let address: PeerAddress
  let identity: TLSIdentity?
}
