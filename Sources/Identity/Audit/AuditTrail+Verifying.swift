extension AuditTrail {
  public enum Finding: Sendable, Equatable {
    /// A line was changed, or one before it is missing.
    case brokenAt(Int64)
    /// The head file knows a newer line than the store has: lines were cut off, or an older store was
    /// put back.
    case storeIsOlder(storeHead: Int64, knownHead: Int64)
    /// A line of that number has another hash than the head file says.
    case headDiffers(Int64)
    /// A head file was kept for this store, and is gone or empty: whether lines were cut off at the end
    /// cannot be said.
    case headMissing
    /// An event says that Brama once started on a store that did not fit its head file.
    case recordedMismatch(Int64)
  }

  /// Lines read at once.
  static let verificationPage = 1000

  /// Reads the whole chain, as of one moment; at most 100 findings are told.
  /// - Parameter knownHead: what the head file says, `nil` when there is none.
  public func verify(knownHead: AuditHead?, by caller: Caller) async throws(Rejection)
    -> (lines: Int, findings: [Finding])
  {
    try await authority().read(by: caller, .administrator) { [self] tx in
      var check = AuditChainCheck(knownHead: knownHead)
      var next: Int64 = 0
      while true {
        let page = try tx.audit.records(from: next, limit: Self.verificationPage)
        for record in page { check.take(record, hash: hash(of: record)) }
        guard page.count == Self.verificationPage, let last = page.last else { break }
        next = last.sequence + 1
      }
      return check.finish()
    }
  }

  /// Removes lines older than `before` and leaves a signed checkpoint: the event of the pruning itself,
  /// which names the last removed line and carries its hash inside the keyed chain. The newest line
  /// stays whatever its age, since the chain goes on from it.
  ///
  /// - Returns: how many lines went.
  /// - Throws: `.forbidden` for everybody but the command.
  public func prune(before: Timestamp, by caller: Caller) async throws(Rejection) -> Int {
    let last = try await authority().read(by: caller, .command) { tx in
      try Self.lastLine(olderThan: before, in: tx)
    }
    guard let last else { return 0 }
    return try await authority().perform(.auditPruned, by: caller, .command) { tx, event in
      // Another pruning may have been faster.
      guard try tx.audit.records(from: last.sequence, limit: 1).first?.hash == last.hash else {
        throw Rejection.stale
      }
      let removed = try tx.audit.prune(before: last.sequence + 1)
      event.details["lines"] = String(removed)
      AuditCheckpoint(last).write(to: &event.details)
      return removed
    }
  }

  /// The end of the unbroken beginning of the log that is older than `before`: a line with a later time
  /// stops it, so that a clock which once ran ahead cannot make younger lines go.
  private static func lastLine(olderThan before: Timestamp, in tx: any Transaction) throws
    -> AuditHead?
  {
    guard let head = try tx.audit.head() else { return nil }
    var found: AuditHead?
    var next: Int64 = 0
    while true {
      let page = try tx.audit.records(from: next, limit: verificationPage)
      for record in page {
        guard record.at < before, record.sequence < head.sequence else { return found }
        found = AuditHead(sequence: record.sequence, hash: record.hash)
      }
      guard page.count == verificationPage, let last = page.last else { return found }
      next = last.sequence + 1
    }
  }
}

/// What a pruning leaves in the chain: the last line that went.
struct AuditCheckpoint: Equatable {
  let sequence: Int64
  let hash: String

  init(_ head: AuditHead) {
    sequence = head.sequence
    hash = hexadecimal(head.hash.bytes)
  }

  init?(_ details: [String: String]) {
    guard let through = details["through"].flatMap({ Int64($0) }), let hash = details["hash"]
    else { return nil }
    sequence = through
    self.hash = hash
  }

  func write(to details: inout [String: String]) {
    details["through"] = String(sequence)
    details["hash"] = hash
  }
}

/// Walks along the chain, line by line: a pure state.
struct AuditChainCheck {
  static let findingsLimit = 100

  let knownHead: AuditHead?
  private var lines = 0
  private var findings: [AuditTrail.Finding] = []
  private var previous: AuditHead?
  /// What must vouch for a chain that does not begin with line 1, and whether something did.
  private var start: (line: Int64, needed: AuditCheckpoint)?
  private var isStartVouchedFor = false

  init(knownHead: AuditHead?) { self.knownHead = knownHead }

  /// - Parameter hash: the keyed hash that the line must carry.
  mutating func take(_ record: AuditRecord, hash: Digest) {
    lines += 1
    var isGood = record.hash == hash
    if let previous {
      isGood =
        isGood && record.sequence == previous.sequence + 1 && record.previous == previous.hash
    } else if record.sequence == 1 {
      isGood = isGood && record.previous.bytes.allSatisfy { $0 == 0 }
    } else {
      let before = AuditHead(sequence: record.sequence - 1, hash: record.previous)
      start = (record.sequence, AuditCheckpoint(before))
    }
    if !isGood { report(.brokenAt(record.sequence)) }
    if isGood {
      switch AuditAction(rawValue: record.action) {
      case .auditPruned:
        if AuditCheckpoint(AuditTrail.fields(record.details)) == start?.needed {
          isStartVouchedFor = true
        }
      case .auditHeadMismatch: report(.recordedMismatch(record.sequence))
      default: break
      }
    }
    if let knownHead, knownHead.sequence == record.sequence, knownHead.hash != record.hash {
      report(.headDiffers(record.sequence))
    }
    previous = AuditHead(sequence: record.sequence, hash: record.hash)
  }

  mutating func finish() -> (lines: Int, findings: [AuditTrail.Finding]) {
    if let start, !isStartVouchedFor {
      findings.insert(.brokenAt(start.line), at: 0)
    }
    let storeHead = previous?.sequence ?? 0
    if let knownHead, knownHead.sequence > storeHead {
      findings.insert(
        .storeIsOlder(storeHead: storeHead, knownHead: knownHead.sequence), at: 0)
    }
    return (lines, findings)
  }

  private mutating func report(_ finding: AuditTrail.Finding) {
    if findings.count < Self.findingsLimit { findings.append(finding) }
  }
}
