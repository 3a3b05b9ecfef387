extension SignIn {
  /// A card that a directory judges: the member by stable id, one bind, the group (DOM-34 to 42).
  func judgeDomainCard(
    _ attempt: SignInAttempt, _ standpoint: Standpoint, _ card: Employee, _ link: MemberLink
  ) async throws -> SignInOutcome {
    let use = standpoint.company?.domain ?? .off
    let current = try currentDirectory(of: use)
    var lockout = await current?.knownLockout(of: current?.name == link.domain ? link.member : nil)
    let device = try await core.deviceKeys(attempt.device, of: card.id)
    let obstacle = obstacle(card, link, use, current)
    guard obstacle == nil, let directory = current, let group = use.group else {
      let scope = FailureScope.member(link, lockout, device: device)
      let reason = (obstacle ?? .domainOff).rawValue
      return try await core.inTurn(scope.from(attempt.origin), lane: nil) {
        _ = try await self.core.environment.passwords.verify(attempt.password, against: nil)
        return try await self.refuse(
          attempt, standpoint, card: card, reason: reason, counting: scope)
      }
    }
    while true {
      let outcome = try await judge(
        attempt, standpoint, card, link, directory, group,
        counting: .member(link, lockout, device: device))
      if let outcome { return outcome }
      // Only now the directory told that this person has a policy of their own: once more under that one.
      lockout = await directory.knownLockout(of: link.member)
    }
  }

  /// - Returns: `nil` when another lock-out holds for this person than the one given; no bind was sent.
  private func judge(
    _ attempt: SignInAttempt, _ standpoint: Standpoint, _ card: Employee, _ link: MemberLink,
    _ directory: any Directory, _ group: GroupChoice, counting scope: FailureScope
  ) async throws -> SignInOutcome? {
    try await core.inTurn(scope.from(attempt.origin), lane: directory.name) {
      guard let member = try await directory.member(link.member) else {
        return try await self.refuse(
          attempt, standpoint, card: card, reason: "member-not-found", counting: scope,
          memberNotFound: true)
      }
      guard await directory.knownLockout(of: link.member) == scope.lockout else { return nil }
      return try await self.bind(
        attempt, standpoint, card, member, directory, group, counting: scope)
    }
  }

  /// A login without a card of that spelling: the directory says whose it is.
  func judgePerhapsMember(_ attempt: SignInAttempt, _ standpoint: Standpoint, _ name: DomainName)
    async throws -> SignInOutcome
  {
    guard let directory = core.environment.directories[name], let company = standpoint.company,
      let login = standpoint.login, let group = company.domain.group
    else {
      throw DirectoryError(.unavailable, detail: "domain or group is not configured: \(name)")
    }
    let lockout = await directory.knownLockout(of: nil)
    let unknown = unknownScope(attempt, standpoint, lockout)
    // A block on the login's text holds before the directory is asked (SIGN-14).
    return try await core.inTurn(unknown.from(attempt.origin), lane: name) {
      let member: Member?
      do {
        member = try await directory.member(login: login)
      } catch let error as DirectoryError where error.code == .ambiguous {
        return try await self.refuse(
          attempt, standpoint, card: nil, reason: "ambiguous-login", counting: unknown)
      }
      guard let member else {
        return try await self.refuse(
          attempt, standpoint, card: nil, reason: "unknown-login", counting: unknown)
      }
      let link = MemberLink(domain: name, member: member.id)
      let cards = try await self.core.store.read { try $0.employees.linked(to: link) }
      let card = cards.first { $0.company == company.id }
      let own = await directory.knownLockout(of: member.id)
      let scope = FailureScope.member(
        link, own, device: try await self.core.deviceKeys(attempt.device, of: card?.id))
      return try await self.core.inTurn(scope, lane: name) {
        if let obstacle = self.obstacle(card, directory.rules) {
          return try await self.refuse(
            attempt, standpoint, card: card, reason: obstacle.rawValue, counting: scope)
        }
        return try await self.bind(
          attempt, standpoint, card, member, directory, group, counting: scope)
      }
    }
  }

  /// The one bind of an attempt, and what follows from it.
  private func bind(
    _ attempt: SignInAttempt, _ standpoint: Standpoint, _ card: Employee?, _ member: Member,
    _ directory: any Directory, _ group: GroupChoice, counting scope: FailureScope
  ) async throws -> SignInOutcome {
    let link = MemberLink(domain: directory.name, member: member.id)
    // Every refusal goes on the same counters: a block must tell neither a right password from a wrong
    // one nor a card from none.
    func refused(_ reason: String, as refusal: Refusal = .wrongCredentials) async throws
      -> SignInOutcome
    {
      try await refuse(
        attempt, standpoint, card: card, reason: reason, counting: scope, as: refusal)
    }
    try core.spare(member, scope)
    let outcome: BindOutcome
    do {
      outcome = try await directory.verify(member, password: attempt.password, group: group)
    } catch  where error.code == .outcomeUnknown {
      // The directory may have counted it; the person did nothing wrong (SIGN-17).
      try await core.store.write { [core] tx in
        try scope.counters(core.policy).fail(.directory(link), at: core.now, in: tx)
      }
      throw error
    }
    switch outcome {
    case .wrongPassword: return try await refused("wrong-password")
    case .unusable(let problem):
      return try await refused(
        problem.rawValue,
        as: directory.rules.revealsAccountState ? .accountUnusable(problem) : .wrongCredentials)
    case .mustChangePassword(let proof, let reason):
      guard directory.rules.changesPasswords else {
        return try await stop(attempt, standpoint, card, outdated: reason)
      }
      return try await accept(
        attempt, standpoint, card: card, hash: nil, member: proof.member,
        change: PendingPasswordChange(reason, old: attempt.password))
    case .notInGroup: return try await refused("not-in-group")
    case .verified(let bind):
      return try await accept(attempt, standpoint, card: card, hash: nil, member: bind.member)
    }
  }
}
