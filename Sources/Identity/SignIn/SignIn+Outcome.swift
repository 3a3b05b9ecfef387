import Synchronization

extension SignIn {
  /// Stores a failed first step: the counts and, unless its address floods the log, an audit line with
  /// the true reason.
  func refuse(
    _ attempt: SignInAttempt, _ standpoint: Standpoint, card: Employee?, reason: String,
    counting scope: FailureScope, memberNotFound: Bool = false,
    as refusal: Refusal = .wrongCredentials
  ) async throws -> SignInOutcome {
    let address = SourceAddress.key(of: attempt.origin.address)
    let hasLine = core.audit.floods.withLock { $0.admit(address, at: core.now) }
    try await core.store.write { [core] tx in
      let counters = scope.counters(core.policy)
      for key in scope.keys + [.address(address)] {
        try counters.fail(key, at: core.now, in: tx)
      }
      try tx.failures.bound(to: core.policy.strangerRows, at: core.now)
      if memberNotFound, let card, var stored = try tx.employees.find(card.id),
        stored.access == card.access, !stored.memberNotFound
      {
        stored.memberNotFound = true
        _ = try tx.employees.update(stored)
      }
      guard hasLine else { return }
      try self.record(refusalFor: reason, of: attempt, standpoint, card, in: tx)
    }
    return .refused(refusal)
  }

  /// The line of a refused first step.
  private func record(
    refusalFor reason: String, of attempt: SignInAttempt, _ standpoint: Standpoint,
    _ card: Employee?, in tx: any Transaction
  ) throws {
    var event = AuditEvent(
      .signInRefused, by: .anonymous(attempt.origin), subject: card?.id,
      company: standpoint.company?.id, reason: reason)
    event.details["client"] = attempt.client.rawValue
    if let card {
      event.personal["login"] = card.login.text
    } else {
      let text = standpoint.login?.name ?? Login.fold(String(attempt.login.prefix(64)))
      event.details["login"] =
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(3))) + "…"
      event.details["loginHash"] = hexadecimal(core.audit.unknownLoginDigest(text).bytes.prefix(8))
    }
    try core.audit.append(event, in: tx)
  }

  /// The password is right and the directory wants another one first, which is not changed here: no
  /// failure of the person's, and nothing that a wrong password would be told.
  func stop(
    _ attempt: SignInAttempt, _ standpoint: Standpoint, _ card: Employee?,
    outdated reason: PasswordChangeReason
  ) async throws -> SignInOutcome {
    try await core.store.write { tx in
      let word: AccountProblem = reason == .expired ? .passwordExpired : .passwordMustChange
      try self.record(refusalFor: word.rawValue, of: attempt, standpoint, card, in: tx)
    }
    return .refused(.passwordOutdated(reason))
  }

  /// Writes down a refusal that nobody judged (a block, a ticket that is over, a form that lacks a field),
  /// unless its address floods the log: then it is counted.
  func note(_ refusal: Refusal, of origin: ClientOrigin, on address: FailureKey? = nil) async {
    let reason: String
    switch refusal {
    case .blocked: reason = "blocked"
    case .ticketExpired: reason = "ticket-expired"
    case .incomplete: reason = "incomplete"
    case .overloaded: reason = "overloaded"
    case .directoryUnavailable: reason = "directory-unavailable"
    default: return
    }
    let source = SourceAddress.key(of: origin.address)
    let hasLine = core.audit.floods.withLock { $0.admit(source, at: core.now) }
    if !hasLine, address == nil { return }
    // The refusal stands whether or not the store can take the line: a full disk must not hide it.
    try? await core.store.write { [core] tx in
      if let address {
        try FailureCounters(policy: core.policy).fail(address, at: core.now, in: tx)
      }
      guard hasLine else { return }
      try core.audit.append(
        AuditEvent(.signInRefused, by: .anonymous(origin), reason: reason), in: tx)
    }
  }

  /// The password is right: takes the member's data over, and goes to the next step.
  ///
  /// Everything that was read before the password was judged is read again here, in the transaction of
  /// the outcome: a card that was archived meanwhile, or a domain switched off, still counts.
  func accept(
    _ attempt: SignInAttempt, _ standpoint: Standpoint, card: Employee?, hash: PasswordHash?,
    member: Member?, change: PendingPasswordChange? = nil
  ) async throws -> SignInOutcome {
    guard let company = standpoint.company else { return .refused(.wrongCredentials) }
    let outcome: SignInOutcome? = try await core.store.write { [core] tx in
      guard let current = try tx.companies.find(company.id),
        member == nil || current.domain == company.domain
      else { return nil }
      let employee: Employee
      if let card {
        guard let stored = try tx.employees.find(sinceRead: card), stored.state == .active,
          stored.access == card.access
        else { return nil }
        employee = try member.map { try core.refresh(stored, from: $0, in: tx) } ?? stored
      } else if let member,
        let link = company.domain.domain.map({
          MemberLink(domain: $0, member: member.id)
        })
      {
        guard let made = try self.makeCard(for: member, link, in: company, attempt, tx) else {
          return nil
        }
        employee = made
      } else {
        return nil
      }
      // An outdated password is right, but the directory may go on counting the wrong ones before it.
      if change == nil, let link = employee.link { try tx.failures.delete(.directory(link)) }
      if employee.isForCooperatingSystem {
        var event = AuditEvent(
          .signInRefused, by: .anonymous(attempt.origin), subject: employee.id,
          company: company.id, reason: "cooperating-system")
        event.personal["login"] = employee.login.text
        try core.audit.append(event, in: tx)
        return .refused(.externalSystem)
      }
      return try self.proceed(
        employee, from: .password,
        Passage(
          company: company.id, client: attempt.client, remember: attempt.remember,
          origin: attempt.origin, device: attempt.device, change: change), recoveryCodes: [],
        in: tx)
    }
    if let outcome { return outcome }
    // Lost a race with an administrator, or the login belongs to a native card: as a wrong password.
    let keys: [FailureKey] = card.map { [$0.link.map(FailureKey.member) ?? .card($0.id)] } ?? []
    return try await refuse(
      attempt, standpoint, card: card, reason: card == nil ? "no-card" : "changed-meanwhile",
      counting: FailureScope(keys: keys, lockout: nil))
  }

  /// A card without rights for a member who has none (`create_cards`).
  /// - Returns: `nil` when the login belongs to another card already, a native one above all.
  private func makeCard(
    for member: Member, _ link: MemberLink, in company: Company, _ attempt: SignInAttempt,
    _ tx: any Transaction
  ) throws -> Employee? {
    // Another first sign-in of the same member may have been faster.
    if let made = try tx.employees.linked(to: link).first(where: { $0.company == company.id }) {
      return made.state == .active ? made : nil
    }
    guard let login = try freeLogin(for: member, in: company, tx) else { return nil }
    var card = Employee(
      id: EmployeeID(random: core.environment.random), company: company.id, login: login,
      name: member.name, email: member.email, role: .user, access: .domain(link),
      createdAt: core.now)
    EmployeeRules.takeOver(member, into: &card)
    try tx.employees.insert(card)
    var event = AuditEvent(.employeeAdded, by: .system, subject: card.id, company: company.id)
    event.reason = "first-sign-in"
    event.personal["login"] = login.text
    try core.audit.append(event, in: tx)
    return card
  }
}
