import Synchronization

/// One-time codes that let people set their first password (SIGN-20, 21).
///
/// An administrator never chooses another's password: a code is handed over, and whoever holds it
/// chooses. A code is judged before the costly hashing of the new password and once more in the
/// transaction that consumes it, so that it works once only, and guessing costs the guesser alone.
public final class AccessCodes: Sendable {
  /// Five groups of four: 100 random bits.
  static let groups = 5
  /// The name and login of the first user (SIGN-20).
  static let firstLogin = "Administrator"

  let core: Core

  init(_ core: Core) { self.core = core }

  /// Makes the first Administrator if there is none, and a new set-up code for them; an older code is
  /// void. Only the command may.
  /// - Throws: `.forbidden` once an administrator has a way in: a password, or a link to a domain that
  ///   their company uses and the configuration knows.
  public func issueSetup(by caller: Caller) async throws(Rejection) -> Secret {
    let (text, digest) = fresh()
    try await core.authority.perform(.setupIssued, by: caller, .command) { [self] tx, event in
      guard try !core.hasAdministrator(in: tx) else { throw Rejection.forbidden }
      let card = try firstAdministrator(in: tx)
      while let old = try tx.codes.setup() { try tx.codes.delete(old.digest) }
      let expiresAt = core.now + AccessCode.lifetime
      try tx.codes.save(
        AccessCode(digest: digest, purpose: .setup, employee: card.id, expiresAt: expiresAt))
      fill(&event, with: card)
    }
    return text
  }

  /// Is the first Administrator still without a password? Then nothing but the set-up is allowed.
  public func isSetupPending() async throws(Rejection) -> Bool {
    try await core.authority.read(by: .system, .system) { [self] tx in
      try !core.hasAdministrator(in: tx)
    }
  }

  /// `POST /setup`: sets the first Administrator's password. Five wrong codes void the right one.
  /// - Throws: `.invalid` with `password` at fault, before the code is looked at; `.wrongAccessCode`;
  ///   `.blocked` after too many wrong codes from one address.
  public func setUp(code: String, password: Secret, from origin: ClientOrigin)
    async throws(Rejection)
  {
    try await redeem(code, .setup, password, from: origin)
  }

  /// What a new password breaks, as a list beside other faults of its request (GEN-11).
  /// - Parameter field: the password's name on the wire.
  public func faults(in password: Secret, field: String) -> [FieldFault] {
    PasswordRules(core.environment).fault(in: password).map { [FieldFault(field, $0)] } ?? []
  }

  /// `POST /employees/{id}/activation`: a code for a native card, shown once. An older one is void; a
  /// password that the card has stays good until the code is used.
  /// - Throws: `.notForThisCard` for domain cards, which have no password here, for cards that are not
  ///   active, and for those of cooperating systems.
  public func issueActivation(for employee: EmployeeID, by caller: Caller)
    async throws(Rejection) -> (code: Secret, expiresAt: Timestamp)
  {
    let (text, digest) = fresh()
    let expiresAt = core.now + AccessCode.lifetime
    try await core.authority.perform(.activationIssued, by: caller, .administrator) {
      [self] tx, event in
      guard let card = try tx.employees.find(employee) else { throw Rejection.notFound }
      guard card.state == .active, card.link == nil, !card.isForCooperatingSystem else {
        throw Rejection.notForThisCard
      }
      try tx.codes.deleteAll(of: employee)
      try tx.codes.save(
        AccessCode(
          digest: digest, purpose: .activation, employee: employee, expiresAt: expiresAt))
      fill(&event, with: card)
    }
    return (text, expiresAt)
  }

  /// `POST /sign-in/activate`: sets the password of the card that the code was issued for, and ends
  /// what rested on an older one.
  /// - Throws: as `setUp`.
  public func activate(code: String, password: Secret, from origin: ClientOrigin)
    async throws(Rejection)
  {
    try await redeem(code, .activation, password, from: origin)
  }

