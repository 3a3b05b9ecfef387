extension SignIn {
  /// A card that a directory judges: the member by stable id, one bind, the group (DOM-34 to 42).
  func judgeDomainCard(
    _ attempt: SignInAttempt, _ standpoint: Standpoint, _ card: Employee, _ link: MemberLink
  ) async throws -> SignInOutcome {
    guard card.state == .active, let use = standpoint.company?.domain, use.isOn,
      use.domain == link.domain, let group = use.group,
      let directory = core.environment.directories[link.domain]
    else {
      let reason = card.state != .active ? card.state.rawValue : "domain-off"
      return try await inTurn([.member(link)], lockout: nil) {
        _ = try await self.core.environment.passwords.verify(attempt.password, against: nil)
        return try await self.refuse(
          attempt, standpoint, card: card, reason: reason, counting: [.member(link)])
      }
    }
    let keys = memberKeys(link, directory.rules.lockout)
    return try await inTurn(keys, lockout: directory.rules.lockout) {
      guard let member = try await directory.member(link.member) else {
        return try await self.refuse(
          attempt, standpoint, card: card, reason: "member-not-found", counting: [.member(link)],
          lockout: directory.rules.lockout, memberNotFound: true)
      }
      return try await self.bind(attempt, standpoint, card, member, directory, group)
    }
  }

  /// A login without a card of that spelling: the directory says whose it is.
  func judgePerhapsMember(_ attempt: SignInAttempt, _ standpoint: Standpoint, _ name: DomainName)
    async throws -> SignInOutcome
  {
    guard let directory = core.environment.directories[name], let company = standpoint.company,
      let login = standpoint.login, let group = company.domain.group
    else {
      throw DirectoryError(.noSuchObject, detail: "domain or group is not configured: \(name)")
    }
    let lockout = directory.rules.lockout
    let unknown = unknownKeys(attempt, standpoint, lockout: lockout)
    // A block on the login's text holds before the directory is asked (SIGN-14).
    return try await inTurn(unknown, lockout: lockout) {
      let member: Member?
      do {
        member = try await directory.member(login: login)
      } catch let error as DirectoryError where error.code == .ambiguous {
        return try await self.refuse(
          attempt, standpoint, card: nil, reason: "ambiguous-login", counting: unknown,
          lockout: lockout)
      }
      guard let member else {
        return try await self.refuse(
          attempt, standpoint, card: nil, reason: "unknown-login", counting: unknown,
          lockout: lockout)
      }
      let link = MemberLink(domain: name, member: member.id)
      let cards = try await self.core.store.read { try $0.employees.linked(to: link) }
      let card = cards.first { $0.company == company.id }
      let keys = self.memberKeys(link, lockout)
      return try await self.inTurn(keys, lockout: lockout) {
        if let card, card.state != .active {
          return try await self.refuse(
            attempt, standpoint, card: card, reason: card.state.rawValue,
            counting: [.member(link)], lockout: lockout)
        }
        guard card != nil || directory.rules.createsCards else {
          return try await self.refuse(
            attempt, standpoint, card: nil, reason: "no-card", counting: [.member(link)],
            lockout: lockout)
        }
        return try await self.bind(attempt, standpoint, card, member, directory, group)
      }
    }
  }

  private func memberKeys(_ link: MemberLink, _ lockout: DirectoryLockout?) -> [FailureKey] {
    lockout == nil ? [.member(link)] : [.directory(link), .member(link)]
  }

  /// The one bind of an attempt, and what follows from it.
  private func bind(
    _ attempt: SignInAttempt, _ standpoint: Standpoint, _ card: Employee?, _ member: Member,
    _ directory: any Directory, _ group: GroupChoice
  ) async throws -> SignInOutcome {
    let link = MemberLink(domain: directory.name, member: member.id)
    let lockout = directory.rules.lockout
    func refused(_ reason: String, _ keys: [FailureKey]) async throws -> SignInOutcome {
      try await refuse(
        attempt, standpoint, card: card, reason: reason, counting: keys, lockout: lockout)
    }
    switch try await directory.verify(member, password: attempt.password, group: group) {
    case .wrongPassword:
      return try await refused("wrong-password", [.member(link), .directory(link)])
    case .unusable(let problem): return try await refused(problem.rawValue, [.member(link)])
    case .notInGroup: return try await refused("not-in-group", [.member(link)])
    case .verified(let bind):
      return try await accept(attempt, standpoint, card: card, hash: nil, member: bind.member)
    }
  }
}
