import Synchronization

/// What Brama does by itself, called by the App's background workers.
public final class Upkeep: Sendable {
  let core: Core
  let watch = Mutex(DirectoryWatch())
  /// What a failed write could not store; the next `tidy` does.
  private let owed = Mutex(Owed())

  private struct Owed {
    var seen: [SessionID: Timestamp] = [:]
    var lapsed: Set<SessionID> = []
    var floods: [String: Int] = [:]
  }

  init(_ core: Core) { self.core = core }

  /// Writes last-seen times, ends expired sessions, forgets expired tickets, codes and pending secrets,
  /// bounds the failure table, and writes out counted floods of refusals. Every 30 seconds or so.
  /// - Parameter isLast: the process ends: refusals that are still being counted are written too.
  public func tidy(isLast: Bool = false) async {
    let now = core.now
    let drained = core.sessions.drain()
    let floods = core.audit.floods.withLock { $0.drain(at: now, all: isLast) }
    let due = owed.withLock { owed in
      owed.seen.merge(drained.seen) { max($0, $1) }
      owed.lapsed.formUnion(drained.lapsed)
      RefusalFloods.merge(floods, into: &owed.floods)
      defer { owed = Owed() }
      return (seen: owed.seen, lapsed: owed.lapsed, floods: owed.floods)
    }
    do {
      try await core.store.write { [core] tx in
        if !due.seen.isEmpty { try tx.sessions.touch(due.seen) }
        for id in due.lapsed.sorted(by: { $0.description < $1.description }) {
          guard let session = try tx.sessions.list(.one(id)).first else { continue }
          try core.sessions.end(.one(id), in: tx)
          let isUsed = try tx.employees.find(session.employee).map(core.policy.uses) ?? true
          var event = AuditEvent(.sessionEnded, by: .system)
          event.fill(expired: session)
          if !isUsed { event.reason = "not-in-this-mode" }
          try core.audit.append(event, in: tx)
        }
        for (address, count) in due.floods.sorted(by: { $0.key < $1.key }) {
          let origin = ClientOrigin(address: address, userAgent: nil)
          var event = AuditEvent(.signInRefusedMany, by: .anonymous(origin))
          event.details["refusals"] = String(count)
          try core.audit.append(event, in: tx)
        }
        try tx.tickets.deleteExpired(at: now)
        try tx.codes.deleteExpired(at: now)
        try tx.failures.bound(to: core.policy.strangerRows, at: now)
      }
    } catch {
      owed.withLock { owed in
        owed.seen.merge(due.seen) { max($0, $1) }
        owed.lapsed.formUnion(due.lapsed)
        RefusalFloods.merge(due.floods, into: &owed.floods)
      }
    }
  }

  /// Seals every secret again with the current key. Safe to repeat, and all or nothing.
  /// - Returns: how many values.
  /// - Throws: `.storeUnavailable` when a value does not open with any key at hand.
  public func rotateKey(by caller: Caller) async throws(Rejection) -> Int {
    try await core.authority.perform(.keyRotated, by: caller, .command) {
      [sealing = core.environment.sealing] tx, event in
      var count = 0
      try tx.sealed.replaceAll { name, value in
        count += 1
        return sealing.seal(try sealing.open(value, as: name), as: name)
      }
      event.details["values"] = String(count)
      event.details["key"] = sealing.keyID
      return count
    }
  }

  /// An audited event of the operator's: a backup made, a store restored.
  /// - Throws: `.forbidden` for everybody but the command.
  public func note(_ action: AuditAction, details: [String: String], by caller: Caller)
    async throws(Rejection)
  {
    let requirement: Authority.Requirement = caller == .system ? .system : .command
    try await core.authority.perform(action, by: caller, requirement) { _, event in
      event.details = details
    }
  }

  /// Ends all sessions and tickets after a restore; audited. Access codes go too: a code that was used
  /// since the backup was made would work again.
  public func afterRestore(by caller: Caller) async throws(Rejection) {
    try await core.authority.perform(.storeRestored, by: caller, .command) { [core] tx, event in
      let everything = Timestamp(milliseconds: .max / 2)
      let ended = try core.sessions.end(.all, in: tx)
      try tx.tickets.deleteExpired(at: everything)
      try tx.codes.deleteExpired(at: everything)
      event.details["sessions"] = String(ended)
    }
  }
}
