/// How far a pass over a domain's cards is, or how the last one ended.
public struct SyncProgress: Sendable, Equatable {
  public enum State: String, Sendable { case idle, running, finished, failed }

  public var state = State.idle
  /// Everybody with a card is read, not only those whose entries changed.
  public var isFull = false
  /// People to be looked at, and who have been.
  public var total = 0
  public var done = 0
  /// Cards that the directory changed.
  public var changed = 0
  /// People who are not found; at the end, those whose cards were marked so now.
  public var missing = 0
  public var startedAt: Timestamp?
  public var endedAt: Timestamp?
  /// When a pass last came to a good end, since the start.
  public var succeededAt: Timestamp?
  /// Why it failed, in one word.
  public var problem: String?

  init(state: State = .idle, isFull: Bool = false, startedAt: Timestamp? = nil) {
    self.state = state
    self.isFull = isFull
    self.startedAt = startedAt
  }
}
