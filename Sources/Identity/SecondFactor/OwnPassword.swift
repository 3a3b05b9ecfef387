/// Judges the password of a person who is signed in already, as sign-in does and on its counters: a
/// stolen session is no place to guess a password from.
struct OwnPassword: Sendable {
  let core: Core

  init(_ core: Core) { self.core = core }

  /// - Parameter field: the password's name on the wire.
  /// - Throws: `.invalid` with `wrongCurrentPassword` at fault, counted; `.blocked`; `.directory`.
  func judge(
    _ password: Secret, field: String, of card: Employee, from origin: ClientOrigin,
    by caller: Caller
  ) async throws(Rejection) {
    guard !password.isEmpty else { throw .invalid([FieldFault(field, .required)]) }
    let address = FailureKey.address(SourceAddress.key(of: origin.address))
    switch card.access {
    case .password(let hash):
      try await inTurn([address, .card(card.id)], lane: nil, lockout: nil) {
        guard try await core.environment.passwords.verify(password, against: hash) else {
          try await refuse(
            card, "wrong-password", counting: [address, .card(card.id)], lockout: nil, by: caller)
          throw Rejection.invalid([FieldFault(field, .wrongCurrentPassword)])
        }
      }
    case .domain(let link):
      try await judge(password, field: field, link, of: card, address, by: caller)
    }
  }

  private func judge(
    _ password: Secret, field: String, _ link: MemberLink, of card: Employee,
    _ address: FailureKey, by caller: Caller
  ) async throws(Rejection) {
    let use = try await rejecting {
      try await core.store.read { try $0.companies.find(card.company)?.domain }
    }
    guard let use, use.isOn, use.domain == link.domain, let group = use.group,
      let directory = core.environment.directories[link.domain]
    else { throw .notForThisCard }
    let lockout = await directory.lockout(of: link.member)
    // In the order of sign-in: two attempts that wait for each other's key would wait for ever.
    let counted: [FailureKey] =
      lockout == nil ? [address, .member(link)] : [address, .directory(link), .member(link)]
    try await inTurn(counted, lane: link.domain, lockout: lockout) {
      let reason: String
      if let member = try await directory.member(link.member) {
        try core.spare(member, lockout)
        switch try await directory.verify(member, password: password, group: group) {
        // Outdated or not, it is the password.
        case .verified, .mustChangePassword: return
        case .wrongPassword: reason = "wrong-password"
        case .notInGroup: reason = "not-in-group"
        case .unusable(let problem): reason = problem.rawValue
        }
      } else {
        reason = "member-not-found"
      }
      // All on the same counters: a block must not tell a right password from a wrong one.
      try await refuse(card, reason, counting: counted, lockout: lockout, by: caller)
      throw Rejection.invalid([FieldFault(field, .wrongCurrentPassword)])
    }
  }

  private func inTurn(
    _ keys: [FailureKey], lane: DomainName?, lockout: DirectoryLockout?,
    _ work: @Sendable () async throws -> Void
  ) async throws(Rejection) {
    try await rejecting {
      do {
        try await core.inTurn(keys, lane: lane, lockout: lockout, work)
      } catch Unjudged.blocked(let seconds) {
        throw Rejection.blocked(retryAfter: seconds)
      } catch Unjudged.crowded {
        throw Rejection.overloaded(retryAfter: 1)
      }
    }
  }

  private func refuse(
    _ card: Employee, _ reason: String, counting keys: [FailureKey], lockout: DirectoryLockout?,
    by caller: Caller
  ) async throws {
    let counters = FailureCounters(policy: core.policy, directory: lockout)
    try await core.store.write { [core] tx in
      for key in keys { try counters.fail(key, at: core.now, in: tx) }
      try tx.failures.bound(to: core.policy.strangerRows, at: core.now)
      var event = AuditEvent(
        .signInRefused, by: caller, subject: card.id, company: card.company, reason: reason)
      event.details["at"] = "own-account"
      try core.audit.append(event, in: tx)
    }
  }
}
