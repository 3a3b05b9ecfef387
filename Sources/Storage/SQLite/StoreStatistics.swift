import Synchronization

/// What a store has done since it was opened, for the metrics.
public struct StoreStatistics: Sendable, Equatable {
  /// Transactions that changed something and were synced; one carries many writes.
  public var commits: Int
  /// Write bodies that were part of a commit.
  public var writes: Int
  public var reads: Int
  /// Commits that failed; none of their bodies stands.
  public var failedCommits: Int
  /// Bodies turned away because a queue was full.
  public var refused: Int
  /// Write bodies waiting at this moment.
  public var waitingWrites: Int
  /// Read bodies waiting at this moment.
  public var waitingReads: Int
}

/// What a latency belongs to.
public enum StoreWork: String, Sendable {
  /// From asking to answer, waiting included.
  case read, write
  /// The commit and its sync alone.
  case commit
}

/// The counters behind `StoreStatistics`.
final class StoreCounters: Sendable {
  let commits = Atomic(0)
  let writes = Atomic(0)
  let reads = Atomic(0)
  let failedCommits = Atomic(0)
  let refused = Atomic(0)
}
