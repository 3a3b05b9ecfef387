/// What all servers of one examination share.
struct ServerTerms: Sendable {
  let configuration: DirectoryConfiguration
  let names: NameLookup
  /// Lets one wrong password of the service account out in all, whatever the number of servers.
  let serviceGate: ServiceGate
  let timekeeper: Timekeeper
  /// The authorities that certificates are judged by, PEM; `nil`: there are none that can be used, and
  /// nothing is sent over TLS.
  let authorities: TrustedAuthorities?

  /// Name, TCP, TLS and bind of one server together.
  var reachTime: Duration { configuration.limits.connectTimeout }
  /// One question.
  var questionTime: Duration { configuration.limits.operationTimeout }

  func usesStartTLS(_ server: ServerAddress) -> Bool {
    !server.isProtectedByItself && configuration.startTLS
  }

  func mayCarryPasswords(_ server: ServerAddress) -> Bool {
    server.isProtectedByItself || configuration.startTLS || configuration.insecurePlainPasswords
  }
}
