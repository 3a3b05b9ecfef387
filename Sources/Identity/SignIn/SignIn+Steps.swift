/// What travels through the steps of one sign-in, from ticket to ticket.
struct Passage: Sendable {
  let company: CompanyID
  let client: ClientKind
  let remember: Bool
  let origin: ClientOrigin
  /// What the browser has kept of earlier sign-ins.
  var device: DeviceCookie?
  /// The directory password that was proved has to be changed.
  var change: PendingPasswordChange?
}

extension SignIn {
  /// Issues the session, or the ticket of the next step.
  func proceed(
    _ employee: Employee, from done: SignInFlow.Done, _ passage: Passage, recoveryCodes: [String],
    in tx: any Transaction
  ) throws -> SignInOutcome {
    var facts = try facts(employee, client: passage.client, in: tx)
    if passage.change != nil { facts.mustChangePassword = true }
    func ticket(_ stage: Ticket.Stage) throws -> Secret {
      try issueTicket(stage, employee, passage, in: tx)
    }
    switch SignInFlow.next(after: done, facts) {
    case .secondFactorLocked:
      try core.audit.append(
        AuditEvent(
          .signInRefused, by: .anonymous(passage.origin), subject: employee.id,
          company: passage.company, reason: "second-factor-locked"), in: tx)
      return .refused(.secondFactorLocked)
    case .secondFactor: return .secondFactor(ticket: try ticket(.secondFactor))
    case .enrolment: return .enrolment(ticket: try ticket(.enrolment))
    case .passwordChange:
      return .passwordChange(
        ticket: try ticket(.passwordChange), reason: passage.change?.reason ?? .mustChange,
        isInDomain: employee.link != nil, recoveryCodes: recoveryCodes)
    case .signedInElsewhere:
      return .signedInElsewhere(
        ticket: try ticket(.elsewhere), clients: SignInFlow.excluded(by: facts),
        recoveryCodes: recoveryCodes)
    case .session:
      return .signedIn(
        try issueSession(
          employee, passage, isEnrolled: facts.isEnrolled, recoveryCodes: recoveryCodes, in: tx))
    }
  }

  private func issueTicket(
    _ stage: Ticket.Stage, _ employee: Employee, _ passage: Passage, in tx: any Transaction
  ) throws -> Secret {
    let token = Token.fresh(core.environment.random)
    try tx.tickets.insert(
      Ticket(
        token: core.environment.hashing.digest(token), employee: employee.id,
        company: passage.company, client: passage.client, remember: passage.remember,
        stage: stage, createdAt: core.now, expiresAt: core.now + Ticket.lifetime))
    if let change = passage.change {
      let name = SealedName.passwordOfTicket(core.environment.hashing.digest(token))
      try tx.sealed.save(
        core.environment.sealing.seal(change.sealable, as: name.text), as: name, at: core.now)
    }
    var event = AuditEvent(
      .passwordChecked, by: .anonymous(passage.origin), subject: employee.id,
      company: passage.company, reason: stage.rawValue)
    event.details["client"] = passage.client.rawValue
    try core.audit.append(event, in: tx)
    return token
  }

  private func issueSession(
    _ employee: Employee, _ passage: Passage, isEnrolled: Bool, recoveryCodes: [String],
    in tx: any Transaction
  ) throws -> IssuedSession {
    let token = Token.fresh(core.environment.random)
    let now = core.now
    let endsAt =
      passage.remember
      ? core.policy.rememberLimit.map { now + $0 } : now + core.policy.absoluteLimit
    let session = Session(
      id: SessionID(random: core.environment.random),
      token: core.environment.hashing.digest(token), employee: employee.id,
      company: passage.company, client: passage.client, isRemembered: passage.remember,
      origin: passage.origin, createdAt: now, endsAt: endsAt, lastSeenAt: now)
    let person = Person(employee, isEnrolled: isEnrolled)
    try makeRoom(for: employee.id, in: tx)
    try core.sessions.add(session, person, in: tx)
    // SIGN-15: only a whole sign-in resets the counts.
    if let link = employee.link { try tx.failures.delete(.member(link)) }
    try tx.failures.delete(.card(employee.id))
    if core.devices.device(in: passage.device, of: employee.id) != nil {
      try tx.failures.deleteDevices(of: employee.id)
    }
    var event = AuditEvent(
      .signIn, by: .anonymous(passage.origin), subject: employee.id, company: passage.company)
    event.details["client"] = passage.client.rawValue
    event.details["session"] = session.id.description
    event.personal["login"] = employee.login.text
    try core.audit.append(event, in: tx)
    let idleEnd = session.hasIdleLimit ? now + core.policy.idleLimit : nil
    return IssuedSession(
      token: token, session: session, person: person,
      expiresAt: [idleEnd, endsAt].compactMap { $0 }.min(), recoveryCodes: recoveryCodes)
  }

