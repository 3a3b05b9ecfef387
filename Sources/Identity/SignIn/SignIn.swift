import Synchronization

/// The steps of signing in, over the store, the directories and the rules.
///
/// `begin` judges login and password; the other steps redeem the ticket of the step before. Each step
/// ends in one transaction that stores its outcome: a session, the next ticket, or a counted failure.
public final class SignIn: Sendable {
  let core: Core
  /// Tickets whose change of a directory password is under way.
  let changing = Mutex<Set<Digest>>([])

  init(_ core: Core) { self.core = core }

  /// Login and password (SIGN-12 to 17, DOM-36 to 48).
  public func begin(_ attempt: SignInAttempt) async -> SignInOutcome {
    guard missing(attempt).isEmpty else {
      return .refused(.incomplete(await refuseForm(of: attempt)))
    }
    do {
      let standpoint = try await core.store.read { tx in
        try self.standpoint(of: attempt, in: tx)
      }
      return try await judge(attempt, standpoint)
    } catch {
      let refusal = Refusal(error)
      await note(refusal, of: attempt.origin)
      return .refused(refusal)
    }
  }

  /// An attempt in a form that cannot be judged: the refusal is written down, and whatever else is missing
  /// from the form is named (GEN-11).
  public func refuseForm(of attempt: SignInAttempt) async -> [FieldFault] {
    let faults = missing(attempt)
    await note(.incomplete(faults), of: attempt.origin)
    return faults
  }

  private func missing(_ attempt: SignInAttempt) -> [FieldFault] {
    var faults: [FieldFault] = []
    if attempt.login.allSatisfy(\.isWhitespace) {
      faults.append(FieldFault("login", .enterLoginAndPassword))
    }
    if attempt.password.isEmpty { faults.append(FieldFault("password", .enterLoginAndPassword)) }
    if core.policy.isMultiCompany, attempt.company == nil, !attempt.companyIsUnknown {
      faults.append(FieldFault("company", .chooseCompany))
    }
    return faults
  }

  private func judge(_ attempt: SignInAttempt, _ standpoint: Standpoint) async throws
    -> SignInOutcome
  {
    switch standpoint.identified {
    case .native(let card, let hash):
      let device = try await core.deviceKeys(attempt.device, of: card.id)
      let scope = FailureScope.card(card.id, device: device)
      return try await core.inTurn(scope.from(attempt.origin), lane: nil) {
        try await self.judgeNative(attempt, standpoint, card, hash, counting: scope)
      }
    case .domainCard(let card, let link):
      return try await judgeDomainCard(attempt, standpoint, card, link)
    case .perhapsMember(let name):
      return try await judgePerhapsMember(attempt, standpoint, name)
    case .nobody(let reason):
      return try await judgeNobody(attempt, standpoint, reason: reason)
    }
  }

  /// A login that nobody has: counted on its text, with the work of a wrong password (SIGN-16).
  private func judgeNobody(_ attempt: SignInAttempt, _ standpoint: Standpoint, reason: String)
    async throws -> SignInOutcome
  {
    let scope = unknownScope(attempt, standpoint, nil)
    return try await core.inTurn(scope.from(attempt.origin), lane: nil) {
      _ = try await self.core.environment.passwords.verify(attempt.password, against: nil)
      return try await self.refuse(attempt, standpoint, card: nil, reason: reason, counting: scope)
    }
  }

  /// What a login that nobody has is counted on.
  func unknownScope(
    _ attempt: SignInAttempt, _ standpoint: Standpoint, _ lockout: DirectoryLockout?
  ) -> FailureScope {
    let text = standpoint.login?.name ?? Login.fold(String(attempt.login.prefix(Login.limit)))
    return .unknown(core.audit.unknownLoginDigest(text), lockout)
  }

  private func judgeNative(
    _ attempt: SignInAttempt, _ standpoint: Standpoint, _ card: Employee, _ hash: PasswordHash?,
    counting scope: FailureScope
  ) async throws -> SignInOutcome {
    let usable = card.state == .active ? hash : nil
    guard try await core.environment.passwords.verify(attempt.password, against: usable) else {
      let reason =
        card.state != .active ? card.state.rawValue : hash == nil ? "no-password" : "wrong-password"
      return try await refuse(attempt, standpoint, card: card, reason: reason, counting: scope)
    }
    return try await accept(attempt, standpoint, card: card, hash: usable, member: nil)
  }
}

extension Refusal {
  /// What a failure of a part means to a person who signs in.
  init(_ error: any Error) {
    switch error {
    case let refusal as RefusedStep: self = refusal.refusal
    case Unjudged.blocked(let seconds): self = .blocked(retryAfter: seconds)
    case Unjudged.crowded: self = .overloaded(retryAfter: 1)
    case HashingError.overloaded(let seconds): self = .overloaded(retryAfter: seconds)
    case let error as DirectoryError:
      self = error.code == .busy ? .overloaded(retryAfter: 1) : .directoryUnavailable
    default: self = .storeUnavailable
    }
  }
}

/// Carries a refusal out of a transaction that is to change nothing.
struct RefusedStep: Error {
  let refusal: Refusal

  init(_ refusal: Refusal) { self.refusal = refusal }
}
