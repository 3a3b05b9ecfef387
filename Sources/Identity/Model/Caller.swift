/// Who asks for a change. Authorising and auditing both start from it.
public enum Caller: Sendable, Equatable {
  /// A person with a session; rights are read from the card inside the transaction, never from here.
  case session(SessionID, EmployeeID, ClientOrigin)
  /// The `brama` command, run by this user of the machine: over the Unix socket or on the closed store.
  case command(user: String)
  /// Somebody without a session: a sign-in, an activation, the first set-up.
  case anonymous(ClientOrigin)
  /// Brama itself: expiry, the directory check in the background.
  case system

  public var origin: ClientOrigin? {
    switch self {
    case .session(_, _, let origin), .anonymous(let origin): origin
    case .command, .system: nil
    }
  }
}
