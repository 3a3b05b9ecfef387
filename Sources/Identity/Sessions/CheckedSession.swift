/// A session that was just found good.
public struct CheckedSession: Sendable, Equatable {
  public let session: Session
  public let person: Person
  /// The idle or the absolute limit, whichever comes first; `nil` for a remembered one without a limit.
  public let expiresAt: Timestamp?

  /// The caller of what this session's owner asks for.
  public func caller(from origin: ClientOrigin) -> Caller {
    .session(session.id, person.employee, origin)
  }
}
