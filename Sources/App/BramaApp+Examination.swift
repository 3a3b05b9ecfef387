import Glibc
public import Identity
import LDAPDirectory

extension BramaApp {
  /// Another address to be tried with a domain's other settings. It never gets the configured password:
  /// whoever may try addresses must not be able to have that sent to a stranger.
  public struct Trial: Sendable {
    public var server: String
    /// `nil`: the configured one.
    public var caFile: String?
    public var password: Secret

    public init(server: String, caFile: String?, password: Secret) {
      self.server = server
      self.caFile = caFile
      self.password = password
    }
  }

  /// Takes a configured domain apart (`brama doctor`).
  /// - Parameters:
  ///   - chosenGroups: what companies have chosen for signing in; `nil`: not known.
  ///   - progress: called on any thread with the address of each server that is done.
  /// - Returns: `nil` where there is no domain of this name.
  /// - Throws: `InvalidSetting`.
  public static func examine(
    _ name: DomainName, of loaded: LoadedConfiguration, trial: Trial? = nil,
    chosenGroups: [GroupChoice]?, progress: @escaping @Sendable (String?) -> Void = { _ in }
  ) async throws -> [Finding]? {
    signal(SIGPIPE, SIG_IGN)
    guard let domain = loaded.configuration.domains.first(where: { $0.name == name }) else {
      return nil
    }
    var directory = try domain.directory()
    if let trial {
      directory.discovery = nil
      let server = try ServerAddress(trial.server)
      guard domain.kind != .activeDirectory || !server.isGlobalCatalogue else {
        throw InvalidSetting("\(trial.server) is the port of the global catalogue; use 389 or 636")
      }
      directory.servers = [server]
      let account = directory.serviceAccount
      directory.serviceAccount =
        account.bind == .simple
        ? try ServiceAccount(dn: account.dn, password: trial.password)
        : try ServiceAccount(account.bind, password: trial.password)
      if let caFile = trial.caFile { directory.caFile = caFile }
    }
    let wishes = DomainExamination.Wishes(chosenGroups: chosenGroups)
    return await DomainExamination(directory, wishes).run { progress($0?.description) }
  }
}
