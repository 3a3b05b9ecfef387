/// What keeps a person out whatever the password is. The words are those of the audit log.
public enum SignInObstacle: String, Sendable, CaseIterable {
  case noCompany = "no-company"
  case unknownLogin = "unknown-login"
  case ambiguousLogin = "ambiguous-login"
  case noCard = "no-card"
  case archived, anonymised
  case noPassword = "no-password"
  case domainOff = "domain-off"
  case memberNotFound = "member-not-found"
  case notInGroup = "not-in-group"
  case cooperatingSystem = "cooperating-system"
  case secondFactorLocked = "second-factor-locked"
  case blocked
  case directoryUnavailable = "directory-unavailable"
  /// The directory refuses the account itself.
  case disabled, expired, locked
  case passwordExpired = "password-expired"
  case passwordMustChange = "password-must-change"
  case notYetValid = "not-yet-valid"
  case outsideHours = "outside-hours"
  case notFromHere = "not-from-here"

  init?(_ state: Employee.State) {
    switch state {
    case .active: return nil
    case .archived: self = .archived
    case .anonymised: self = .anonymised
    }
  }
}

/// The decisions that signing in and its explanation share, so that they cannot disagree.
extension SignIn {
  /// The company's own directory: it sets the counters, so that a card without a way in is blocked alike.
  /// - Throws: `.unavailable` for a domain that the configuration does not know.
  func currentDirectory(of use: DomainUse) throws(DirectoryError) -> (any Directory)? {
    guard use.isOn, let name = use.domain else { return nil }
    guard let directory = core.environment.directories[name] else {
      throw DirectoryError(.unavailable, detail: "\(name) is not configured")
    }
    return directory
  }

  /// What keeps a domain card out before the directory is asked.
  func obstacle(
    _ card: Employee, _ link: MemberLink, _ use: DomainUse, _ current: (any Directory)?
  ) -> SignInObstacle? {
    if let obstacle = SignInObstacle(card.state) { return obstacle }
    return current?.name == link.domain && use.group != nil ? nil : .domainOff
  }

  /// What keeps a member out who came by a login without a card of that spelling.
  func obstacle(_ card: Employee?, _ rules: DirectoryRules) -> SignInObstacle? {
    guard let card else { return rules.createsCards ? nil : .noCard }
    return SignInObstacle(card.state)
  }

  /// The login that a new card of this member would have; `nil` when another card has it, a native one
  /// above all.
  func freeLogin(for member: Member, in company: Company, _ tx: any Transaction) throws -> Login? {
    guard let login = Login(member.login),
      try tx.employees.find(login: login.key, in: company.id) == nil,
      try tx.employees.find(login: login.key, in: .home) == nil
    else { return nil }
    return login
  }

  /// What is known of a person when the next step is chosen.
  func facts(_ employee: Employee, client: ClientKind, in tx: any Transaction) throws
    -> SignInFlow.Facts
  {
    let isEnrolled = try tx.secondFactors.find(employee.id) != nil
    return SignInFlow.Facts(
      isEnrolled: isEnrolled,
      isEnforced: try TwoStepSetting.read(in: tx).isEnforced,
      isLocked: try FailureCounters(policy: core.policy).isLocked(employee.id, in: tx),
      mustChangePassword: employee.mustChangePassword && employee.link == nil,
      client: client,
      otherClients: client.isExclusive
        ? try core.sessions.clients(of: Person(employee, isEnrolled: isEnrolled), in: tx) : [])
  }

  /// The same for a member who gets a card by signing in.
  func factsOfNewCard(client: ClientKind, in tx: any Transaction) throws -> SignInFlow.Facts {
    SignInFlow.Facts(
      isEnrolled: false, isEnforced: try TwoStepSetting.read(in: tx).isEnforced, isLocked: false,
      mustChangePassword: false, client: client, otherClients: [])
  }
}
