import Glibc
import Secrets

extension BramaApp {
  /// Makes a key file for a new installation.
  /// - Throws: `KeyProblem`.
  public static func createKey(at path: String) throws(KeyProblem) {
    do { try SealingKeyFile(path: path).create(random: SystemRandom()) } catch {
      throw KeyProblem(error)
    }
  }

  public static func keyFile(of loaded: LoadedConfiguration) -> KeyFile {
    KeyFile(
      path: loaded.configuration.key.file,
      credentialsDirectory: ProcessEnvironment.variables["CREDENTIALS_DIRECTORY"])
  }
}

/// The key file as `brama key rotate` changes it. It keeps its owner: root may rotate the key of a
/// service that runs as another user.
public struct KeyFile: Sendable {
  public let path: String
  private let file: SealingKeyFile

  init(path: String, credentialsDirectory: String?) {
    self.path = path
    file = SealingKeyFile(path: path, credentialsDirectory: credentialsDirectory)
  }

  /// Puts a new key in front; the old ones stay for opening.
  public func addKey() throws(KeyProblem) {
    try keepingOwner { () throws(SealingKeyError) in try file.addKey(random: SystemRandom()) }
  }

  /// The rotation was refused before anything was sealed with the new key.
  public func withdrawNewestKey() throws(KeyProblem) {
    try keepingOwner { () throws(SealingKeyError) in try file.withdrawNewestKey() }
  }

  /// Once nothing in the store needs them.
  public func dropOlderKeys() throws(KeyProblem) {
    try keepingOwner { () throws(SealingKeyError) in try file.dropOlderKeys() }
  }

  private func keepingOwner<Value>(_ change: () throws(SealingKeyError) -> Value)
    throws(KeyProblem)
  {
    var before = stat()
    let isKnown = stat(path, &before) == 0
    do { _ = try change() } catch { throw KeyProblem(error) }
    if isKnown, geteuid() == 0, chown(path, before.st_uid, before.st_gid) != 0 {
      throw KeyProblem(
        .notWritable(path: path, reason: String(cString: strerror(errno))))
    }
  }
}

/// Why a key file could not be made or changed. Holds nothing of the key.
public struct KeyProblem: Error, Sendable, CustomStringConvertible {
  public let description: String

  init(_ error: SealingKeyError) { description = error.description }
}
