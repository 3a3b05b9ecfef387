/// Says what signing in would do for a login, by the very functions that sign in: what keeps a person
/// out, in which directory they are, how they are in the group, what would come next. It judges no
/// password, counts nothing and changes nothing but the audit log, which tells who asked.
public struct SignInExplaining: Sendable {
  private let core: Core
  private let signIn: SignIn

  init(_ core: Core) {
    self.core = core
    signIn = SignIn(core)
  }

  /// - Parameters:
  ///   - company: `nil` in single-company mode.
  ///   - client: the kind of client that would sign in.
  public func explain(
    login text: String, company: CompanyID?, client: ClientKind = .web, by caller: Caller
  ) async throws(Rejection) -> Explanation {
    let attempt = SignInAttempt(
      login: text, password: Secret(""), company: company, client: client,
      origin: ClientOrigin(address: "local", userAgent: nil))
    let standpoint = try await core.authority.perform(
      .signInExplained, by: caller, .administrator
    ) { [signIn, core] tx, event in
      let standpoint = try signIn.standpoint(of: attempt, in: tx)
      event.company = standpoint.company?.id
      if let card = standpoint.card {
        event.subject = card.id
        event.personal["login"] = card.login.text
      } else {
        let name = standpoint.login?.name ?? Login.fold(String(text.prefix(64)))
        event.details["loginHash"] = hexadecimal(
          core.audit.unknownLoginDigest(name).bytes.prefix(8))
      }
      return standpoint
    }
    var explanation = Explanation(login: standpoint.login)
    explanation.company = standpoint.company
    explanation.card = standpoint.card
    do {
      switch standpoint.identified {
      case .native: try await explainNative(&explanation, standpoint, client)
      case .domainCard(let card, let link):
        try await explainCard(&explanation, standpoint, card, link, client)
      case .perhapsMember(let name):
        try await explainMember(&explanation, attempt, standpoint, name, client)
      case .nobody(let reason):
        explanation.obstacle = SignInObstacle(rawValue: reason) ?? .unknownLogin
        try await look(&explanation, signIn.unknownScope(attempt, standpoint, nil), client)
      }
    } catch let error as DirectoryError {
      explanation.directoryError = error.code
      explanation.obstacle = .directoryUnavailable
    } catch {
      throw .storeUnavailable
    }
    return explanation
  }

  private func explainNative(
    _ explanation: inout Explanation, _ standpoint: Standpoint, _ client: ClientKind
  ) async throws {
    guard case .native(let card, let hash) = standpoint.identified else { return }
    explanation.owner = .nativeCard
    explanation.obstacle = SignInObstacle(card.state) ?? (hash == nil ? .noPassword : nil)
    try await look(&explanation, .card(card.id), client)
  }

  private func explainCard(
    _ explanation: inout Explanation, _ standpoint: Standpoint, _ card: Employee,
    _ link: MemberLink, _ client: ClientKind
  ) async throws {
    explanation.owner = .domainCard
    explanation.domain = link.domain
    let use = standpoint.company?.domain ?? .off
    explanation.group = use.group
    let current = try signIn.currentDirectory(of: use)
    let lockout = await current?.lockout(of: current?.name == link.domain ? link.member : nil)
    explanation.obstacle = signIn.obstacle(card, link, use, current)
    if explanation.obstacle == nil, let directory = current, let group = use.group {
      if let member = try await directory.member(link.member) {
        try await ask(&explanation, directory, member, group)
      } else {
        explanation.obstacle = .memberNotFound
      }
    }
    try await look(&explanation, .member(link, lockout), client)
  }

