import Synchronization

/// Keeps the fields of linked cards in step with their directories, beside the sign-ins (DOM-33, 35).
///
/// A pass asks the directory whose entries changed since its last mark, in the cheapest way the server
/// has, and reads those that have a card; without a mark, and once a day, it reads everybody with a card.
/// Cards are taken over in batches, each with the place reached in one transaction: a pass that was cut
/// off goes on there, and no card is ever half done. Who is gone is marked at the end, unless suddenly many
/// are: then nobody is, and it is told.
public final class DirectorySync: Sendable {
  /// How many people one question to a directory asks for, and one transaction changes.
  static let batch = 200
  /// What no way of asking for changes tells for certain, a pass over everybody finds out.
  static let longestWithoutFull = Interval.hours(24)

  let core: Core
  private let passes = Mutex<[DomainName: SyncProgress]>([:])
  private let observer = Mutex<(@Sendable (DomainName, SyncProgress) -> Void)?>(nil)

  init(_ core: Core) { self.core = core }

  /// Told how each pass ended, whoever began it.
  public func observe(_ body: @escaping @Sendable (DomainName, SyncProgress) -> Void) {
    observer.withLock { $0 = body }
  }

  /// Starts a pass in the background; where one is under way already, that one goes on.
  /// - Throws: `.invalid` with `domain` at fault; `.forbidden` for everybody but the command.
  public func start(domain: String, full: Bool, by caller: Caller) throws(Rejection) -> SyncProgress
  {
    let name = try self.name(domain, caller)
    if begin(name, full: full) { Task { await pass(name, full: full) } }
    return progress(of: name)
  }

  /// How far the pass is that is under way, or how the last one ended.
  public func progress(domain: String, by caller: Caller) throws(Rejection) -> SyncProgress {
    progress(of: try name(domain, caller))
  }

  /// One pass, from beginning to end, unless one is under way.
  @discardableResult
  public func run(_ domain: DomainName, full: Bool = false) async -> SyncProgress {
    if begin(domain, full: full) { await pass(domain, full: full) }
    return progress(of: domain)
  }

  private func name(_ text: String, _ caller: Caller) throws(Rejection) -> DomainName {
    guard case .command = caller else { throw .forbidden }
    guard let name = DomainName(text), core.environment.directories[name] != nil else {
      throw .invalid([FieldFault("domain", .noSuchDomain(text))])
    }
    return name
  }

  private func progress(of domain: DomainName) -> SyncProgress {
    passes.withLock { $0[domain] ?? SyncProgress() }
  }

  private func begin(_ domain: DomainName, full: Bool) -> Bool {
    passes.withLock { passes in
      guard passes[domain]?.state != .running else { return false }
      var progress = SyncProgress(state: .running, isFull: full, startedAt: core.now)
      progress.succeededAt = passes[domain]?.succeededAt
      passes[domain] = progress
      return true
    }
  }

  private func change(_ domain: DomainName, _ body: (inout SyncProgress) -> Void) {
    passes.withLock { body(&$0[domain, default: SyncProgress()]) }
  }

  private func pass(_ domain: DomainName, full: Bool) async {
    var problem: String?
    do {
      if try await pass(over: domain, full: full) { problem = DirectoryWatch.suddenLoss }
    } catch let error as DirectoryError {
      problem = error.code.rawValue
    } catch is CancellationError {
      problem = "stopped"
    } catch {
      problem = "store-unavailable"
    }
    change(domain) { [problem] progress in
      progress.state = problem == nil ? .finished : .failed
      progress.problem = problem
      progress.endedAt = core.now
    }
    observer.withLock { $0 }?(domain, progress(of: domain))
  }

  /// - Returns: whether so many were missing that nobody was marked.
  private func pass(over domain: DomainName, full: Bool) async throws -> Bool {
    guard let directory = core.environment.directories[domain] else {
      throw DirectoryError(.unavailable)
    }
    let linked = try await linked(to: domain)
    var state = try await SyncState.read(domain, from: core.store)
    let (ids, isFull) = try await plan(&state, directory, linked, full: full)
    guard var pass = state.pass else { return false }
    let todo = ids.filter { $0 > pass.after }
    change(domain) { [pass] progress in
      progress.isFull = isFull
      progress.total = pass.done + todo.count
      progress.done = pass.done
      progress.changed = pass.changed
    }
    for start in stride(from: 0, to: todo.count, by: Self.batch) {
      try Task.checkCancellation()
      let batch = Array(todo[start..<min(start + Self.batch, todo.count)])
      let members = try await directory.members(batch.compactMap { StableID($0) })
      let (base, before) = (state, pass)
      pass = try await core.store.write { [self] tx in
        var pass = before
        for id in batch {
          guard let stableID = StableID(id) else { continue }
          guard let member = members[stableID] else {
            pass.missing.append(id)
            continue
          }
          for card in try tx.employees.linked(to: MemberLink(domain: domain, member: stableID)) {
            if try core.refresh(card, from: member, in: tx) != card { pass.changed += 1 }
          }
        }
        pass.done += batch.count
        pass.after = batch.last ?? pass.after
        var next = base
        next.pass = pass
        try next.save(domain, in: tx)
        return pass
      }
      state.pass = pass
      change(domain) { [pass] progress in
        progress.done = pass.done
        progress.changed = pass.changed
        progress.missing = pass.missing.count
      }
    }
    return try await finish(domain, directory, state, pass, isFull: isFull, of: linked.count)
  }

