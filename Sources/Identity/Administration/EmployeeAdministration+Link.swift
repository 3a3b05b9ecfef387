extension EmployeeAdministration {
  /// DOM-18, 19, 32. `noEmail` tells that the member has no e-mail address (DOM-B09).
  ///
  /// The password that the card had is forgotten (DOM-20), and what rested on it ends. Linking the same
  /// member again only refreshes the fields.
  ///
  /// - Parameters:
  ///   - member: the member's stable id, as the listing of members gives it.
  ///   - version: the version that the caller has seen, where the caller names one.
  /// - Throws: `.invalid` with `domain` or `member` at fault, or `login` when another card of the
  ///   company has the member's login; `.notForThisCard` for a card that is linked with another member
  ///   or is not active; `.lastAdministrator` for the last one with a password; `.directory`.
  public func link(
    _ id: EmployeeID, domain: String, member: String, version: Int? = nil, by caller: Caller
  ) async throws(Rejection) -> (view: EmployeeView, noEmail: Bool) {
    var faults: [FieldFault] = []
    guard
      let (name, stableID) = try await target(of: id, domain, member, by: caller, &faults)
    else { throw .invalid(faults) }
    guard let found = try await read(stableID, in: name) else {
      throw .invalid([FieldFault("member", .memberNotFound)])
    }
    let link = MemberLink(domain: name, member: found.id)
    let view = try await changing(.memberLinked, by: caller) { [self] tx, event in
      let stored = try card(id, in: tx)
      if let version, version != stored.version { throw Rejection.stale }
      guard stored.state == .active, stored.link == nil || stored.link == link else {
        throw Rejection.notForThisCard
      }
      // Once more: the company's domain may have been changed meanwhile.
      _ = try self.domain(domain, of: tx.companies.find(stored.company)?.domain)
      if let first = try tx.employees.linked(to: link)
        .first(where: { $0.company == stored.company && $0.id != id })
      {
        throw Rejection.invalid([FieldFault("member", .alreadyLinked(card: first.name))])
      }
      var card = stored
      guard let login = Login(found.login) else {
        throw Rejection.invalid([FieldFault("login", .loginNotAllowed)])
      }
      card.login = login
      EmployeeRules.takeOver(found, into: &card)
      card.access = .domain(link)
      card.memberNotFound = false
      card.mustChangePassword = false
      var faults: [FieldFault] = []
      try checkLogin(of: card, in: tx, &faults)
      guard faults.isEmpty else { throw Rejection.invalid(faults) }
      // In multi-company mode nobody could sign in with such a card of the installation.
      guard core.policy.uses(card) else { throw Rejection.notForThisCard }
      guard card != stored else {
        event.isVoid = true
        return stored
      }
      fill(&event, with: card)
      event.details["domain"] = name.text
      if stored.link == nil {
        try core.checkNotLastAdministrator(stored, in: tx)
        try endEverything(of: card, in: tx, &event)
        try tx.failures.delete(.card(id))
      } else {
        event.action = .employeeChanged
        event.details["fields"] = card.changedFields(from: stored).joined(separator: ",")
      }
      return try store(card, in: tx)
    }
    return (view, noEmail: view.employee.email == nil)
  }

  /// Every field of a link that breaks a rule, without changing anything: for a request that has faults
  /// of form, too (GEN-11).
  /// - Throws: what a missing right or card does. What the directory cannot say now is left out.
  public func linkFaults(_ id: EmployeeID, domain: String, member: String, by caller: Caller)
    async throws(Rejection) -> [FieldFault]
  {
    var faults: [FieldFault] = []
    guard let (name, member) = try await target(of: id, domain, member, by: caller, &faults)
    else { return faults }
    do {
      if try await core.environment.directories[name]?.member(member) == nil {
        faults.append(FieldFault("member", .memberNotFound))
      }
    } catch {
      // What is known to be wrong comes before what could not be checked.
    }
    return faults
  }

  /// Whom a link is to name, as far as that can be said without the directory.
  private func target(
    of id: EmployeeID, _ domain: String, _ member: String, by caller: Caller,
    _ faults: inout [FieldFault]
  ) async throws(Rejection) -> (domain: DomainName, member: StableID)? {
    let use = try await core.authority.read(by: caller, .administrator) { [self] tx in
      let card = try card(id, in: tx)
      return try tx.companies.find(card.company)?.domain
    }
    var name: DomainName?
    do {
      name = try self.domain(domain, of: use)
    } catch {
      guard case .invalid(let more) = error else { throw error }
      faults += more
    }
    let stableID = StableID(member)
    if stableID == nil { faults.append(FieldFault("member", .memberNotFound)) }
    guard let name, let stableID else { return nil }
    return (name, stableID)
  }

  /// DOM-22: login, name and e-mail stay and are unlocked; a new local password is needed.
  /// - Throws: `.notForThisCard` for a card without a link; `.lastAdministrator`, since nobody could
  ///   sign in to set the new password.
  public func unlink(_ id: EmployeeID, version: Int? = nil, by caller: Caller)
    async throws(Rejection) -> EmployeeView
  {
    try await changing(.memberUnlinked, by: caller) { [self] tx, event in
      var card = try card(id, in: tx)
      if let version, version != card.version { throw Rejection.stale }
      guard let link = card.link else { throw Rejection.notForThisCard }
      try core.checkNotLastAdministrator(card, in: tx)
      card.access = .password(nil)
      card.memberNotFound = false
      fill(&event, with: card)
      event.details["domain"] = link.domain.text
      try endEverything(of: card, in: tx, &event)
      return try store(card, in: tx)
    }
  }

  /// DOM-33, on request: takes over name and e-mail from the directory, and the login of a member who
  /// was renamed there. A member who is not there any more is marked so (DOM-35).
  /// - Throws: `.notForThisCard` for a card without a link; `.directory`.
  public func refresh(_ id: EmployeeID, by caller: Caller) async throws(Rejection) -> EmployeeView {
    let link = try await core.authority.read(by: caller, .administrator) { [self] tx in
      try card(id, in: tx).link
    }
    guard let link else { throw .notForThisCard }
    let found = try await read(link.member, in: link.domain)
    return try await changing(.employeeChanged, by: caller) { [self] tx, event in
      let stored = try card(id, in: tx)
      guard stored.link == link else { throw Rejection.stale }
      var card = stored
      card.memberNotFound = found == nil
      if let found {
        EmployeeRules.takeOver(found, into: &card)
        if let login = Login(found.login) {
          // A login that another card has meanwhile stays with that card.
          let owner = try tx.employees.find(login: login.key, in: card.company)
          if owner == nil || owner?.id == id { card.login = login }
        }
      }
      let fields = card.changedFields(from: stored)
      guard !fields.isEmpty else {
        event.isVoid = true
        return stored
      }
      fill(&event, with: card)
      event.reason = "from-directory"
      event.details["fields"] = fields.joined(separator: ",")
      return try store(card, in: tx)
    }
  }

  /// The domain of a link is the one that the card's company uses, also while it is switched off.
  private func domain(_ name: String, of use: DomainUse?) throws(Rejection) -> DomainName {
    guard let domain = DomainName(name), core.environment.directories[domain] != nil else {
      throw .invalid([FieldFault("domain", .noSuchDomain(name))])
    }
    guard let chosen = use?.domain else {
      throw .invalid([FieldFault("domain", .chooseDomain)])
    }
    guard chosen == domain else {
      throw .invalid([FieldFault("domain", .notOneOf([chosen.text]))])
    }
    return domain
  }

  private func read(_ id: StableID, in domain: DomainName) async throws(Rejection) -> Member? {
    guard let directory = core.environment.directories[domain] else {
      throw .invalid([FieldFault("domain", .noSuchDomain(domain.text))])
    }
    do { return try await directory.member(id) } catch { throw Rejection(error) }
  }
}
