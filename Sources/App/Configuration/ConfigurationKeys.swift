/// The table of all keys outside `[domains.NAME]`, in the order of `config show` and of the example file.
enum ConfigurationKeys {
  static let global: [ConfigurationKey<Configuration>] = [
    .text(
      "public_url", { $0.publicURL = $1 }, "", TextRule<PublicURL>.publicURL.orEmpty(),
      "The https address people and programs use; required when http.listen is not loopback only."),
    .boolean(
      "multi_company", { $0.multiCompany = $1 }, false,
      "Several companies in one installation (MultiCompany of the source product)."),
    .choice("language", { $0.language = $1 }, .polish, "The language where a reader names none."),

    .list(
      "http.listen", { $0.http.listen = $1 }, ["127.0.0.1:8443"], .address, counts: 0...16,
      "Addresses of the API and the pages, always with TLS; empty: Unix socket only."),
    .text(
      "http.certificate", { $0.http.certificate = $1 }, "", .optionalPath,
      example: "/etc/brama/tls/certificate.pem",
      "PEM file with the certificate chain, this server's own first; required with http.listen."),
    .text(
      "http.certificate_key", { $0.http.certificateKey = $1 }, "", .optionalPath,
      example: "/etc/brama/tls/key.pem",
      "PEM file with the certificate's private key; required with http.listen."),
    .list(
      "http.plain_listen", { $0.http.plainListen = $1 }, [], .address, counts: 0...16,
      "Loopback addresses without TLS, for a proxy on this machine that ends TLS; needs public_url."
    ),
    .list(
      "http.trusted_proxies", { $0.http.trustedProxies = $1 }, [], .range, counts: 0...64,
      "Proxies whose X-Forwarded-For is believed: addresses or ranges."),
    .integer(
      "http.threads", { $0.http.threads = $1 }, 0, in: 0...256,
      "Threads that serve connections; 0: one for each core."),
    .integer(
      "http.max_connections", { $0.http.maxConnections = $1 }, 4000, in: 1...1_000_000,
      "Connections open at one time; when more come, idle ones are closed."),

    .text(
      "metrics.listen", { $0.metrics.listen = $1 }, "127.0.0.1:9464",
      TextRule<ListenAddress>.address.orEmpty(),
      "Address of /metrics for Prometheus, without TLS; empty: off."),

    .text(
      "socket.path", { $0.socket.path = $1 }, "/run/brama/brama.sock", .socketPath,
      "Unix socket on which the brama command reaches the running server."),

    .text(
      "store.path", { $0.store.path = $1 }, "/var/lib/brama/brama.db", .path,
      "The store; its directory must be writable."),
    .text(
      "store.audit_head", { $0.store.auditHead = $1 }, "/var/lib/brama/audit.head", .path,
      "Copy of the audit log's head outside the store; another disk is better still."),

    .text(
      "key.file", { $0.key.file = $1 }, "/etc/brama/sealing.key", .path,
      "The key that seals secrets in the store; mode 0600. Never in a backup of the store."),

    .choice("log.level", { $0.log.level = $1 }, .info, "The least that is logged."),
    .choice("log.form", { $0.log.form = $1 }, .text, "Lines for people, or JSON for programs."),

    .integer(
      "sign_in.max_attempts", { $0.signIn.maxAttempts = $1 }, 5, in: 1...1000,
      "Failed sign-ins before a block (MaxLoginAttempts of the source product)."),
    .interval(
      "sign_in.block_time", { $0.signIn.blockTime = $1 }, 60, in: 1...86400,
      "Length of a block in seconds (LoginBlockTime of the source product)."),
    .integer(
      "sign_in.address_failures", { $0.signIn.addressFailures = $1 }, 50, in: 1...1_000_000,
      "Failures of one address within sign_in.address_window before it is refused."),
    .interval(
      "sign_in.address_window", { $0.signIn.addressWindow = $1 }, 600, in: 1...86400,
      "Seconds over which the failures of one address are counted."),
    .interval(
      "sign_in.refusal_time", { $0.signIn.refusalTime = $1 }, 250, in: 50...10000, unit: 1,
      "Milliseconds after arrival at which a refusal leaves, whatever its reason; else multiples."),

    .interval(
      "session.idle", { $0.session.idle = $1 }, 1800, in: 60...2_592_000,
      "Seconds without a request after which a session ends."),
    .interval(
      "session.absolute", { $0.session.absolute = $1 }, 43200, in: 60...31_536_000,
      "Seconds after which a session ends in any case."),
    .integer(
      "session.remember_days", { $0.session.rememberDays = $1 }, 30, in: 0...3650,
      "Days after which a remembered session ends; 0: never."),

    .interval(
      "directory_check.interval", { $0.directoryCheck.interval = $1 }, 120, in: 1...86400,
      "Seconds between two looks for people who left; gone at two looks means signed out."),
  ]

  /// The one section whose names are free.
  static let domains = "domains"
  /// Where the path of the configuration file may be given; not a key itself.
  static let fileVariable = "BRAMA_CONFIG"
  static let variablePrefix = "BRAMA_"

  /// `BRAMA_SIGN_IN_MAX_ATTEMPTS` of `sign_in.max_attempts`.
  static func variable(_ key: String) -> String {
    variablePrefix + spelled(key)
  }

  /// A name as it stands in a variable.
  static func spelled(_ name: String) -> String {
    String(name.uppercased().map { $0 == "." || $0 == "-" ? "_" : $0 })
  }

  /// The key of a secret's file.
  static func file(of secret: String) -> String { secret + "_file" }
}
