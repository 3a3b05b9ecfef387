/// Employee cards, their link to a domain member, and their way in.
public final class EmployeeAdministration: Sendable {
  /// The longest page of cards.
  public static let pageLimit = 200

  let core: Core

  init(_ core: Core) { self.core = core }

  /// Sorted by login; `next` names the place after the last one.
  /// - Throws: `.cursorExpired` when the card that `after` names was removed meanwhile.
  public func list(_ filter: EmployeeFilter, after: EmployeeID?, limit: Int, by caller: Caller)
    async throws(Rejection) -> (employees: [EmployeeView], next: EmployeeID?)
  {
    let limit = min(max(1, limit), Self.pageLimit)
    var filter = filter
    if !core.policy.isMultiCompany {
      // COMP-39: the cards of companies that are not in use are not listed either.
      guard filter.company ?? .home == .home else { return ([], nil) }
      filter.company = .home
    }
    let wanted = filter
    let cards = try await core.authority.read(by: caller, .administrator) { [self] tx in
      if let after, try tx.employees.find(after) == nil { throw Rejection.cursorExpired }
      return try tx.employees.list(wanted, after: after, limit: limit + 1).map {
        try look(at: $0, in: tx)
      }
    }
    let page = cards.prefix(limit)
    return (page.map(view), cards.count > limit ? page.last?.card.id : nil)
  }

  public func find(_ id: EmployeeID, by caller: Caller) async throws(Rejection) -> EmployeeView {
    view(
      try await core.authority.read(by: caller, .administrator) { [self] tx in
        try look(at: card(id, in: tx), in: tx)
      })
  }

  /// - Throws: `.invalid` with every field at fault.
  public func add(_ draft: EmployeeDraft, by caller: Caller) async throws(Rejection) -> EmployeeView
  {
    let id = EmployeeID(random: core.environment.random)
    let now = core.now
    return try await changing(.employeeAdded, by: caller) { [self] tx, event in
      var faults: [FieldFault] = []
      let card = try newCard(draft, id: id, at: now, in: tx, &faults)
      guard let card, faults.isEmpty else { throw Rejection.invalid(faults) }
      try tx.employees.insert(card)
      fill(&event, with: card)
      event.details["role"] = card.role.rawValue
      return card
    }
  }

  /// Archiving ends the person's sessions and voids tickets, pending secrets and codes. The state
  /// `anonymised` takes the person's data off the card for good; nothing else of the draft is looked at
  /// then.
  ///
  /// - Throws: `.stale` unless `version` is the stored one (GEN-12); `.invalid`, with `comesFromDomain`
  ///   for the locked fields of a linked card (DOM-21); `.lastAdministrator`; `.notForThisCard` for
  ///   what ERP cards do not have changed here (DOM-27), and for administrators who are to be
  ///   anonymised (TOOL-13).
  public func change(_ id: EmployeeID, _ draft: EmployeeDraft, version: Int, by caller: Caller)
    async throws(Rejection) -> EmployeeView
  {
    if draft.state == Employee.State.anonymised.rawValue {
      return try await anonymise(id, version: version, by: caller)
    }
    return try await changing(.employeeChanged, by: caller) { [self] tx, event in
      let stored = try card(id, in: tx)
      guard stored.version == version else { throw Rejection.stale }
      var faults: [FieldFault] = []
      let card = try changedCard(draft, of: stored, in: tx, &faults)
      guard faults.isEmpty else { throw Rejection.invalid(faults) }
      let fields = card.changedFields(from: stored)
      guard !fields.isEmpty else {
        event.isVoid = true
        return stored
      }
      if stored.isActiveAdministrator, !card.isActiveAdministrator {
        try core.checkNotLastAdministrator(stored, in: tx)
      }
      fill(&event, with: card)
      event.details["fields"] = fields.joined(separator: ",")
      if card.role != stored.role { event.details["role"] = card.role.rawValue }
      if card.state != stored.state {
        event.details["state"] = card.state.rawValue
        if card.state != .active { try endEverything(of: card, in: tx, &event) }
      }
      return try store(card, in: tx)
    }
  }

  /// Every field of a draft that breaks a rule, without changing anything: for a request that has faults
  /// of form, too (GEN-11).
  /// - Parameter id: the card that is changed; `nil` for a new one.
  /// - Throws: as `add` and `change`, but for `.invalid` and `.stale`.
  public func faults(in draft: EmployeeDraft, of id: EmployeeID? = nil, by caller: Caller)
    async throws(Rejection) -> [FieldFault]
  {
    let fresh = EmployeeID(random: core.environment.random)
    return try await core.authority.read(by: caller, .administrator) { [self] tx in
      var faults: [FieldFault] = []
      if let id {
        let stored = try card(id, in: tx)
        guard draft.state != Employee.State.anonymised.rawValue else { return [] }
        _ = try changedCard(draft, of: stored, in: tx, &faults)
      } else {
        _ = try newCard(draft, id: fresh, at: core.now, in: tx, &faults)
      }
      return faults
    }
  }

