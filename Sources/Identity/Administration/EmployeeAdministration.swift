/// Employee cards, their link to a domain member, and their way in.
public final class EmployeeAdministration: Sendable {
  let core: Core

  init(_ core: Core) { self.core = core }

  /// Sorted by login; `next` names the place after the last one.
  public func list(_ filter: EmployeeFilter, after: EmployeeID?, limit: Int, by caller: Caller)
    async throws(Rejection) -> (employees: [EmployeeView], next: EmployeeID?)
  { fatalError() }
  public func find(_ id: EmployeeID, by caller: Caller) async throws(Rejection) -> EmployeeView {
    fatalError()
  }
  public func add(_ draft: EmployeeDraft, by caller: Caller) async throws(Rejection) -> EmployeeView
  { fatalError() }
  public func change(_ id: EmployeeID, _ draft: EmployeeDraft, version: Int, by caller: Caller)
    async throws(Rejection) -> EmployeeView
  { fatalError() }
  public func remove(_ id: EmployeeID, by caller: Caller) async throws(Rejection) { fatalError() }

  /// DOM-18, 19, 32. `noEmail` tells that the member has no e-mail address (DOM-B09).
  public func link(_ id: EmployeeID, domain: String, member: String, by caller: Caller)
    async throws(Rejection) -> (view: EmployeeView, noEmail: Bool)
  { fatalError() }
  /// DOM-22.
  public func unlink(_ id: EmployeeID, by caller: Caller) async throws(Rejection) -> EmployeeView {
    fatalError()
  }
  /// DOM-33, on request: takes over name and e-mail from the directory.
  public func refresh(_ id: EmployeeID, by caller: Caller) async throws(Rejection) -> EmployeeView {
    fatalError()
  }
  /// TFA-28. Also opens a locked second factor.
  public func resetSecondFactor(_ id: EmployeeID, by caller: Caller) async throws(Rejection) {
    fatalError()
  }
  /// Forgets the failures that block a login: of the cards it means, and of the login as unknown text.
  /// - Returns: how many blocks or counts were removed.
  public func unblock(login: String, company: CompanyID?, by caller: Caller) async throws(Rejection)
    -> Int
  { fatalError() }
  public func sessions(of id: EmployeeID, by caller: Caller) async throws(Rejection)
    -> [CheckedSession]
  { fatalError() }
  /// - Returns: how many were ended.
  public func endSessions(of id: EmployeeID, by caller: Caller) async throws(Rejection) -> Int {
    fatalError()
  }
  /// Every live session of the installation (`brama session list`).
  public func allSessions(by caller: Caller) async throws(Rejection) -> [CheckedSession] {
    fatalError()
  }
  public func endSession(_ id: SessionID, by caller: Caller) async throws(Rejection) {
    fatalError()
  }
}
