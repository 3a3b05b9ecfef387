import App
import Messages

/// `brama backup` and `brama restore`: the store as one file, without its key.
enum BackupCommands {
  private static let file = Command.Argument(name: "FILE", summary: "the copy", values: .file)

  static let backup = Command.command(
    "backup", "Write a copy of the store, while the server runs or not", arguments: [file],
    notes: "The copy holds no key: keep the key file apart, without it the copy is of no use."
  ) { context in
    let path = try context.invocation.required("FILE")
    let configuration = try context.configuration()
    let draft = BramaApp.backupDraft(of: configuration)
    try await context.withAPI { api in
      _ = try await api.post("/local/backup", ["path": .string(draft)])
    }
    do { try BramaApp.collectBackup(draft, to: path) } catch {
      throw CommandFailure(.refused, "\(error)")
    }
    try context.report(["path": .string(path), "holdsKey": false], .backupMade(path))
    try context.say(.backupHoldsNoKey)
  }

  static let restore = Command.command(
    "restore", "Put a copy in the place of the store, while no server runs", arguments: [file],
    notes: """
      The copy is checked first; the present store is kept beside it. All sessions and sign-ins under way
      are ended, and the restore is written into the audit log.
      """
  ) { context in
    let path = try context.invocation.required("FILE")
    let configuration = try context.configuration()
    do {
      let kept = try await BramaApp.restore(
        path, into: configuration, user: await BramaApp.currentUser())
      try context.report(
        ["restored": .string(path), "kept": kept.map(JSON.string) ?? .null], .restored(path))
    } catch let problem as RestoreProblem {
      switch problem {
      case .serverRuns:
        throw CommandFailure(.unavailable, context.catalogue.text(.serverRunning))
      case .missing: throw CommandFailure(.notFound, "\(problem)")
      case .unusable: throw CommandFailure(.wrongArguments, "\(problem)")
      case .failed: throw CommandFailure(.unavailable, "\(problem)")
      }
    }
  }
}
