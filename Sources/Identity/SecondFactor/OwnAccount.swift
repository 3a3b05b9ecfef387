/// What signed-in people do with their own password and second factor.
///
/// Passwords and codes are judged on the counters of sign-in; a session alone changes nothing that a
/// session rests on.
public final class OwnAccount: Sendable {
  let core: Core

  init(_ core: Core) { self.core = core }

  /// Native users only; with a second factor, `code` is needed too. Ends the person's other sessions and
  /// voids tickets, pending secrets and activation codes.
  ///
  /// - Throws: `.invalid` with `current`, `new` or `code` at fault; `.notForThisCard` for domain cards,
  ///   whose password is the directory's; `.wrongCode`, `.blocked`, `.secondFactorLocked`.
  public func changePassword(
    current: Secret, new: Secret, code: String?, by caller: Caller
  ) async throws(Rejection) {
    let owner = try await owner(caller)
    let faults = try faults(of: owner, current, new, code)
    guard faults.isEmpty else { throw .invalid(faults) }
    try await OwnPassword(core).judge(
      current, field: "current", of: owner.card, from: owner.origin, by: caller)
    let hash: PasswordHash
    do { hash = try await core.environment.passwords.hash(new) } catch {
      switch error {
      case .overloaded(let seconds): throw .overloaded(retryAfter: seconds)
      }
    }
    let verdict = try await core.authority.perform(.passwordChanged, by: caller, .owner) {
      [core] tx, event in
      guard let stored = try tx.employees.find(owner.card.id), stored.access == owner.card.access
      else { throw Rejection.stale }
      if try tx.secondFactors.find(stored.id) != nil {
        let verdict = try core.codeJudge.judge(code ?? "", of: stored, by: caller, in: tx)
        guard case .accepted = verdict else {
          event.isVoid = true
          return verdict
        }
      }
      var card = stored
      card.access = .password(hash)
      card.mustChangePassword = false
      card = try tx.employees.update(card)
      try tx.codes.deleteAll(of: card.id)
      try core.secondFactors.voidPending(of: card.id, in: tx)
      try Self.endOthers(owner, core, in: tx, &event)
      return .accepted(usedRecoveryCode: false)
    }
    try check(verdict)
  }

  /// Every field of a password change that breaks a rule, before the password is judged: for a request
  /// that has faults of form, too (GEN-11).
  /// - Throws: `.unauthenticated`, `.notForThisCard`.
  public func faults(current: Secret, new: Secret, code: String?, by caller: Caller)
    async throws(Rejection) -> [FieldFault]
  {
    try faults(of: try await owner(caller), current, new, code)
  }

  private func faults(of owner: Owner, _ current: Secret, _ new: Secret, _ code: String?)
    throws(Rejection) -> [FieldFault]
  {
    guard owner.card.link == nil else { throw .notForThisCard }
    var faults: [FieldFault] = []
    if current.isEmpty { faults.append(FieldFault("current", .required)) }
    if let fault = PasswordRules(core.environment).fault(in: new, of: owner.card) {
      faults.append(FieldFault("new", fault))
    } else if current.matches(new) {
      faults.append(FieldFault("new", .passwordUnchanged))
    }
    if owner.isEnrolled, code == nil { faults.append(FieldFault("code", .required)) }
    return faults
  }

  /// Begins enrolment: `password` when not enrolled, `code` when enrolled (TFA-26). The old secret holds
  /// until the new one is confirmed; the new one is forgotten after ten minutes (TFA-18).
  ///
  /// - Throws: `.invalid` with `password` or `code` at fault, `.secondFactorLocked`, `.wrongCode`,
  ///   `.blocked`.
  public func beginEnrolment(password: Secret?, code: String?, by caller: Caller)
    async throws(Rejection) -> EnrolmentOffer
  {
    let owner = try await owner(caller)
    if owner.isEnrolled {
      guard code != nil else { throw .invalid([FieldFault("code", .required)]) }
    } else {
      guard let password else { throw .invalid([FieldFault("password", .required)]) }
      try await OwnPassword(core).judge(
        password, field: "password", of: owner.card, from: owner.origin, by: caller)
    }
    // What is begun is no change yet: the confirmation has the line in the audit log.
    let begun = try await core.authority.perform(.secondFactorEnrolled, by: caller, .owner) {
      [core] tx, event in
      event.isVoid = true
      guard let card = try tx.employees.find(owner.card.id), card.access == owner.card.access
      else { throw Rejection.stale }
      let isEnrolled = try tx.secondFactors.find(card.id) != nil
      guard isEnrolled == owner.isEnrolled else { throw Rejection.stale }
      let verdict: CodeJudge.Verdict? =
        isEnrolled
        ? try core.codeJudge.judge(code ?? "", of: card, by: caller, in: tx)
        // A lock never leads to self-enrolment.
        : try core.codeJudge.refusal(of: card, in: tx)
      if let verdict, verdict.isRefusal { return Begun.refused(verdict) }
      let secret = try core.secondFactors.freshPending(.pendingOfEmployee(card.id), in: tx)
      return .pending(secret, card, try tx.companies.find(card.company))
    }
    switch begun {
    case .pending(let secret, let card, let company):
      return core.secondFactors.offer(secret, for: card, company: company)
    case .refused(let verdict):
      try check(verdict)
      throw .stale
    }
  }

