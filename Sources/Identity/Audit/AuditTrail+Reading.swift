extension AuditTrail {
  /// A line with its personal fields opened, or `nil` where the person was anonymised.
  public struct Entry: Sendable, Equatable {
    public let record: AuditRecord
    public let details: [String: String]
    public let personal: [String: String]?
  }

  public func list(_ filter: AuditFilter, before: Int64?, limit: Int, by caller: Caller)
    async throws(Rejection) -> (entries: [Entry], next: Int64?)
  { fatalError() }

  public enum Finding: Sendable, Equatable {
    /// A line was changed, or one before it is missing.
    case brokenAt(Int64)
    /// The head file knows a newer line than the store has: lines were cut off, or an older store was
    /// put back.
    case storeIsOlder(storeHead: Int64, knownHead: Int64)
    /// A line of that number has another hash than the head file says.
    case headDiffers(Int64)
    /// An event says that Brama once started on a store older than its head file.
    case recordedMismatch(Int64)
  }

  /// Reads the whole chain.
  /// - Parameter knownHead: what the head file says, `nil` when there is none.
  public func verify(knownHead: AuditHead?, by caller: Caller) async throws(Rejection)
    -> (lines: Int, findings: [Finding])
  { fatalError() }

  /// Removes lines older than `before` and leaves a signed checkpoint.
  /// - Returns: how many lines went.
  public func prune(before: Timestamp, by caller: Caller) async throws(Rejection) -> Int {
    fatalError()
  }
}
