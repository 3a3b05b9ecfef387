import App

/// `brama serve`.
enum ServeCommand {
  /// How the service ended, when not by being asked to.
  struct Ended: Error { let code: Int32 }

  static let serve = Command(
    name: "serve",
    summary: "Run the service until SIGTERM or SIGINT; SIGHUP reloads the certificate",
    notes: "Ends with exit code 2 when the configuration or the sealing key is wrong.",
    options: [.config]
  ) { invocation in
    let code = await BramaApp.serve(configuration: invocation.value("config"))
    if code != 0 { throw Ended(code: code) }
  }
}
