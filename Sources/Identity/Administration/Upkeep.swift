/// What Brama does by itself, called by the App's background workers.
public final class Upkeep: Sendable {
  let core: Core

  init(_ core: Core) { self.core = core }

  /// Writes last-seen times, ends expired sessions, forgets expired tickets, codes and pending secrets,
  /// bounds the failure table, and writes out counted floods of refusals. Every 30 seconds or so.
  public func tidy() async {}

  /// One look at every domain that live sessions rest on; people missing in two complete looks in a row
  /// lose their sessions.
  /// - Returns: domains whose answer was not trusted, with the reason, for the alarm metric.
  public func checkDirectories() async -> [DomainName: String] { [:] }

  /// Seals every secret again with the current key.
  /// - Returns: how many values.
  public func rotateKey(by caller: Caller) async throws(Rejection) -> Int { fatalError() }

  /// An audited event of the operator's: a backup made, a store restored.
  public func note(_ action: AuditAction, details: [String: String], by caller: Caller)
    async throws(Rejection)
  { fatalError() }

  /// Ends all sessions and tickets after a restore; audited.
  public func afterRestore(by caller: Caller) async throws(Rejection) { fatalError() }
}
