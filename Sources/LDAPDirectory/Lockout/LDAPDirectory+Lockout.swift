public import Identity
import Synchronization

extension LDAPDirectory {
  /// Where an entry names the policy that holds for this person alone.
  static let ownPolicy: [AttributeName] = ["msDS-ResultantPSO", "pwdPolicySubentry"]

  // MARK: Asked now

  /// What the directory tells of its lock-out, asked at this moment: for this person, or for everybody
  /// who has no policy of their own.
  /// - Returns: `nil` where it tells nothing: the kind of server has none, or the service account may not
  ///   read it. Brama then goes by `directory_lockout` of the configuration.
  public func lockoutPolicy(for member: Member? = nil) async throws(DirectoryError)
    -> LockoutPolicy?
  {
    let deadline = totalDeadline
    if let member {
      let entry = try await entry(member.dn, Self.ownPolicy, by: deadline)
      if let name = entry.flatMap(Self.policyName) {
        return try await policy(named: name, by: deadline)
      }
    }
    return try await domainPolicy(by: deadline)
  }

  private func domainPolicy(by deadline: Deadline) async throws(DirectoryError) -> LockoutPolicy? {
    let root = try await switchboard.read(
      [readName("")], .everything, KindProposal.attributes + ["defaultNamingContext"],
      by: deadline
    ).first
    guard let root else { return nil }
    let kind = preset.kind == .freeIPA ? .freeIPA : KindProposal(root: root, base: nil).kind
    var entries: [Entry] = []
    for search in LockoutPolicy.searches(
      kind, root: root, base: configuration.baseDN, for: .usual)
    {
      do {
        entries += try await switchboard.search(search, by: deadline).entries
      } catch {
        guard error.isSilence else { throw error }
      }
    }
    return LockoutPolicy.strictest(entries)
  }

  private func policy(named name: String, by deadline: Deadline) async throws(DirectoryError)
    -> LockoutPolicy?
  {
    try await entry(name, LockoutPolicy.attributes, by: deadline).flatMap { LockoutPolicy($0) }
  }

  /// - Returns: `nil` where there is none to be seen.
  private func entry(_ name: String, _ attributes: [AttributeName], by deadline: Deadline)
    async throws(DirectoryError) -> Entry?
  {
    do {
      return try await switchboard.read([readName(name)], .everything, attributes, by: deadline)
        .first
    } catch {
      guard error.isSilence else { throw error }
      return nil
    }
  }

  private static func policyName(_ entry: Entry) -> String? {
    ownPolicy.lazy.compactMap { entry.first($0) }.first
  }

  /// What Brama goes by for everybody without a policy of their own, and where that comes from.
  public struct LockoutStanding: Sendable, Equatable {
    public enum Source: String, Sendable {
      case directory, configuration
    }

    /// `nil`: nothing locks.
    public var lockout: DirectoryLockout?
    public var source: Source
    /// Why the directory did not tell; `nil`: it was not asked, or it was and answered.
    public var failure: DirectoryError.Code?
  }

  /// Asks the directory at this moment, and falls back to the configuration.
  public func lockoutStanding() async -> LockoutStanding {
    let configured = LockoutStanding(lockout: rules.lockout, source: .configuration)
    guard configuration.lockout.isRead else { return configured }
    do {
      guard let told = try await lockoutPolicy() else { return configured }
      let lockout = configuration.lockout.lockout(configured: rules.lockout, told: told)
      return LockoutStanding(
        lockout: lockout, source: lockout == told.lockout ? .directory : .configuration)
    } catch {
      var standing = configured
      standing.failure = error.code
      return standing
    }
  }

  // MARK: What Brama goes by

  /// Never waits for longer than `limits.lockoutTime`, and only for what was never read: what is known is
  /// kept, and `refreshLockout` reads it anew.
  public func lockout(of person: StableID?) async -> DirectoryLockout? {
    if configuration.lockout.isRead, let person { await askName(of: person) }
    return await knownLockout(of: person)
  }

  public func knownLockout(of person: StableID?) async -> DirectoryLockout? {
    let setting = configuration.lockout
    guard setting.isRead else { return rules.lockout }
    let everybody = setting.lockout(
      configured: rules.lockout, told: await knownDomainPolicy())
    guard let person, case .read(let name?) = lockouts.withLock({ $0.name(of: person) }) else {
      return everybody
    }
    guard case .read(let policy) = await knownPolicy(name) else { return everybody }
    if let policy { return setting.lockout(configured: rules.lockout, told: policy) }
    // It is there and cannot be read: the stricter of what else is known.
    return .stricter(everybody, rules.lockout)
  }

  /// Reads anew what is known of the lock-out; called in the background.
  /// - Throws: what keeps it from being read; what was known stays.
  public func refreshLockout() async throws(DirectoryError) {
    guard configuration.lockout.isRead else { return }
    let deadline = totalDeadline
    do {
      learn(domain: try await domainPolicy(by: deadline))
      for name in lockouts.withLock({ $0.names }) {
        learn(try await policy(named: name, by: deadline), named: name)
      }
    } catch {
      // Nobody need wait to find that out once more.
      lockouts.withLock { $0.failed(.now) }
      throw error
    }
  }

  /// What an entry that was read for another reason tells of the person's policy.
  func noteLockout(_ entry: Entry, of person: StableID) {
    lockouts.withLock { $0.learn(Self.policyName(entry), of: person) }
  }

  private func learn(domain policy: LockoutPolicy?) {
    guard lockouts.withLock({ $0.learn(domain: policy) }) else { return }
    events(.lockout(policy))
  }

  private func learn(_ policy: LockoutPolicy?, named name: String) {
    guard lockouts.withLock({ $0.learn(policy, named: name) }), let policy else { return }
    events(.lockout(policy))
  }

  private func knownDomainPolicy() async -> LockoutPolicy? {
    if case .read(let policy) = lockouts.withLock({ $0.domain }) { return policy }
    let policy = await asked { deadline throws(DirectoryError) in
      try await self.domainPolicy(by: deadline)
    }
    guard let policy else { return nil }
    learn(domain: policy)
    return policy
  }

  private func askName(of person: StableID) async {
    guard lockouts.withLock({ $0.name(of: person) }) == .unread else { return }
    let search = Search(
      configuration.people, .subtree, .all([reader.filter, reader.named(person)]),
      Self.ownPolicy)
    let entry: Entry?? = await asked { deadline throws(DirectoryError) in
      try await self.switchboard.search(search, by: deadline).entries.first
    }
    if let entry, let entry { noteLockout(entry, of: person) }
  }

  private func knownPolicy(_ name: String) async -> LockoutBook.Known<LockoutPolicy> {
    let known = lockouts.withLock { $0.policy(named: name) }
    guard known == .unread else { return known }
    let policy: LockoutPolicy?? = await asked { deadline throws(DirectoryError) in
      try await self.policy(named: name, by: deadline)
    }
    guard let policy else { return .unread }
    learn(policy, named: name)
    return .read(policy)
  }

  /// Asks on a person's time, but not again soon after there was no answer.
  private func asked<Value: Sendable>(
    _ question: (Deadline) async throws(DirectoryError) -> Value
  ) async -> Value? {
    guard lockouts.withLock({ $0.mayAsk(.now) }) else { return nil }
    do {
      return try await question(totalDeadline.earlier(of: configuration.limits.lockoutTime))
    } catch {
      lockouts.withLock { $0.failed(.now) }
      return nil
    }
  }
}

extension DirectoryError {
  /// The server answered, and does not tell.
  fileprivate var isSilence: Bool { code == .noSuchObject || code == .badAnswer }
}
