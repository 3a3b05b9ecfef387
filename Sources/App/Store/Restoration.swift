import Diagnostics
import FoundationEssentials
import Glibc
import Identity
import Storage
import Text
import Threads

/// Puts a copy in the place of the store.
///
/// The copy is prepared beside the store first: opened with the sealing key, its sessions and tickets
/// ended, the restore written into its audit log. Only then does it take the store's place, so that a
/// wrong key or a crash on the way leaves the store as it was, and no session of the copy ever lives.
struct Restoration {
  let plan: ServicePlan
  private let draft: String
  private let headDraft: String

  init(_ plan: ServicePlan) {
    self.plan = plan
    draft = "\(plan.storePath).restoring"
    headDraft = "\(plan.auditHeadPath).restoring"
  }

  /// - Throws: `StorageError`, `SealingKeyProblem`, `BackupProblem`.
  func run(from copy: String, by caller: Caller) async throws {
    defer { removeDrafts() }
    removeDrafts()
    try await OwnThread.run(named: "restore") { [draft] in
      try SQLiteStore.validateBackup(copy)
      try PrivateCopy.copy(copy, to: draft)
    }
    try await prepare(by: caller)
    try await OwnThread.run(named: "restore") { [plan, draft, headDraft] in
      // Root may restore the store of a service that runs as another user.
      let owner = FileOwner(ofStoreAt: plan.storePath)
      try owner?.give(headDraft)
      try SQLiteStore.replaceFile(at: plan.storePath, with: draft, owner: owner)
      guard rename(headDraft, plan.auditHeadPath) == 0 else {
        throw BackupProblem(plan.auditHeadPath)
      }
    }
  }

  private func prepare(by caller: Caller) async throws {
    var inner = plan
    inner.storePath = draft
    inner.auditHeadPath = headDraft
    // Nobody is asked for: the copy's people are of no interest now.
    inner.domains = []
    let composition = try await Composition.open(
      inner, mayCreateKey: false, headIsForgotten: true, log: .silent)
    let ended: Result<Void, any Error>
    do {
      ended = .success(try await composition.gate.upkeep.afterRestore(by: caller))
    } catch {
      ended = .failure(error)
    }
    await composition.close()
    try ended.get()
  }

  private func removeDrafts() {
    for path in [draft, "\(draft)-wal", "\(draft)-shm", "\(draft).lock", headDraft] { unlink(path) }
    let folder = FilePath.folder(of: draft)
    let name = FilePath.name(of: draft)
    // Copies from before a migration of the draft.
    for file in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where file.hasPrefix("\(name).before-") {
      unlink("\(folder)/\(file)")
    }
  }
}
