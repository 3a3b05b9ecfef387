import App

/// All commands.
enum Root {
  static let command = Command(
    name: "brama",
    summary: "Brama signs in the people of an LDAP directory, with a second step and sessions",
    notes: """
      A command that touches the store asks the running server over its Unix socket, or opens the
      store itself when no server holds it. Exit codes: 0 done, 1 not found, 2 wrong arguments,
      3 directory not reachable or refused, 4 store or server not available, 5 refused,
      6 the audit log was tampered with.
      """,
    subcommands: [
      ServeCommand.serve, AccountCommands.setup, DomainCommands.all, DoctorCommand.doctor,
      ExplainCommand.explain,
      EmployeeCommands.all,
      CompanyCommands.all, AccountCommands.secondFactor, AccountCommands.unblock,
      AccountCommands.session, AuditCommands.all, ConfigurationCommands.all, KeyCommands.all,
      BackupCommands.backup, BackupCommands.restore, versionCommand, completion,
    ])

  // A function, for the script describes the tree that its own command is part of.
  private static func root() -> Command { command }

  private static let versionCommand = Command(
    name: "version", summary: "Print the version", options: [.json]
  ) { invocation in
    let document: JSON = ["name": "brama", "version": .string(Version.text)]
    try Terminal.print(invocation.has("json") ? document.text() : "brama \(Version.text)")
  }

  private static let completion = Command(
    name: "completion", summary: "Print the completion script of a shell",
    notes: "bash: source <(brama completion bash)    zsh: source <(brama completion zsh)",
    arguments: [
      .init(
        name: "SHELL", summary: "the shell",
        values: .oneOf(CompletionScript.Shell.allCases.map(\.rawValue)))
    ]
  ) { invocation in
    guard let shell = CompletionScript.Shell(rawValue: try invocation.required("SHELL")) else {
      return
    }
    try Terminal.print(CompletionScript(root: root()).text(for: shell), terminator: "")
  }
}
