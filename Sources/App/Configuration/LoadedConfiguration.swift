/// A configuration that has passed every check, and what can be told about it.
public struct LoadedConfiguration: Sendable {
  public let configuration: Configuration
  /// To be logged; the start goes on (CONF-05). Hold no secret.
  public let warnings: [ConfigurationWarning]
  /// By dotted key, as in `domains.main.base`; every key is there.
  public let origins: [String: ConfigurationOrigin]
  /// The file that was read, as it was configured; `nil` without one.
  public let file: String?

  /// One key of `show`.
  struct Shown: Sendable, Equatable {
    let key: String
    /// As TOML; `"•••"` of a secret.
    let value: String
    let origin: ConfigurationOrigin
  }

  let shown: [Shown]

  /// The effective configuration, one key a line: `KEY = VALUE  # ORIGIN`, secrets masked (CONF-09).
  public func show() -> String {
    shown.map { "\($0.key) = \($0.value)  # \($0.origin)\n" }.joined()
  }
}

/// Something that does not stop the start.
public struct ConfigurationWarning: Sendable, Hashable, CustomStringConvertible {
  public let key: String
  public let origin: ConfigurationOrigin
  public let file: String?
  /// A sentence without the key.
  public let message: String

  public var description: String {
    ConfigurationFault(key: key, origin: origin, file: file, message: message).description
  }
}
