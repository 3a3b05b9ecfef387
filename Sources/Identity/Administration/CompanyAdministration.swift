/// Companies, the company list of the sign-in window, and the tab Domain.
public final class CompanyAdministration: Sendable {
  let core: Core

  init(_ core: Core) { self.core = core }

  /// The list of the sign-in window: opaque ids and shown names in Polish order (SIGN-03, 04, COMP-18 to
  /// 26). Empty in single-company mode.
  public func shownList(search: String?) async throws(Rejection) -> [(id: CompanyID, name: String)]
  {
    guard core.policy.isMultiCompany else { return [] }
    let companies = try await core.authority.read(by: .system, .system) { try $0.companies.all() }
    return
      companies
      .filter { $0.id != .home && PolishText.matches($0.shownName, phrase: search ?? "") }
      .sorted { PolishText.precedes($0.shownName, $1.shownName) }
      .map { ($0.id, $0.shownName) }
  }

  /// The defined companies by name in Polish order, without `home`; none in single-company mode, where
  /// definitions are kept but neither listed nor used (COMP-39).
  public func list(by caller: Caller) async throws(Rejection) -> [Company] {
    let all = try await core.authority.read(by: caller, .administrator) { try $0.companies.all() }
    guard core.policy.isMultiCompany else { return [] }
    return all.filter { $0.id != .home }.sorted { PolishText.precedes($0.name, $1.name) }
  }

  public func find(_ id: CompanyID, by caller: Caller) async throws(Rejection) -> Company {
    let company = try await core.authority.read(by: caller, .administrator) {
      try $0.companies.find(id)
    }
    guard let company, isOffered(id) || id == .home else { throw .notFound }
    return company
  }

  /// - Throws: `.invalid` with every field at fault; `.notFound` in single-company mode, which has no
  ///   such form (GEN-02).
  public func add(_ draft: CompanyDraft, by caller: Caller) async throws(Rejection) -> Company {
    let others = try await core.authority.read(by: caller, .administrator) {
      try $0.companies.all()
    }.filter { $0.id != .home }
    guard core.policy.isMultiCompany else { throw .notFound }
    let empty = emptyCompany()
    let company = try await rules.applying(
      draft, to: empty, as: .newCompany, among: others, for: caller.reader)
    return try await core.authority.perform(.companyAdded, by: caller, .administrator) {
      tx, event in
      try Self.checkName(of: company, in: tx)
      try tx.companies.insert(company)
      event.company = company.id
      event.details["fields"] = company.changedFields(from: empty).joined(separator: ",")
      return company
    }
  }

  /// Every field of a draft that breaks a rule, without changing anything: for a request that has faults
  /// of form, too (GEN-11). What the directory cannot say now is left out.
  /// - Parameter id: the company that is changed; `nil` for a new one.
  /// - Throws: what a missing right or company does.
  public func faults(in draft: CompanyDraft, of id: CompanyID?, by caller: Caller)
    async throws(Rejection) -> [FieldFault]
  {
    let all = try await core.authority.read(by: caller, .administrator) { try $0.companies.all() }
    guard let id else {
      guard core.policy.isMultiCompany else { throw .notFound }
      return await faults(in: draft, of: emptyCompany(), as: .newCompany, all, by: caller)
    }
    guard isOffered(id), let stored = all.first(where: { $0.id == id }) else { throw .notFound }
    return await faults(in: draft, of: stored, as: .company, all, by: caller)
  }

  /// As `faults`, for the tab Domain.
  public func domainFaults(in draft: CompanyDraft, by caller: Caller) async throws(Rejection)
    -> [FieldFault]
  {
    let home = try await domainSettings(by: caller)
    return await faults(in: draft, of: home, as: .domainTab, [], by: caller)
  }

  private func faults(
    in draft: CompanyDraft, of stored: Company, as form: CompanyRules.Form, _ all: [Company],
    by caller: Caller
  ) async -> [FieldFault] {
    do {
      _ = try await rules.applying(
        draft, to: stored, as: form, among: all.filter { $0.id != .home }, for: caller.reader)
      return []
    } catch {
      guard case .invalid(let faults) = error else { return [] }
      return faults
    }
  }

  private func emptyCompany() -> Company {
    Company(
      id: CompanyID(random: core.environment.random), name: "", displayName: nil,
      kind: .standalone, domain: .off, version: 1)
  }

  /// - Throws: `.stale` unless `version` is the stored one (GEN-12); `.lastAdministrator` where no
  ///   administrator would have a way in without the domain.
  public func change(_ id: CompanyID, _ draft: CompanyDraft, version: Int, by caller: Caller)
    async throws(Rejection) -> Company
  {
    try await save(draft, to: id, as: .company, version: version, by: caller)
  }

