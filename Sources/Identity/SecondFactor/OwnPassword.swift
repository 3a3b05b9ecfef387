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
    switch card.access {
    case .password(let hash):
      let scope = FailureScope.card(card.id).from(origin)
      try await inTurn(scope, lane: nil) {
        guard try await core.environment.passwords.verify(password, against: hash) else {
          try await refuse(card, "wrong-password", counting: scope, by: caller)
          throw Rejection.invalid([FieldFault(field, .wrongCurrentPassword)])
        }
      }
    case .domain(let link):
      try await judge(password, field: field, link, of: card, from: origin, by: caller)
    }
  }

  private func judge(
    _ password: Secret, field: String, _ link: MemberLink, of card: Employee,
    from origin: ClientOrigin, by caller: Caller
  ) async throws(Rejection) {
    let use = try await rejecting {
      try await core.store.read { try $0.companies.find(card.company)?.domain }
    }
    guard let use, use.isOn, use.domain == link.domain, let group = use.group,
      let directory = core.environment.directories[link.domain]
    else { throw .notForThisCard }
    let scope = FailureScope.member(link, await directory.lockout(of: link.member)).from(origin)
    try await inTurn(scope, lane: link.domain) {
      let reason: String
      if let member = try await directory.member(link.member) {
        try core.spare(member, scope)
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
      try await refuse(card, reason, counting: scope, by: caller)
      throw Rejection.invalid([FieldFault(field, .wrongCurrentPassword)])
    }
  }

  private func inTurn(
    _ scope: FailureScope, lane: DomainName?, _ work: @Sendable () async throws -> Void
  ) async throws(Rejection) {
    try await rejecting {
      do {
        try await core.inTurn(scope, lane: lane, work)
      } catch Unjudged.blocked(let seconds) {
        throw Rejection.blocked(retryAfter: seconds)
      } catch Unjudged.crowded {
        throw Rejection.overloaded(retryAfter: 1)
      }
    }
  }

  private func refuse(
    _ card: Employee, _ reason: String, counting scope: FailureScope, by caller: Caller
  ) async throws {
    let counters = scope.counters(core.policy)
    try await core.store.write { [core] tx in
      for key in scope.keys { try counters.fail(key, at: core.now, in: tx) }
      try tx.failures.bound(to: core.policy.strangerRows, at: core.now)
      var event = AuditEvent(
        .signInRefused, by: caller, subject: card.id, company: card.company, reason: reason)
      event.details["at"] = "own-account"
      try core.audit.append(event, in: tx)
    }
  }
}
