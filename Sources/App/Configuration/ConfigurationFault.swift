/// Where a value came from (CONF-09).
public enum ConfigurationOrigin: Sendable, Hashable, CustomStringConvertible {
  case standard
  /// Line and column from 1.
  case file(line: Int, column: Int)
  case environment(variable: String)

  public var description: String {
    switch self {
    case .standard: "default"
    case .file(let line, _): "file, line \(line)"
    case .environment(let variable): "environment, \(variable)"
    }
  }
}

/// One thing wrong with the configuration.
public struct ConfigurationFault: Sendable, Hashable, CustomStringConvertible {
  /// The dotted key, as in `sign_in.max_attempts`; empty when the fault is the file's as a whole.
  public let key: String
  public let origin: ConfigurationOrigin
  /// The file as it was configured, where the fault is in it.
  public let file: String?
  /// A sentence without the key. Holds no secret.
  public let message: String

  /// From 1; `nil` for what was not read from the file.
  public var line: Int? {
    if case .file(let line, _) = origin { return line }
    return nil
  }

  public var column: Int? {
    if case .file(_, let column) = origin { return column }
    return nil
  }

  /// `brama.toml:12:9: log.level: value loud is not allowed; allowed: …`, or with the variable's name in
  /// the place of the file's (CONF-B01).
  public var description: String {
    var parts: [String] = []
    switch origin {
    case .standard: if let file { parts.append(file) }
    case .file(let line, let column): parts.append("\(file ?? ""):\(line):\(column)")
    case .environment(let variable): parts.append(variable)
    }
    if !key.isEmpty { parts.append(key) }
    return (parts + [message]).joined(separator: ": ")
  }
}

/// All that is wrong with the configuration: it stops the start (CONF-04).
public struct ConfigurationErrors: Error, Sendable, CustomStringConvertible {
  public let faults: [ConfigurationFault]

  /// One fault a line.
  public var description: String { faults.map(\.description).joined(separator: "\n") }
}
