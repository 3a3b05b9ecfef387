import Diagnostics
import Foundation
import Glibc
import Identity
import Storage

extension BramaApp {
  /// A name beside the store, where the server may write, for a copy that the command then collects.
  public static func backupDraft(of loaded: LoadedConfiguration) -> String {
    "\(loaded.configuration.store.path).backup-\(UUID().uuidString.lowercased())"
  }

  /// Moves a copy to where it was wanted, mode 0600; a file that is there is not overwritten.
  /// - Throws: `BackupProblem`.
  public static func collectBackup(_ draft: String, to path: String) throws {
    defer { unlink(draft) }
    let source = open(draft, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard source >= 0 else { throw BackupProblem(draft) }
    defer { close(source) }
    let target = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard target >= 0 else { throw BackupProblem(path) }
    defer { close(target) }
    do {
      try copy(source, target, path)
      guard fsync(target) == 0 else { throw BackupProblem(path) }
      try FolderSync.sync(folderOf: path)
    } catch {
      unlink(path)
      throw error
    }
  }

  private static func copy(_ source: Int32, _ target: Int32, _ path: String) throws {
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(source, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw BackupProblem(path) }
      if count == 0 { return }
      var written = 0
      while written < count {
        let now = buffer.withUnsafeBytes { raw in
          write(target, raw.baseAddress.map { $0 + written }, count - written)
        }
        if now < 0, errno == EINTR { continue }
        guard now > 0 else { throw BackupProblem(path) }
        written += now
      }
    }
  }

  /// Puts a copy in the place of the store, ends all its sessions and tickets, and writes that into its
  /// audit log.
  /// - Returns: where the store that was there is kept now; `nil` when there was none.
  /// - Throws: `RestoreProblem`.
  public static func restore(_ path: String, into loaded: LoadedConfiguration, user: String)
    async throws -> String?
  {
    let plan: ServicePlan
    do { plan = try Self.plan(of: loaded) } catch { throw RestoreProblem.failed("\(error)") }
    guard !SocketClient.answers(plan.commandSocket) else { throw RestoreProblem.serverRuns }
    signal(SIGPIPE, SIG_IGN)
    let hadStore = access(plan.storePath, F_OK) == 0
    do {
      try await OwnThread.run(named: "restore") {
        let owner = FileOwner(of: plan.storePath)
        try SQLiteStore.replaceFile(at: plan.storePath, with: path)
        owner?.give(to: plan.storePath)
        try AuditHeadLink.forget(plan.auditHeadPath)
      }
    } catch let error as StorageError {
      throw RestoreProblem(error, path)
    } catch {
      throw RestoreProblem.failed("\(error)")
    }
    do {
      // The command has one line on standard error, and that is its own (CLI-06).
      let composition = try await Composition.open(
        plan, mayCreateKey: false, isRestored: true, log: .silent)
      let ended: Result<Void, any Error>
      do {
        ended = .success(try await composition.gate.upkeep.afterRestore(by: .command(user: user)))
      } catch {
        ended = .failure(error)
      }
      await composition.close()
      try ended.get()
    } catch {
      throw RestoreProblem.failed("the copy is in place, but cannot be opened: \(error)")
    }
    return hadStore ? "\(plan.storePath).replaced" : nil
  }
}

/// Root may restore the store of a service that runs as another user.
private struct FileOwner {
  let user: uid_t
  let group: gid_t

  init?(of path: String) {
    var found = stat()
    guard geteuid() == 0, stat(path, &found) == 0 else { return nil }
    user = found.st_uid
    group = found.st_gid
  }

  func give(to path: String) { _ = chown(path, user, group) }
}

public struct BackupProblem: Error, Sendable, CustomStringConvertible {
  public let description: String

  init(_ path: String) { description = "\(path): \(String(cString: strerror(errno)))" }
}

public enum RestoreProblem: Error, Sendable, CustomStringConvertible {
  case serverRuns
  case missing(String)
  /// It is no copy of a store, or of a newer version.
  case unusable(String)
  case failed(String)

  init(_ error: StorageError, _ path: String) {
    self =
      switch error.code {
      case .alreadyOpen: .serverRuns
      case .missing: .missing("\(path): \(error)")
      case .damaged, .foreign, .newerSchema, .cannotOpen: .unusable("\(path): \(error)")
      case .readOnly, .migrationFailed, .unavailable: .failed("\(error)")
      }
  }

  public var description: String {
    switch self {
    case .serverRuns: "the server is running"
    case .missing(let text), .unusable(let text), .failed(let text): text
    }
  }
}
