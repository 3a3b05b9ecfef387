import Identity
import Portal
import Storage

/// What the operator's calls need beyond `Gate`: the key file, the head file, the store as a file.
struct Operations: Sendable {
  let gate: Gate
  let store: SQLiteStore
  let sealing: ReloadableSealing
  let headLink: AuditHeadLink
  let headPath: String

  func forPortal(_ directories: @escaping @Sendable () async -> [DomainName: Bool])
    -> PortalOperations
  {
    PortalOperations(
      verifyAudit: { caller async throws(Rejection) in try await verifyAudit(by: caller) },
      rotateKey: { caller async throws(Rejection) in try await rotateKey(by: caller) },
      backup: { path, caller async throws(Rejection) in try await backup(to: path, by: caller) },
      directories: directories)
  }

  private func verifyAudit(by caller: Caller) async throws(Rejection)
    -> (lines: Int, findings: [AuditTrail.Finding])
  {
    let state: AuditHeadState
    do { state = try await headLink.state(of: store, sealing: sealing) } catch {
      throw .storeUnavailable
    }
    switch state {
    case .none: return try await gate.audit.verify(knownHead: nil, by: caller)
    case .known(let head): return try await gate.audit.verify(knownHead: head, by: caller)
    case .missing:
      var result = try await gate.audit.verify(knownHead: nil, by: caller)
      result.findings.append(.headMissing)
      return result
    case .damaged:
      var result = try await gate.audit.verify(knownHead: nil, by: caller)
      let last: AuditHead?
      do { last = try await store.read { try $0.audit.head() } } catch { throw .storeUnavailable }
      // A head that nobody wrote for this store agrees with no line of it.
      result.findings.append(.headDiffers(last?.sequence ?? 0))
      return result
    }
  }

  /// The command has put the new key in front of the key file; here it is read and put to use.
  /// - Throws: `.stale` when the file that this process reads has no new key: the command wrote another
  ///   one, and dropping the old keys there would lock the store.
  private func rotateKey(by caller: Caller) async throws(Rejection) -> Int {
    let isNew: Bool
    do { isNew = try sealing.reload() } catch { throw .storeUnavailable }
    guard isNew else { throw .stale }
    return try await gate.upkeep.rotateKey(by: caller)
  }

  private func backup(to path: String, by caller: Caller) async throws(Rejection) {
    // Noted first, so that the copy tells of itself too.
    try await gate.upkeep.note(.backupMade, details: [:], by: caller)
    do {
      try await store.backup(to: path, sparing: [headPath])
    } catch {
      throw .storeUnavailable
    }
  }
}
