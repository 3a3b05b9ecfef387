import App
import Identity
import Messages

/// `brama domain sync`: one pass that brings a domain's cards in step, watched to its end.
enum DomainSyncCommand {
  static let command = Command.command(
    "sync", "Take changed names, logins and addresses over from a domain",
    arguments: [.init(name: "DOMAIN", summary: "the domain's name")],
    options: [.init(name: "full", summary: "read everybody with a card, not only what changed")],
    notes: """
      Only linked cards are changed, by the rules of signing in. The pass runs in the server, or in this
      command when no server holds the store; one that was cut off goes on where it was. People who are
      not found any more are marked on their cards, unless suddenly more than a fifth are missing.
      """
  ) { context in
    let domain = try context.invocation.required("DOMAIN")
    let catalogue = context.catalogue
    try await context.withAPI { api in
      let path = "/local/domains/\(encoded(domain))/sync"
      var progress = try await api.post(path, ["full": .bool(context.invocation.has("full"))]).json
      let bar = ProgressBar(domain)
      while progress["state"].string == SyncProgress.State.running.rawValue {
        bar.show(done: progress["done"].integer ?? 0, of: progress["total"].integer ?? 0)
        try await Task.sleep(for: .milliseconds(200))
        progress = try await api.get(path).json
      }
      let total = progress["total"].integer ?? 0
      if total > 0 { bar.show(done: progress["done"].integer ?? 0, of: total) }
      bar.end()
      let missing = Int(progress["missing"].integer ?? 0)
      if let problem = progress["problem"].string {
        if context.wantsJSON { try context.print(progress) }
        if problem == "sudden-loss" {
          throw CommandFailure(
            .refused, catalogue.text(.syncDoubted(domain: domain, missing: missing)))
        }
        let code = DirectoryError.Code(rawValue: problem)
        throw CommandFailure(
          code == nil ? .unavailable : .directory,
          catalogue.text(.syncFailed(domain: domain, reason: code)))
      }
      try context.report(
        progress,
        .domainSynced(
          domain: domain, people: Int(progress["done"].integer ?? 0),
          changed: Int(progress["changed"].integer ?? 0), missing: missing))
    }
  }
}
