import Foundation

@testable import App

/// A folder with a configuration file, gone with the test.
final class ConfigurationFolder {
  let path: String
  var file: String { path + "/brama.toml" }

  /// What has no default, for a configuration that is right otherwise.
  static let needed = """
    [http]
    certificate = "/c.pem"
    certificate_key = "/k.pem"

    """
  static let domain = """
    [domains.main]
    servers = ["ldaps://ldap.example.com"]
    base = "dc=example,dc=com"
    service_dn = "cn=brama,dc=example,dc=com"
    service_password = "swordfish-1"

    """

  init() throws {
    path = NSTemporaryDirectory() + "brama-configuration-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  @discardableResult
  func write(_ text: String, to name: String = "brama.toml", mode: mode_t = 0o600) throws -> String
  { try write(Array(text.utf8), to: name, mode: mode) }

  @discardableResult
  func write(_ bytes: [UInt8], to name: String = "brama.toml", mode: mode_t = 0o600) throws
    -> String
  {
    let path = path + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    chmod(path, mode)
    return path
  }

  /// Loads a text as the file.
  func load(
    _ text: String, _ environment: [String: String] = [:]
  ) throws -> LoadedConfiguration {
    try write(text)
    return try Configuration.load(path: file, environment: environment)
  }

  /// The faults of a text, each without the folder in front of it; empty when there are none.
  func faults(_ text: String, _ environment: [String: String] = [:]) throws -> [String] {
    try write(text)
    return faults(environment)
  }

  func faults(_ environment: [String: String] = [:]) -> [String] {
    do {
      _ = try Configuration.load(path: file, environment: environment)
      return []
    } catch {
      return error.faults.map { $0.description.replacing(path + "/", with: "") }
    }
  }
}
