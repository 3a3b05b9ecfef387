/// Companies, the company list of the sign-in window, and the tab Domain.
public final class CompanyAdministration: Sendable {
  let core: Core

  init(_ core: Core) { self.core = core }

  /// The list of the sign-in window: opaque ids and shown names in Polish order (SIGN-03, 04, COMP-18 to
  /// 26). Empty in single-company mode.
  public func shownList(search: String?) async throws(Rejection) -> [(id: CompanyID, name: String)]
  {
    fatalError()
  }

  public func list(by caller: Caller) async throws(Rejection) -> [Company] { fatalError() }
  public func find(_ id: CompanyID, by caller: Caller) async throws(Rejection) -> Company {
    fatalError()
  }
  public func add(_ draft: CompanyDraft, by caller: Caller) async throws(Rejection) -> Company {
    fatalError()
  }
  /// - Throws: `.stale` unless `version` is the stored one (GEN-12).
  public func change(_ id: CompanyID, _ draft: CompanyDraft, version: Int, by caller: Caller)
    async throws(Rejection) -> Company
  { fatalError() }
  public func remove(_ id: CompanyID, version: Int?, by caller: Caller) async throws(Rejection) {
    fatalError()
  }

  /// The tab Domain of single-company mode: the home company's `DomainUse`.
  public func domainSettings(by caller: Caller) async throws(Rejection) -> Company { fatalError() }
  public func saveDomainSettings(_ draft: CompanyDraft, version: Int, by caller: Caller)
    async throws(Rejection) -> Company
  { fatalError() }
}