  private func newCard(
    _ draft: EmployeeDraft, id: EmployeeID, at now: Timestamp, in tx: any Transaction,
    _ faults: inout [FieldFault]
  ) throws -> Employee? {
    let company = draft.company ?? .home
    let isUsable = core.policy.isMultiCompany || company == .home
    if try !isUsable || tx.companies.find(company) == nil {
      faults.append(FieldFault("company", .noSuchCompany))
    }
    let card = EmployeeRules.card(draft, id: id, in: company, at: now, &faults)
    if let card { try checkLogin(of: card, in: tx, &faults) }
    return card
  }

  private func changedCard(
    _ draft: EmployeeDraft, of stored: Employee, in tx: any Transaction,
    _ faults: inout [FieldFault]
  ) throws -> Employee {
    let card = try EmployeeRules.applying(draft, to: stored, &faults)
    if card.login.key != stored.login.key { try checkLogin(of: card, in: tx, &faults) }
    return card
  }

  /// Removes the card with its way in; its lines in the audit log stay.
  /// - Throws: `.lastAdministrator`.
  public func remove(_ id: EmployeeID, by caller: Caller) async throws(Rejection) {
    try await core.authority.perform(.employeeRemoved, by: caller, .administrator) {
      [self] tx, event in
      let card = try card(id, in: tx)
      try core.checkNotLastAdministrator(card, in: tx)
      fill(&event, with: card)
      try endEverything(of: card, in: tx, &event)
      try core.secondFactors.remove(from: card, in: tx)
      try tx.failures.delete(.card(id))
      try tx.employees.delete(id)
    }
  }

  // MARK: shared by the extensions

  /// A card with what the store knows beside it.
  struct Found: Sendable {
    let card: Employee
    let isEnrolled: Bool
    let isLocked: Bool
  }

  func look(at card: Employee, in tx: any Transaction) throws -> Found {
    Found(
      card: card, isEnrolled: try tx.secondFactors.find(card.id) != nil,
      isLocked: try core.counters.isLocked(card.id, in: tx))
  }

  /// After the transaction: the sessions in memory are those that its commit left.
  func view(_ found: Found) -> EmployeeView {
    EmployeeView(
      employee: found.card, isEnrolled: found.isEnrolled, isSecondFactorLocked: found.isLocked,
      sessions: core.sessions.list(of: found.card.id).count)
  }

  /// A change that answers with the card as it is then.
  func changing(
    _ action: AuditAction, by caller: Caller,
    body: @escaping @Sendable (any Transaction, inout AuditEvent) throws -> Employee
  ) async throws(Rejection) -> EmployeeView {
    view(
      try await core.authority.perform(action, by: caller, .administrator) { [self] tx, event in
        try look(at: body(tx, &event), in: tx)
      })
  }

  /// - Throws: `Rejection.notFound`, also for a card that the present mode does not use (COMP-39).
  func card(_ id: EmployeeID, in tx: any Transaction) throws -> Employee {
    guard let card = try tx.employees.find(id),
      core.policy.isMultiCompany || card.company == .home
    else { throw Rejection.notFound }
    return card
  }

  /// Saves a card and takes it over into the sessions of its owner.
  func store(_ card: Employee, in tx: any Transaction) throws -> Employee {
    let saved = try tx.employees.update(card)
    let isEnrolled = try tx.secondFactors.find(card.id) != nil
    core.sessions.personChanged(saved, isEnrolled: isEnrolled, in: tx)
    return saved
  }

  func fill(_ event: inout AuditEvent, with card: Employee) {
    event.subject = card.id
    event.company = card.company
    event.personal["login"] = card.login.text
  }

  /// Ends sessions and voids tickets, pending secrets and access codes.
  func endEverything(of card: Employee, in tx: any Transaction, _ event: inout AuditEvent) throws {
    let ended = try core.sessions.end(.ofEmployee(card.id), in: tx)
    if ended > 0 { event.details["sessions"] = String(ended) }
    try core.secondFactors.voidPending(of: card.id, in: tx)
    try tx.codes.deleteAll(of: card.id)
  }

  func checkLogin(of card: Employee, in tx: any Transaction, _ faults: inout [FieldFault]) throws {
    if let other = try tx.employees.find(login: card.login.key, in: card.company),
      other.id != card.id
    {
      faults.append(FieldFault("login", .loginTaken))
    }
  }
}