  private func redeem(
    _ typed: String, _ purpose: AccessCode.Purpose, _ password: Secret, from origin: ClientOrigin
  ) async throws(Rejection) {
    try PasswordRules(core.environment).check(password, field: "password")
    let digest = AccessCodeText.canonical(typed, groups: Self.groups)
      .map { core.environment.hashing.digest($0) }
    if let rejection = try await judge(digest, purpose, password, from: origin) {
      throw rejection
    }
    let hash: PasswordHash
    do { hash = try await core.environment.passwords.hash(password) } catch {
      switch error {
      case .overloaded(let seconds): throw .overloaded(retryAfter: seconds)
      }
    }
    let action: AuditAction = purpose == .setup ? .setupDone : .activated
    try await core.authority.perform(action, by: .anonymous(origin), .anyone) {
      [self] tx, event in
      // Used by a faster request, or voided, while the password was hashed.
      guard let digest, let (_, stored) = try find(digest, purpose, in: tx) else {
        throw Rejection.wrongAccessCode
      }
      var card = stored
      card.access = .password(hash)
      card.mustChangePassword = false
      card = try tx.employees.update(card)
      try tx.codes.deleteAll(of: card.id)
      try tx.failures.delete(.card(card.id))
      let ended = try core.sessions.end(.ofEmployee(card.id), in: tx)
      if ended > 0 { event.details["sessions"] = String(ended) }
      try core.secondFactors.voidPending(of: card.id, in: tx)
      fill(&event, with: card)
    }
  }

  /// Judges and counts in one transaction; a wrong code is stored although the call fails.
  private func judge(
    _ digest: Digest?, _ purpose: AccessCode.Purpose, _ password: Secret,
    from origin: ClientOrigin
  ) async throws(Rejection) -> Rejection? {
    let key = FailureKey.activation(SourceAddress.key(of: origin.address))
    let now = core.now
    return try await core.authority.perform(.signInRefused, by: .anonymous(origin), .anyone) {
      [self] tx, event in
      event.isVoid = true
      if case .blocked(let seconds) = try core.counters.standing(key, at: now, in: tx) {
        return .blocked(retryAfter: seconds)
      }
      if let digest, let (_, card) = try find(digest, purpose, in: tx) {
        // Whose it is only the right code tells; it stays good.
        return PasswordRules(core.environment).fault(in: password, of: card).map {
          .invalid([FieldFault("password", $0)])
        }
      }
      try core.counters.fail(key, at: now, in: tx)
      try tx.failures.bound(to: core.policy.strangerRows, at: now)
      event.reason = "wrong-code-\(purpose.rawValue)"
      if purpose == .setup, var pending = try tx.codes.setup() {
        pending.wrongTries += 1
        if pending.wrongTries >= AccessCode.allowedTries {
          try tx.codes.delete(pending.digest)
          event.details["setupCode"] = "void"
        } else {
          try tx.codes.save(pending)
        }
      }
      let address = SourceAddress.key(of: origin.address)
      let hasLine = core.audit.floods.withLock { $0.admit(address, at: now) }
      event.isVoid = !hasLine && event.details.isEmpty
      return .wrongAccessCode
    }
  }

  /// A code in force, with the card that it may set a password for.
  private func find(_ digest: Digest, _ purpose: AccessCode.Purpose, in tx: any Transaction) throws
    -> (AccessCode, Employee)?
  {
    guard let code = try tx.codes.find(digest), code.purpose == purpose, code.expiresAt > core.now,
      let card = try tx.employees.find(code.employee), card.state == .active, card.link == nil
    else { return nil }
    return (code, card)
  }

  /// The native administrator of the installation who has no password yet, made where there is none.
  private func firstAdministrator(in tx: any Transaction) throws -> Employee {
    var found: Employee?
    let filter = EmployeeFilter(company: .home, role: .administrator, state: .active)
    try tx.forEachEmployee(filter) { card in
      if found == nil, card.access == .password(nil), !card.isForCooperatingSystem { found = card }
    }
    if let found { return found }
    // The login may be somebody's already; then a number follows.
    for number in 1... {
      let text = number == 1 ? Self.firstLogin : "\(Self.firstLogin) \(number)"
      guard let login = Login(text), try tx.employees.find(login: login.key, in: .home) == nil
      else { continue }
      let card = Employee(
        id: EmployeeID(random: core.environment.random), company: .home, login: login,
        name: text, email: nil, role: .administrator, access: .password(nil),
        createdAt: core.now)
      try tx.employees.insert(card)
      var event = AuditEvent(.employeeAdded, by: .system, reason: "first-administrator")
      fill(&event, with: card)
      try core.audit.append(event, in: tx)
      return card
    }
    throw Rejection.notFound
  }

  private func fresh() -> (text: Secret, digest: Digest) {
    let code = AccessCodeText.fresh(groups: Self.groups, random: core.environment.random)
    return (Secret(code.text), core.environment.hashing.digest(code.canonical))
  }

  private func fill(_ event: inout AuditEvent, with card: Employee) {
    event.subject = card.id
    event.company = card.company
    event.personal["login"] = card.login.text
  }
}