  /// Turns the pending secret on (TFA-17) and gives new recovery codes. Ends the other sessions.
  /// - Throws: `.notFound` where nothing was begun, or too long ago; `.wrongCode`, `.invalid` with
  ///   `code` at fault, `.blocked`, `.secondFactorLocked`.
  public func confirmEnrolment(code: String, by caller: Caller) async throws(Rejection) -> [String]
  {
    let owner = try await owner(caller)
    let confirmed = try await core.authority.perform(.secondFactorEnrolled, by: caller, .owner) {
      [core] tx, event in
      // `enrol` writes the line itself, for sign-in and this page alike.
      event.isVoid = true
      let rules = core.secondFactors
      guard let card = try tx.employees.find(owner.card.id) else { throw Rejection.notFound }
      guard
        let secret = try rules.openPending(
          .pendingOfEmployee(card.id), lifetime: PendingEnrolment.lifetime, in: tx)
      else { throw Rejection.notFound }
      let (step, verdict) = try core.codeJudge.judgeFirst(
        code, secret: secret, of: card, by: caller, in: tx)
      guard let step else { return (codes: [String](), verdict: verdict) }
      let codes = try rules.enrol(card, secret: secret, step: step, by: caller, in: tx)
      try Self.endOthers(owner, core, in: tx, &event)
      return (codes, verdict)
    }
    try check(confirmed.verdict)
    return confirmed.codes
  }

  /// TFA-09, TFA-11, TFA-26. Ends the other sessions.
  /// - Throws: `.secondFactorObligatory` while enforcement is on; `.notEnrolled`; `.wrongCode` and the
  ///   rest of what judges a code.
  public func disable(code: String, by caller: Caller) async throws(Rejection) {
    try await proving(code, .secondFactorDisabled, by: caller) { owner, core, tx, event in
      try core.secondFactors.remove(from: owner.card, in: tx)
      try Self.endOthers(owner, core, in: tx, &event)
    }
  }

  /// Ten new recovery codes in place of the old ones, used or not (TFA-27).
  /// - Throws: as `disable`, but for enforcement.
  public func renewRecoveryCodes(code: String, by caller: Caller) async throws(Rejection)
    -> [String]
  {
    let codes = core.secondFactors.recoveryCodes()
    try await proving(code, .recoveryCodesRenewed, by: caller) { owner, _, tx, _ in
      // As it is after the code was consumed.
      guard var factor = try tx.secondFactors.find(owner.card.id) else {
        throw Rejection.notEnrolled
      }
      factor.recoveryCodes = codes.digests
      try tx.secondFactors.save(factor)
    }
    return codes.texts
  }

  /// Who asks, as read before anything is judged.
  private struct Owner: Sendable {
    let card: Employee
    let session: SessionID
    let origin: ClientOrigin
    let isEnrolled: Bool
  }

  private enum Begun: Sendable {
    case pending(Secret, Employee, Company?)
    case refused(CodeJudge.Verdict)
  }

  private func owner(_ caller: Caller) async throws(Rejection) -> Owner {
    guard case .session(let session, let id, let origin) = caller else { throw .unauthenticated }
    return try await core.authority.read(by: caller, .owner) { tx in
      guard let card = try tx.employees.find(id) else { throw Rejection.unauthenticated }
      return Owner(
        card: card, session: session, origin: origin,
        isEnrolled: try tx.secondFactors.find(id) != nil)
    }
  }

  /// A change that a code of the confirmed second factor opens, in the code's own transaction.
  private func proving(
    _ code: String, _ action: AuditAction, by caller: Caller,
    _ change: @escaping @Sendable (Owner, Core, any Transaction, inout AuditEvent) throws -> Void
  ) async throws(Rejection) {
    let owner = try await owner(caller)
    let verdict = try await core.authority.perform(action, by: caller, .owner) { [core] tx, event in
      guard let card = try tx.employees.find(owner.card.id) else { throw Rejection.notFound }
      if action == .secondFactorDisabled, try TwoStepSetting.read(in: tx).isEnforced {
        throw Rejection.secondFactorObligatory
      }
      guard try tx.secondFactors.find(card.id) != nil else { throw Rejection.notEnrolled }
      let verdict = try core.codeJudge.judge(code, of: card, by: caller, in: tx)
      guard !verdict.isRefusal else {
        event.isVoid = true
        return verdict
      }
      event.subject = card.id
      event.company = card.company
      try change(owner, core, tx, &event)
      return verdict
    }
    try check(verdict)
  }

  private static func endOthers(
    _ owner: Owner, _ core: Core, in tx: any Transaction, _ event: inout AuditEvent
  ) throws {
    let ended = try core.sessions.end(.ofEmployeeExcept(owner.card.id, owner.session), in: tx)
    event.subject = owner.card.id
    event.company = owner.card.company
    if ended > 0 { event.details["sessions"] = String(ended) }
  }

  private func check(_ verdict: CodeJudge.Verdict) throws(Rejection) {
    switch verdict {
    case .accepted: return
    case .wrong: throw .wrongCode(serverTime: core.now)
    case .malformed: throw .invalid([FieldFault("code", .malformedCode)])
    case .blocked(let seconds): throw .blocked(retryAfter: seconds)
    case .locked: throw .secondFactorLocked
    }
  }
}

extension CodeJudge.Verdict {
  var isRefusal: Bool {
    if case .accepted = self { return false }
    return true
  }
}