  /// Live sessions that one person may have; a program that never signs out must not grow memory.
  static let sessionsLimit = 1000

  private func makeRoom(for employee: EmployeeID, in tx: any Transaction) throws {
    guard core.sessions.count(of: employee) >= Self.sessionsLimit else { return }
    let live = core.sessions.list(of: employee)
    guard live.count >= Self.sessionsLimit, let oldest = live.last else { return }
    try core.sessions.end(.one(oldest.session.id), in: tx)
    try core.audit.append(
      AuditEvent(.sessionEnded, by: .system, subject: employee, reason: "too-many"), in: tx)
  }

  /// The ticket, if it is good for this stage, with its owner (TFA-22).
  func redeem(_ token: Secret, for stage: Ticket.Stage, in tx: any Transaction) throws
    -> (ticket: Ticket, employee: Employee)
  {
    let digest = core.environment.hashing.digest(token)
    guard let ticket = try tx.tickets.find(digest), ticket.stage == stage,
      ticket.expiresAt > core.now, let employee = try tx.employees.find(ticket.employee),
      let company = try tx.companies.find(ticket.company),
      mayGoOn(employee, in: company)
    else { throw RefusedStep(.ticketExpired) }
    return (ticket, employee)
  }

  /// What the first step made sure of still holds: an administrator may have changed it meanwhile.
  private func mayGoOn(_ employee: Employee, in company: Company) -> Bool {
    guard employee.state == .active, !employee.isForCooperatingSystem else { return false }
    guard let link = employee.link else { return true }
    return company.domain.isOn && company.domain.domain == link.domain
      && core.environment.directories[link.domain] != nil
  }

  /// What the ticket carries to its next step.
  func passage(
    of ticket: Ticket, _ origin: ClientOrigin, _ device: DeviceCookie?, in tx: any Transaction
  ) throws -> Passage {
    let name = SealedName.passwordOfTicket(ticket.token)
    let change = try tx.sealed.find(name).flatMap {
      PendingPasswordChange(try core.environment.sealing.open($0, as: name.text))
    }
    return Passage(
      company: ticket.company, client: ticket.client, remember: ticket.remember, origin: origin,
      device: device, change: change)
  }

  func consume(_ ticket: Ticket, in tx: any Transaction) throws {
    try tx.tickets.delete(ticket.token)
    try tx.sealed.delete(.pendingOfTicket(ticket.token))
    try tx.sealed.delete(.passwordOfTicket(ticket.token))
  }

  /// A step in its one transaction; the outcome of a refusal that must be stored is returned, not thrown.
  ///
  /// A ticket that is no good is found out by a read: strangers cannot keep the writer busy with made-up
  /// ones, and each counts on its address.
  func step(
    _ token: Secret, _ stage: Ticket.Stage, _ origin: ClientOrigin,
    _ body: @escaping @Sendable (any Transaction) throws -> SignInOutcome
  ) async -> SignInOutcome {
    do {
      try await admit(token, stage, origin)
      let outcome = try await core.store.write(body)
      if case .refused(let refusal) = outcome { await note(refusal, of: origin) }
      return outcome
    } catch {
      return .refused(Refusal(error))
    }
  }

  func admit(_ token: Secret, _ stage: Ticket.Stage, _ origin: ClientOrigin) async throws {
    let address = FailureKey.address(SourceAddress.key(of: origin.address))
    do {
      try await core.store.read { [core] tx in
        let counters = FailureCounters(policy: core.policy)
        if case .blocked(let seconds) = try counters.standing(address, at: core.now, in: tx) {
          throw RefusedStep(.blocked(retryAfter: seconds))
        }
        _ = try self.redeem(token, for: stage, in: tx)
      }
    } catch let refused as RefusedStep {
      await note(
        refused.refusal, of: origin, on: refused.refusal == .ticketExpired ? address : nil)
      throw refused
    }
  }

