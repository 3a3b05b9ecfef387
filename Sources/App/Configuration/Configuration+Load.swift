import Glibc

extension Configuration {
  /// Where the file is looked for when nobody names one.
  public static let standardPath = "/etc/brama/brama.toml"

  /// Reads the configuration: the environment goes before the file, the file before the defaults.
  ///
  /// - Parameters:
  ///   - path: the file; `nil` for the one that `BRAMA_CONFIG` names, else `standardPath` if there is one,
  ///     else no file at all.
  ///   - environment: the process's. Variables are `BRAMA_` and the key in capitals with `_` for dots and
  ///     hyphens, as in `BRAMA_DOMAINS_MAIN_SERVICE_DN`; lists are separated by commas.
  ///     `CREDENTIALS_DIRECTORY` tells where systemd keeps credentials.
  /// - Throws: `ConfigurationErrors` with every fault, in the order of the file (CONF-04).
  public static func load(
    path: String?, environment: [String: String]
  ) throws(ConfigurationErrors) -> LoadedConfiguration {
    let file = path ?? environment[ConfigurationKeys.fileVariable] ?? standardFile
    let sources = ConfigurationSources(file: file, environment: environment)
    var reader = ConfigurationReader(
      file: file, fromFile: sources.fromFile, fromEnvironment: sources.fromEnvironment,
      credentialsDirectory: environment["CREDENTIALS_DIRECTORY"])
    var configuration = Configuration()
    // What a file without TOML would have held is not known: defaults must not be called missing.
    if sources.isReadable {
      reader.fill(&configuration, from: ConfigurationKeys.global)
      for name in sources.domains {
        var domain = DomainConfiguration(name: name)
        let prefix = ConfigurationSources.prefix(of: name)
        reader.fill(
          &domain, from: ConfigurationKeys.domain, prefix: prefix,
          shownPrefix: ConfigurationSources.tomlPrefix(of: name))
        domain.directoryLockout.isThresholdSet = reader.isSet(
          prefix + "directory_lockout.threshold")
        domain.directoryLockout.isWindowSet = reader.isSet(prefix + "directory_lockout.window")
        if domain.peopleBase.isEmpty { domain.peopleBase = domain.base }
        if domain.groupBase.isEmpty { domain.groupBase = domain.base }
        configuration.domains.append(domain)
      }
      reader.check(configuration)
    }
    let faults = sources.faults + reader.faults
    guard faults.isEmpty else { throw ConfigurationErrors(faults: inOrder(faults)) }
    return LoadedConfiguration(
      configuration: configuration, warnings: sources.warnings, origins: reader.origins, file: file,
      shown: reader.shown)
  }

  private static var standardFile: String? {
    access(standardPath, F_OK) == 0 ? standardPath : nil
  }

  /// By line and column; what is nowhere in the file comes after it, in the order of the table.
  private static func inOrder(_ faults: [ConfigurationFault]) -> [ConfigurationFault] {
    faults.enumerated().sorted { a, b in
      let (left, right) = (a.element, b.element)
      return (left.line ?? Int.max, left.column ?? 0, a.offset)
        < (right.line ?? Int.max, right.column ?? 0, b.offset)
    }.map(\.element)
  }
}