  private func explainMember(
    _ explanation: inout Explanation, _ attempt: SignInAttempt, _ standpoint: Standpoint,
    _ name: DomainName, _ client: ClientKind
  ) async throws {
    explanation.domain = name
    guard let directory = core.environment.directories[name], let company = standpoint.company,
      let login = standpoint.login, let group = company.domain.group
    else {
      throw DirectoryError(.unavailable, detail: "domain or group is not configured: \(name)")
    }
    explanation.group = group
    let lockout = await directory.lockout(of: nil)
    var scope = signIn.unknownScope(attempt, standpoint, lockout)
    do {
      guard let member = try await directory.member(login: login) else {
        explanation.obstacle = .unknownLogin
        return try await look(&explanation, scope, nil)
      }
      explanation.owner = .member
      let link = MemberLink(domain: name, member: member.id)
      scope.keys += FailureScope.member(link, lockout).keys
      let (card, mayBeMade) = try await core.store.read { [signIn] tx in
        let card = try tx.employees.linked(to: link).first { $0.company == company.id }
        return (card, try signIn.freeLogin(for: member, in: company, tx) != nil)
      }
      explanation.card = card
      try await ask(&explanation, directory, member, group)
      explanation.obstacle =
        signIn.obstacle(card, directory.rules) ?? explanation.obstacle
        ?? (card == nil && !mayBeMade ? .noCard : nil)
    } catch let error as DirectoryError where error.code == .ambiguous {
      explanation.obstacle = .ambiguousLogin
    }
    try await look(&explanation, scope, client)
  }

  // MARK: The directory

  private func ask(
    _ explanation: inout Explanation, _ directory: any Directory, _ member: Member,
    _ group: GroupChoice
  ) async throws(DirectoryError) {
    explanation.member = member
    explanation.accountProblem = try await directory.accountState(of: member)
    explanation.membership = try await directory.path(of: member, to: group)
    let problem = explanation.accountProblem
    if let problem, !problem.isOfPassword {
      explanation.obstacle = SignInObstacle(rawValue: problem.rawValue)
    } else if explanation.membership == nil {
      // Who is not in the group does not come as far as the password's age (DOM-42).
      explanation.obstacle = .notInGroup
    } else if let problem {
      explanation.mustChangePassword = directory.rules.changesPasswords
      if !explanation.mustChangePassword {
        explanation.obstacle = SignInObstacle(rawValue: problem.rawValue)
      }
    }
  }

  // MARK: The store

  /// Blocks on the keys that an attempt is counted on, and what would follow on the right password.
  private func look(
    _ explanation: inout Explanation, _ scope: FailureScope, _ client: ClientKind?
  ) async throws {
    let counters = scope.counters(core.policy)
    let (card, mustChange) = (explanation.card, explanation.mustChangePassword)
    let isMember = explanation.owner == .member
    let (block, facts) = try await core.store.read { [core, signIn] tx in
      var block: Int?
      for key in scope.keys {
        if case .blocked(let seconds) = try counters.standing(key, at: core.now, in: tx) {
          block = max(block ?? 0, seconds)
        }
      }
      var facts = try client.flatMap { client in
        // A member without a card gets one by signing in: nothing is known of it yet.
        try card.map { try signIn.facts($0, client: client, in: tx) }
          ?? (isMember ? try signIn.factsOfNewCard(client: client, in: tx) : nil)
      }
      if mustChange { facts?.mustChangePassword = true }
      return (block, facts)
    }
    explanation.blockedFor = block
    if let facts {
      explanation.secondStep =
        facts.isLocked
        ? .locked : facts.isEnrolled ? .enrolled : facts.isEnforced ? .owed : .notDemanded
      explanation.next = next(facts)
      if facts.isLocked { explanation.obstacle = explanation.obstacle ?? .secondFactorLocked }
    }
    if explanation.card?.isForCooperatingSystem == true {
      explanation.obstacle = explanation.obstacle ?? .cooperatingSystem
    }
    if block != nil { explanation.obstacle = explanation.obstacle ?? .blocked }
    if explanation.obstacle != nil { explanation.next = nil }
  }

  private func next(_ facts: SignInFlow.Facts) -> Explanation.Next? {
    switch SignInFlow.next(after: .password, facts) {
    case .secondFactorLocked: nil
    case .secondFactor: .secondFactor
    case .enrolment: .enrolment
    case .passwordChange: .passwordChange
    case .signedInElsewhere: .signedInElsewhere
    case .session: .session
    }
  }
}

extension Standpoint {
  /// The card that the login means, where one has its spelling.
  var card: Employee? {
    switch identified {
    case .native(let card, _), .domainCard(let card, _): card
    case .perhapsMember, .nobody: nil
    }
  }
}