  /// TFA-19 to 23. A wrong code keeps the ticket; a right one consumes it.
  public func secondFactor(
    ticket token: Secret, code: String, from origin: ClientOrigin, device: DeviceCookie? = nil
  ) async -> SignInOutcome {
    await step(token, .secondFactor, origin) { [core] tx in
      let (ticket, employee) = try self.redeem(token, for: .secondFactor, in: tx)
      let verdict = try CodeJudge(core).judge(code, of: employee, by: .anonymous(origin), in: tx)
      if let refusal = self.refusal(for: verdict) { return .refused(refusal) }
      let passage = try self.passage(of: ticket, origin, device, in: tx)
      try self.consume(ticket, in: tx)
      return try self.proceed(employee, from: .secondStep, passage, recoveryCodes: [], in: tx)
    }
  }

  /// The secret to take over; the same ticket always gets the same one (TFA-12 to 14).
  public func enrolment(ticket token: Secret, from origin: ClientOrigin) async -> EnrolmentOutcome {
    do {
      try await admit(token, .enrolment, origin)
      let (secret, employee, company) = try await core.store.write { [core] tx in
        let (ticket, employee) = try self.redeem(token, for: .enrolment, in: tx)
        let secret = try SecondFactorRules(core).pending(
          .pendingOfTicket(ticket.token), lifetime: Ticket.lifetime, in: tx)
        return (secret, employee, try tx.companies.find(ticket.company))
      }
      return .pending(SecondFactorRules(core).offer(secret, for: employee, company: company))
    } catch {
      return .refused(Refusal(error))
    }
  }

  /// TFA-17, 20, 27.
  public func confirmEnrolment(
    ticket token: Secret, code: String, from origin: ClientOrigin, device: DeviceCookie? = nil
  ) async -> SignInOutcome {
    await step(token, .enrolment, origin) { [core] tx in
      let (ticket, employee) = try self.redeem(token, for: .enrolment, in: tx)
      let rules = SecondFactorRules(core)
      guard
        let secret = try rules.openPending(
          .pendingOfTicket(ticket.token), lifetime: Ticket.lifetime, in: tx)
      else { throw RefusedStep(.ticketExpired) }
      let caller = Caller.anonymous(origin)
      let (step, verdict) = try CodeJudge(core).judgeFirst(
        code, secret: secret, of: employee, by: caller, in: tx)
      if let refusal = self.refusal(for: verdict) { return .refused(refusal) }
      guard let step else { return .refused(.wrongCode(serverTime: core.now)) }
      let passage = try self.passage(of: ticket, origin, device, in: tx)
      let codes = try rules.enrol(employee, secret: secret, step: step, by: caller, in: tx)
      return try self.proceed(employee, from: .secondStep, passage, recoveryCodes: codes, in: tx)
    }
  }

  /// SIGN-09, SIGN-10.
  public func elsewhere(
    ticket token: Secret, decision: ElsewhereDecision, from origin: ClientOrigin,
    device: DeviceCookie? = nil
  ) async -> SignInOutcome {
    await step(token, .elsewhere, origin) { [core] tx in
      let (ticket, employee) = try self.redeem(token, for: .elsewhere, in: tx)
      try self.consume(ticket, in: tx)
      let caller = Caller.anonymous(origin)
      guard decision == .endOther else {
        try core.audit.append(
          AuditEvent(
            .signInRefused, by: caller, subject: employee.id, company: ticket.company,
            reason: "kept-other-session"), in: tx)
        return .notSignedIn
      }
      let others = Set(ClientKind.allCases.filter { $0.isExclusive && $0 != ticket.client })
      let ended = try core.sessions.end(.ofEmployeeWithClients(employee.id, others), in: tx)
      var event = AuditEvent(
        .sessionEnded, by: caller, subject: employee.id, company: ticket.company,
        reason: "signed-in-elsewhere")
      event.details["sessions"] = String(ended)
      try core.audit.append(event, in: tx)
      return try self.proceed(
        employee, from: .elsewhere, self.passage(of: ticket, origin, device, in: tx),
        recoveryCodes: [],
        in: tx)
    }
  }

  private func refusal(for verdict: CodeJudge.Verdict) -> Refusal? {
    switch verdict {
    case .accepted: nil
    case .wrong: .wrongCode(serverTime: core.now)
    case .malformed: .malformedCode
    case .blocked(let seconds): .blocked(retryAfter: seconds)
    case .locked: .secondFactorLocked
    }
  }
}
