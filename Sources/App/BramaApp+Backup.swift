import FoundationEssentials
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
    try PrivateCopy.copy(draft, to: path)
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
      try await Restoration(plan).run(from: path, by: .command(user: user))
    } catch let error as StorageError {
      throw RestoreProblem(error, path)
    } catch {
      throw RestoreProblem.failed("\(error)")
    }
    return hadStore ? "\(plan.storePath).replaced" : nil
  }
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
      case .readOnly, .migrationFailed, .unavailable, .unmerged: .failed("\(error)")
      }
  }

  public var description: String {
    switch self {
    case .serverRuns: "the server is running"
    case .missing(let text), .unusable(let text), .failed(let text): text
    }
  }
}
