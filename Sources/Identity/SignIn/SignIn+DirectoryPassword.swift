import Synchronization

/// The change of a directory password inside the flow.
///
/// The directory is no part of the store's transaction. So the request goes out at most once for a
/// ticket at a time, and whatever fails after it is told as what it is: a person is never told of a
/// failure after the password has changed.
extension SignIn {
  func changeDirectoryPassword(
    _ token: Secret, of card: Employee, _ link: MemberLink, to new: Secret, _ origin: ClientOrigin,
    _ device: DeviceCookie?
  ) async throws -> SignInOutcome {
    guard let directory = core.environment.directories[link.domain],
      directory.rules.changesPasswords
    else { throw RefusedStep(.ticketExpired) }
    let digest = core.environment.hashing.digest(token)
    // A second request with the same ticket would ask the directory for a second change.
    guard changing.withLock({ $0.insert(digest).inserted }) else {
      throw RefusedStep(.ticketExpired)
    }
    defer { changing.withLock { _ = $0.remove(digest) } }
    let lockout = await directory.lockout(of: link.member)
    let scope = FailureScope.member(
      link, lockout, device: try await core.deviceKeys(device, of: card.id))
    let change = Change(
      token: token, card: card, link: link, new: new, origin: origin, device: device,
      directory: directory, scope: scope)
    // A wrong old password, or a look whether the change was made, is a wrong bind to the directory.
    return try await core.inTurn(scope.from(origin), lane: directory.name) {
      try await self.perform(change)
    }
  }

  private struct Change: Sendable {
    let token: Secret
    let card: Employee
    let link: MemberLink
    let new: Secret
    let origin: ClientOrigin
    let device: DeviceCookie?
    let directory: any Directory
    /// What a wrong old password counts on.
    let scope: FailureScope
  }

  private func perform(_ change: Change) async throws -> SignInOutcome {
    // Over a service account's connection even a disabled account's password could be changed.
    guard let member = try await change.directory.member(change.link.member),
      member.unusable?.isOfPassword ?? true
    else { throw RefusedStep(.ticketExpired) }
    let old: Secret = try await core.store.read { tx in
      let (ticket, _) = try self.redeem(change.token, for: .passwordChange, in: tx)
      guard let pending = try self.passage(of: ticket, change.origin, nil, in: tx).change else {
        throw RefusedStep(.ticketExpired)
      }
      return pending.old
    }
    let rules = PasswordRules(core.environment)
    if let fault = rules.fault(inDirectoryPassword: change.new, old: old) {
      return .refused(.newPassword(FieldFault("newPassword", fault)))
    }
    try await announce(change)
    let result: PasswordChangeResult
    do throws(DirectoryError) {
      result = try await change.directory.changePassword(of: member, from: old, to: change.new)
    } catch {
      guard error.code == .outcomeUnknown else { throw error }
      await settleUnknown(change)
      return .refused(.passwordChangeUnknown)
    }
    switch result {
    case .changed: return await goOn(change)
    case .refused(let fault, let words):
      await record(change, "new-password-\(fault.word)", words)
      return .refused(.newPassword(FieldFault("newPassword", .passwordRefused(fault))))
    case .wrongOldPassword:
      await record(change, "old-password-refused", counting: true, consuming: true)
      return .refused(.ticketExpired)
    case .notPermitted(let words):
      await record(change, "password-change-not-permitted", words, consuming: true)
      return .refused(.passwordChangeNotPermitted)
    }
  }

  /// On disk before the request goes out: should Brama end before the answer is stored, the log tells all
  /// the same that the password may have changed. What cannot be told is not asked for.
  private func announce(_ change: Change) async throws {
    try await core.store.write { [core] tx in
      var event = AuditEvent(
        .passwordChangeBegun, by: .anonymous(change.origin), subject: change.card.id,
        company: change.card.company)
      event.details["domain"] = change.link.domain.text
      try core.audit.append(event, in: tx)
    }
  }

  /// After the change: what rested on the old password ends, and the sign-in goes on.
  private func goOn(_ change: Change) async -> SignInOutcome {
    do {
      return try await core.store.write { [core] tx in
        let redeemed = try self.stillGood(change.token, in: tx)
        try self.endWhatRests(on: change.link, in: tx)
        var event = AuditEvent(
          .passwordChanged, by: .anonymous(change.origin), subject: change.card.id,
          company: redeemed?.ticket.company ?? change.card.company)
        event.details["domain"] = change.link.domain.text
        try core.audit.append(event, in: tx)
        // An administrator was faster: the card is archived, or its tickets are void.
        guard let (ticket, employee) = redeemed else { return .refused(.passwordChanged) }
        let passage = Passage(
          company: ticket.company, client: ticket.client, remember: ticket.remember,
          origin: change.origin, device: change.device)
        return try self.proceed(
          employee, from: .passwordChange, passage, recoveryCodes: [], in: tx)
      }
    } catch {
      return .refused(.passwordChanged)
    }
  }

  private func stillGood(_ token: Secret, in tx: any Transaction) throws
    -> (ticket: Ticket, employee: Employee)?
  {
    do { return try redeem(token, for: .passwordChange, in: tx) } catch is RefusedStep {
      return nil
    }
  }

  /// The password may have changed: nothing may rest on the old one, and the look at it may have been
  /// counted as a wrong bind.
  private func settleUnknown(_ change: Change) async {
    await record(change, "password-change-unknown", counting: true) { tx in
      try self.endWhatRests(on: change.link, in: tx)
    }
  }

  /// The member has one card in each company at most; all rest on the one password.
  private func endWhatRests(on link: MemberLink, in tx: any Transaction) throws {
    for card in try tx.employees.linked(to: link) {
      try core.sessions.end(.ofEmployee(card.id), in: tx)
      try SecondFactorRules(core).voidPending(of: card.id, in: tx)
    }
  }

  /// Stores how a change was refused. The refusal stands whether or not the store can take it.
  private func record(
    _ change: Change, _ reason: String, _ words: String? = nil, counting: Bool = false,
    consuming: Bool = false,
    _ more: @escaping @Sendable (any Transaction) throws -> Void = { _ in }
  ) async {
    let counters = change.scope.counters(core.policy)
    try? await core.store.write { [core] tx in
      if counting {
        for key in change.scope.keys { try counters.fail(key, at: core.now, in: tx) }
      }
      var event = AuditEvent(
        .signInRefused, by: .anonymous(change.origin), subject: change.card.id,
        company: change.card.company, reason: reason)
      event.details["domain"] = change.link.domain.text
      if let words { event.details["directory"] = words }
      try core.audit.append(event, in: tx)
      let digest = core.environment.hashing.digest(change.token)
      if consuming, let ticket = try tx.tickets.find(digest) {
        try self.consume(ticket, in: tx)
      }
      try more(tx)
    }
  }
}

extension AccountProblem {
  /// It is the password that is outdated; the account itself is in order.
  var isOfPassword: Bool { self == .passwordExpired || self == .passwordMustChange }
}
