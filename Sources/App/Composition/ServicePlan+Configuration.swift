import Diagnostics
import FoundationEssentials
import HTTPEngine
import Identity
import Messages
import Secrets

extension ServicePlan {
  /// - Throws: `InvalidSetting` for what only the parts themselves can judge.
  init(_ configuration: Configuration, environment: [String: String]) throws {
    let http = configuration.http
    let certificate = CertificateFiles(certificate: http.certificate, key: http.certificateKey)
    let signIn = configuration.signIn
    var policy = Policy()
    policy.isMultiCompany = configuration.multiCompany
    policy.maxAttempts = signIn.maxAttempts
    policy.blockTime = signIn.blockTime
    policy.addressFailures = signIn.addressFailures
    policy.addressWindow = signIn.addressWindow
    policy.idleLimit = configuration.session.idle
    policy.absoluteLimit = configuration.session.absolute
    let days = configuration.session.rememberDays
    policy.rememberLimit = days == 0 ? nil : .days(days)
    policy.directoryCheckInterval = configuration.directoryCheck.interval

    self.init(
      listeners: http.listen.map {
        Listener(endpoint: .tcp(host: $0.host, port: $0.port), certificate: certificate)
      }
        + http.plainListen.map {
          Listener(endpoint: .tcp(host: $0.host, port: $0.port), certificate: nil)
        },
      threads: http.threads == 0
        ? ProcessInfo.processInfo.activeProcessorCount : http.threads,
      connections: http.maxConnections,
      metrics: configuration.metrics.listen.map { .tcp(host: $0.host, port: $0.port) },
      commandSocket: configuration.socket.path, publicURL: configuration.publicURL,
      trustedProxies: http.trustedProxies,
      language: Messages.Language(configuration.language), refusalTime: signIn.refusalTime,
      storePath: configuration.store.path, auditHeadPath: configuration.store.auditHead,
      keyFile: SealingKeyFile(
        path: configuration.key.file, credentialsDirectory: environment["CREDENTIALS_DIRECTORY"]),
      policy: policy, domains: try configuration.domains.map { try $0.directory() },
      syncIntervals: configuration.domains.reduce(into: [:]) { intervals, domain in
        guard domain.syncInterval > .zero else { return }
        intervals[domain.name] = .milliseconds(domain.syncInterval.milliseconds)
      },
      logLevel: LogLevel(configuration.log.level), logForm: LogForm(configuration.log.form),
      drainTime: .seconds(8))
  }
}

extension PublicURL {
  /// `nil`: the usual one of https.
  var explicitPort: UInt16? {
    UInt16(origin.dropFirst("https://\(host):".count))
  }
}

extension Messages.Language {
  fileprivate init(_ language: Configuration.Language) {
    self =
      switch language {
      case .polish: .polish
      case .english: .english
      }
  }
}

extension LogLevel {
  fileprivate init(_ level: Configuration.Log.Level) {
    self =
      switch level {
      case .debug: .debug
      case .info: .info
      case .warning: .warning
      case .error: .error
      }
  }
}

extension LogForm {
  fileprivate init(_ form: Configuration.Log.Form) {
    self =
      switch form {
      case .text: .text
      case .json: .json
      }
  }
}