  /// - Throws: `.inUse` while cards or sessions refer to it (COMP-09); `.forbidden` for `home`.
  public func remove(_ id: CompanyID, version: Int?, by caller: Caller) async throws(Rejection) {
    let offered = isOffered(id)
    try await core.authority.perform(.companyRemoved, by: caller, .administrator) {
      [sessions = core.sessions] tx, event in
      guard id != .home else { throw Rejection.forbidden }
      guard offered, let company = try tx.companies.find(id) else { throw Rejection.notFound }
      if let version, version != company.version { throw Rejection.stale }
      var uses: [String: Int] = [:]
      let cards = try tx.employees.count(EmployeeFilter(company: id))
      if cards > 0 { uses["employees"] = cards }
      // Installation-wide people may be signed in to this company.
      let here = try tx.sessions.all().filter { $0.company == id }
      let live = here.count { sessions.isAlive($0.id) }
      if live > 0 { uses["sessions"] = live }
      guard uses.isEmpty else { throw Rejection.inUse(uses) }
      for session in here { _ = try sessions.end(.one(session.id), in: tx) }
      try tx.companies.delete(id)
      event.company = id
    }
  }

  /// The tab Domain of single-company mode: the home company's `DomainUse`.
  /// - Throws: `.notFound` in multi-company mode, where each company has its own (GEN-03, DOM-02).
  public func domainSettings(by caller: Caller) async throws(Rejection) -> Company {
    let home = try await core.authority.read(by: caller, .administrator) {
      try $0.companies.find(.home)
    }
    guard let home, !core.policy.isMultiCompany else { throw .notFound }
    return home
  }

  /// Only `useDomain`, `domain` and `group` of the draft are looked at.
  /// - Throws: as `change` and `domainSettings`.
  public func saveDomainSettings(_ draft: CompanyDraft, version: Int, by caller: Caller)
    async throws(Rejection) -> Company
  {
    try await save(draft, to: .home, as: .domainTab, version: version, by: caller)
  }

  private var rules: CompanyRules { CompanyRules(directories: core.environment.directories) }

  /// Is this a company that administrators see in the present mode?
  private func isOffered(_ id: CompanyID) -> Bool { core.policy.isMultiCompany && id != .home }

  private func save(
    _ draft: CompanyDraft, to id: CompanyID, as form: CompanyRules.Form, version: Int,
    by caller: Caller
  ) async throws(Rejection) -> Company {
    let all = try await core.authority.read(by: caller, .administrator) { try $0.companies.all() }
    let isOffered = form == .domainTab ? !core.policy.isMultiCompany : isOffered(id)
    guard isOffered, let stored = all.first(where: { $0.id == id }) else { throw .notFound }
    guard stored.version == version else { throw .stale }
    let company = try await rules.applying(
      draft, to: stored, as: form, among: all.filter { $0.id != .home }, for: caller.reader)
    let action: AuditAction = form == .domainTab ? .domainChanged : .companyChanged
    return try await core.authority.perform(action, by: caller, .administrator) {
      [core] tx, event in
      guard let current = try tx.companies.find(id) else { throw Rejection.notFound }
      guard current.version == version else { throw Rejection.stale }
      let fields = company.changedFields(from: current)
      guard !fields.isEmpty else {
        event.isVoid = true
        return current
      }
      if form == .company { try Self.checkName(of: company, in: tx) }
      let hadAdministrator = try core.hasAdministrator(in: tx)
      let saved = try tx.companies.update(company)
      event.company = id
      event.details["fields"] = fields.joined(separator: ",")
      if company.domain.inForce != current.domain.inForce {
        if hadAdministrator, try !core.hasAdministrator(in: tx) {
          throw Rejection.lastAdministrator
        }
        // DOM-13: what rested on the old domain or group is over.
        let ended = try core.sessions.end(.ofDomainCards(id), in: tx)
        if ended > 0 { event.details["sessions"] = String(ended) }
        try tx.forEachEmployee(EmployeeFilter(company: id)) { card in
          if card.link != nil { try core.secondFactors.voidPending(of: card.id, in: tx) }
        }
      }
      return saved
    }
  }

  /// Once more inside the transaction: another administrator may have taken the name meanwhile.
  private static func checkName(of company: Company, in tx: any Transaction) throws {
    let others = try tx.companies.all().filter { $0.id != .home }
    if let fault = CompanyRules.nameFault(company, among: others) {
      throw Rejection.invalid([fault])
    }
  }
}
