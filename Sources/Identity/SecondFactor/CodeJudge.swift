import Synchronization

/// Judges second-factor codes: checking, consuming and counting in the one transaction it is called in,
/// so that of any number of simultaneous requests with one code exactly one succeeds (TFA-20, 21, 23).
struct CodeJudge: Sendable {
  let core: Core

  init(_ core: Core) { self.core = core }

  enum Verdict: Equatable {
    case accepted(usedRecoveryCode: Bool)
    case wrong
    /// Neither six digits nor a recovery code; not counted (TFA-B03).
    case malformed
    case blocked(retryAfter: Int)
    /// Too many wrong codes, in a row or within 30 days: nothing is judged until an administrator resets.
    case locked
  }

  private var counters: FailureCounters { FailureCounters(policy: core.policy) }

  /// The code of an enrolled person: TOTP or recovery code, each good once.
  func judge(_ typed: String, of employee: Employee, by caller: Caller, in tx: any Transaction)
    throws -> Verdict
  {
    guard let form = PresentedCode(typed) else {
      return try malformed(employee, by: caller, in: tx)
    }
    if let refusal = try refusal(of: employee, in: tx) { return refusal }
    guard var factor = try tx.secondFactors.find(employee.id),
      let sealed = try tx.sealed.find(.secondFactor(employee.id))
    else { return .wrong }
    var usedRecoveryCode = false
    switch form {
    case .oneTime(let code):
      let secret = try core.environment.sealing.open(
        sealed, as: SealedName.secondFactor(employee.id).text)
      guard let step = matchingStep(code, secret), step > factor.lastStep else {
        let reason = try clockReason(code, secret)
        return try wrong(employee, reason: reason, by: caller, in: tx)
      }
      factor.lastStep = step
    case .recovery(let code):
      let digest = core.environment.hashing.digest(code)
      guard let index = factor.recoveryCodes.firstIndex(of: digest) else {
        return try wrong(employee, reason: "wrong-recovery-code", by: caller, in: tx)
      }
      factor.recoveryCodes.remove(at: index)
      usedRecoveryCode = true
      var event = AuditEvent(.recoveryCodeUsed, by: caller, subject: employee.id)
      event.details["left"] = String(factor.recoveryCodes.count)
      try core.audit.append(event, in: tx)
    }
    try tx.secondFactors.save(factor)
    try counters.clear(.code(employee.id), in: tx)
    return .accepted(usedRecoveryCode: usedRecoveryCode)
  }

  /// The first code of a new secret, at enrolment (TFA-17).
  /// - Returns: the accepted step, or why not.
  func judgeFirst(
    _ typed: String, secret: Secret, of employee: Employee, by caller: Caller,
    in tx: any Transaction
  ) throws -> (step: Int64?, verdict: Verdict) {
    guard case .oneTime(let code) = PresentedCode(typed) else {
      return (nil, try malformed(employee, by: caller, in: tx))
    }
    if let refusal = try refusal(of: employee, in: tx) { return (nil, refusal) }
    guard let step = matchingStep(code, secret) else {
      let reason = try clockReason(code, secret)
      return (nil, try wrong(employee, reason: reason, by: caller, in: tx))
    }
    try counters.clear(.code(employee.id), in: tx)
    return (step, .accepted(usedRecoveryCode: false))
  }

  /// Why no code of this person is judged now, if so.
  func refusal(of employee: Employee, in tx: any Transaction) throws -> Verdict? {
    if try counters.isLocked(employee.id, in: tx) { return .locked }
    if case .blocked(let seconds) = try counters.standing(.code(employee.id), at: core.now, in: tx)
    {
      return .blocked(retryAfter: seconds)
    }
    return nil
  }

  /// The present step and one each side (TFA-20); a newer match wins.
  private func matchingStep(_ code: String, _ secret: Secret) -> Int64? {
    let step = core.now.seconds / 30
    return core.environment.codes.step(of: code, secret: secret, among: step - 1...step + 1)
  }

  /// Administrators see in the audit log that somebody's clock is off; the person is only told the
  /// server's time.
  private func clockReason(_ code: String, _ secret: Secret) throws -> String {
    let step = core.now.seconds / 30
    guard
      let other = core.environment.codes.step(
        of: code, secret: secret, among: step - 20...step + 20)
    else { return "wrong-code" }
    return abs(other - step) <= 1 ? "code-used-before" : "clock-off-by-\((other - step) * 30)-s"
  }

  private func wrong(
    _ employee: Employee, reason: String, by caller: Caller, in tx: any Transaction
  ) throws -> Verdict {
    try counters.failCode(of: employee.id, at: core.now, in: tx)
    if let origin = caller.origin {
      try counters.fail(.address(SourceAddress.key(of: origin.address)), at: core.now, in: tx)
    }
    try note(employee, reason: reason, by: caller, in: tx)
    if try counters.isLocked(employee.id, in: tx) {
      try core.audit.append(
        AuditEvent(.secondFactorLocked, by: caller, subject: employee.id), in: tx)
    }
    return .wrong
  }

  /// Written down and not counted: whoever types a text of neither form guesses nothing.
  private func malformed(_ employee: Employee, by caller: Caller, in tx: any Transaction) throws
    -> Verdict
  {
    try note(employee, reason: "malformed-code", by: caller, in: tx)
    return .malformed
  }

  /// The line of a refusal, unless its address floods the log: then it is counted.
  private func note(
    _ employee: Employee, reason: String, by caller: Caller, in tx: any Transaction
  ) throws {
    if let origin = caller.origin {
      let source = SourceAddress.key(of: origin.address)
      guard core.audit.floods.withLock({ $0.admit(source, at: core.now) }) else { return }
    }
    var event = AuditEvent(.signInRefused, by: caller, subject: employee.id)
    event.reason = reason
    event.company = employee.company
    event.personal["login"] = employee.login.text
    try core.audit.append(event, in: tx)
  }
}

/// A code as a person may type it: six digits, or a recovery code in Crockford base32.
enum PresentedCode {
  case oneTime(String)
  case recovery(Secret)

  init?(_ typed: String) {
    guard typed.utf8.count <= 64 else { return nil }
    let compact = typed.filter { !$0.isWhitespace && $0 != "-" }
    if compact.utf8.count == 6, compact.utf8.allSatisfy({ (48...57).contains($0) }) {
      self = .oneTime(compact)
    } else if let code = AccessCodeText.canonical(typed, groups: 4) {
      self = .recovery(code)
    } else {
      return nil
    }
  }
}
