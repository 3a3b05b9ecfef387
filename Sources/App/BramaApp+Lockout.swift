import Glibc
public import Identity
import LDAPDirectory
import Secrets

extension BramaApp {
  /// After how many wrong passwords a domain locks an account, as `brama domain list` shows it.
  public struct DomainLockout: Sendable, Equatable {
    public var name: String
    /// `nil`: it locks nobody.
    public var lockout: DirectoryLockout?
    /// `directory` or `configuration`.
    public var source: String
    /// Why the directory did not tell.
    public var failure: DirectoryError.Code?
  }

  /// Asks every configured domain, all at once, for a few seconds at most. A domain that waits to be
  /// confirmed is not asked: its address gets no password.
  /// - Throws: `InvalidSetting`.
  public static func lockouts(of loaded: LoadedConfiguration) async throws -> [DomainLockout] {
    signal(SIGPIPE, SIG_IGN)
    let configured = try loaded.configuration.domains.map { domain in
      var directory = try domain.directory()
      directory.limits.totalDeadline = min(directory.limits.totalDeadline, .seconds(3))
      return directory
    }
    let names = configured.map(\.name)
    // Where nobody can tell, none is asked.
    let waiting = (try? await unconfirmed(names, of: loaded)) ?? Set(names)
    return await withTaskGroup(of: (Int, DomainLockout).self) { group in
      for (index, domain) in configured.enumerated() {
        group.addTask {
          var told = DomainLockout(
            name: domain.name.text, lockout: domain.rules.lockout, source: "configuration")
          guard !waiting.contains(domain.name) else {
            told.failure = .unconfirmed
            return (index, told)
          }
          let directory = LDAPDirectory(configuration: domain, random: SystemRandom())
          let standing = await directory.lockoutStanding()
          await directory.close()
          told.lockout = standing.lockout
          told.source = standing.source.rawValue
          told.failure = standing.failure
          return (index, told)
        }
      }
      var all: [Int: DomainLockout] = [:]
      for await (index, told) in group { all[index] = told }
      return configured.indices.compactMap { all[$0] }
    }
  }
}
