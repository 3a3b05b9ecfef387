import App
import Messages

/// `brama key`: the key that secrets in the store are sealed with.
enum KeyCommands {
  static let all = Command.group("key", "The sealing key", [create, rotate])

  private static let create = Command(
    name: "create", summary: "Make a key file for a new installation",
    notes: "Never overwrites a file. `brama serve` makes the key itself where it may write.",
    arguments: [
      .init(name: "FILE", summary: "the key file to make, mode 0600", values: .file)
    ]
  ) { invocation in
    do { try BramaApp.createKey(at: invocation.required("FILE")) } catch let error as KeyProblem {
      throw CommandFailure(.refused, "\(error)")
    }
  }

  private static let rotate = Command.command(
    "rotate", "Make a new sealing key and seal every secret in the store again",
    notes: """
      The new key stands in front of the old ones in the key file until nothing needs them; a crash at
      any moment loses nothing. Keep a copy of the key file apart from backups.
      """
  ) { context in
    let configuration = try context.configuration()
    try await context.withAPI { api in
      let keys = BramaApp.keyFile(of: configuration)
      do {
        try keys.addKey()
        let answer: JSON
        do { answer = try await api.post("/local/key/rotate").json } catch let failure
          as CommandFailure
          where failure.code == .refused
        {
          try keys.withdrawNewestKey()
          throw CommandFailure(
            .refused,
            "the server does not read its key from \(keys.path) (a systemd credential is a copy): "
              + "stop the server, rotate, and start it again")
        }
        try keys.dropOlderKeys()
        try context.report(answer, .keyRotated(values: Int(answer["values"].integer ?? 0)))
      } catch let error as KeyProblem {
        throw CommandFailure(.refused, "\(error)")
      }
    }
  }
}