  /// What is to be read: stable ids in order. Takes an open pass up again, or begins one.
  private func plan(
    _ state: inout SyncState, _ directory: any DirectoryRollCall, _ linked: Set<String>, full: Bool
  ) async throws -> (ids: [String], isFull: Bool) {
    let isDue =
      state.lastFull.map { core.now - Timestamp(milliseconds: $0) >= Self.longestWithoutFull }
      ?? true
    let resumesFull = state.pass?.isFull == true
    if !full, !isDue, !resumesFull, let mark = state.mark {
      do throws(DirectoryError) {
        if let changes = try await directory.changes(since: DirectoryMark(text: mark)) {
          var ids = linked.intersection(changes.changed.union(changes.gone).map(\.text))
          if let unchanged = changes.unchanged {
            ids.formUnion(linked.subtracting(unchanged.map(\.text)))
          }
          // An open pass keeps its own, older mark: what has changed since it was begun comes again.
          if state.pass == nil {
            state.pass = SyncState.Pass(isFull: false, mark: changes.mark.text)
          }
          return (ids.sorted(), false)
        }
      } catch {
        // The server does not know that far back any more.
        guard error.code == .cursorExpired else { throw error }
      }
      state.pass = nil
    }
    if !resumesFull {
      // Taken before anybody is read: what changes meanwhile is seen by the next pass.
      let mark = try await directory.changes(since: nil)?.mark
      state.pass = SyncState.Pass(isFull: true, mark: mark?.text)
    }
    return (linked.sorted(), true)
  }

  private func finish(
    _ domain: DomainName, _ directory: any DirectoryRollCall, _ state: SyncState,
    _ pass: SyncState.Pass,
    isFull: Bool, of linked: Int
  ) async throws -> Bool {
    // Once more, all at the end: whoever was away for a moment, or before a pass was cut off, is back.
    var missing: [StableID] = []
    for start in stride(from: 0, to: pass.missing.count, by: Self.batch) {
      let batch = pass.missing[start..<min(start + Self.batch, pass.missing.count)]
        .compactMap { StableID($0) }
      let members = try await directory.members(batch)
      missing += batch.filter { members[$0] == nil }
    }
    let (isLoss, marked) = try await core.store.write { [self, missing] tx in
      var newly: [Employee] = []
      for id in missing {
        newly += try tx.employees.linked(to: MemberLink(domain: domain, member: id))
          .filter { !$0.memberNotFound }
      }
      var next = state
      next.pass = nil
      let isLoss = DirectoryWatch.isSudden(newly.count, of: linked)
      if isLoss {
        // The old mark stays: the next pass looks at the same people again.
        if !next.isDoubted {
          var event = AuditEvent(
            .directoryCheckStopped, by: .system, reason: DirectoryWatch.suddenLoss)
          event.details["domain"] = domain.text
          event.details["people"] = String(newly.count)
          try core.audit.append(event, in: tx)
        }
        next.isDoubted = true
      } else {
        for card in newly { try markMissing(card, in: tx) }
        next.isDoubted = false
        next.mark = pass.mark
        if isFull { next.lastFull = core.now.milliseconds }
      }
      try next.save(domain, in: tx)
      return (isLoss, newly.count)
    }
    change(domain) { progress in
      progress.missing = marked
      if !isLoss { progress.succeededAt = core.now }
    }
    return isLoss
  }

  private func markMissing(_ card: Employee, in tx: any Transaction) throws {
    var marked = card
    marked.memberNotFound = true
    _ = try tx.employees.update(marked)
    var event = AuditEvent(.employeeChanged, by: .system, subject: card.id, company: card.company)
    event.reason = "from-directory"
    event.details["fields"] = "memberNotFound"
    try core.audit.append(event, in: tx)
  }

  /// Members of the domain who have a card, by stable id.
  private func linked(to domain: DomainName) async throws -> Set<String> {
    try await core.store.read { tx in
      var ids: Set<String> = []
      try tx.forEachEmployee(EmployeeFilter(domain: domain)) { card in
        if let link = card.link, card.state != .anonymised { ids.insert(link.member.text) }
      }
      return ids
    }
  }
}
