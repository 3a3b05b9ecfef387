import Diagnostics
import Identity
import Synchronization

/// A directory whose binds are timed and whose state is remembered, for `/metrics`, `/readyz` and the log,
/// and that is asked nothing while its address waits to be confirmed.
final class MeasuredDirectory: Directory {
  private let directory: any Directory
  private let binds: Histogram
  private let standings: DomainStandings
  private let answered = Mutex(true)
  private let failed: @Sendable (DirectoryError) -> Void
  /// When each kind of failure was told last.
  private let told = Mutex<[DirectoryError.Code: ContinuousClock.Instant]>([:])

  /// - Parameters:
  ///   - standings: a domain that may not be used is not asked anything.
  ///   - failed: told why a call had no answer, for each kind of failure once a minute.
  init(
    _ directory: any Directory, binds: Histogram, standings: DomainStandings,
    failed: @escaping @Sendable (DirectoryError) -> Void
  ) {
    self.directory = directory
    self.binds = binds
    self.standings = standings
    self.failed = failed
  }

  /// Whether the last call reached a server of the domain that answered as it should.
  var isReachable: Bool { answered.withLock { $0 } }

  var name: DomainName { directory.name }
  var rules: DirectoryRules { directory.rules }

  func member(_ id: StableID) async throws(DirectoryError) -> Member? {
    try await watched { () async throws(DirectoryError) in try await directory.member(id) }
  }

  func member(login: Login) async throws(DirectoryError) -> Member? {
    try await watched { () async throws(DirectoryError) in try await directory.member(login: login)
    }
  }

  func verify(_ member: Member, password: Secret, group: GroupChoice)
    async throws(DirectoryError) -> BindOutcome
  {
    let start = ContinuousClock.now
    defer { binds.observe((ContinuousClock.now - start) / .seconds(1)) }
    return try await watched { () async throws(DirectoryError) in
      try await directory.verify(member, password: password, group: group)
    }
  }

  /// What is known says nothing of the servers' state now. A domain that may not be used is not asked.
  func lockout(of person: StableID?) async -> DirectoryLockout? {
    guard standings.isConfirmed(name) else { return rules.lockout }
    return await directory.lockout(of: person)
  }

  func knownLockout(of person: StableID?) async -> DirectoryLockout? {
    guard standings.isConfirmed(name) else { return rules.lockout }
    return await directory.knownLockout(of: person)
  }

  func changePassword(of member: Member, from old: Secret, to new: Secret)
    async throws(DirectoryError) -> PasswordChangeResult
  {
    try await watched { () async throws(DirectoryError) in
      try await directory.changePassword(of: member, from: old, to: new)
    }
  }

  func accountState(of member: Member) async throws(DirectoryError) -> AccountProblem? {
    try await watched { () async throws(DirectoryError) in
      try await directory.accountState(of: member)
    }
  }

  func path(of member: Member, to group: GroupChoice)
    async throws(DirectoryError) -> MembershipPath?
  {
    try await watched { () async throws(DirectoryError) in
      try await directory.path(of: member, to: group)
    }
  }

  func groups(search: String?, cursor: DirectoryCursor?, for reader: String)
    async throws(DirectoryError) -> DirectoryPage<Group>
  {
    try await watched { () async throws(DirectoryError) in
      try await directory.groups(search: search, cursor: cursor, for: reader)
    }
  }

  func members(of group: GroupChoice, search: String?, cursor: DirectoryCursor?, for reader: String)
    async throws(DirectoryError) -> DirectoryPage<Member>
  {
    try await watched { () async throws(DirectoryError) in
      try await directory.members(of: group, search: search, cursor: cursor, for: reader)
    }
  }

  func present(_ ids: [StableID], in group: GroupChoice)
    async throws(DirectoryError) -> Set<StableID>
  {
    try await watched { () async throws(DirectoryError) in
      try await directory.present(ids, in: group)
    }
  }

  func members(_ ids: [StableID]) async throws(DirectoryError) -> [StableID: Member] {
    try await watched { () async throws(DirectoryError) in try await directory.members(ids) }
  }

  func changes(since mark: DirectoryMark?) async throws(DirectoryError) -> DirectoryChanges? {
    try await watched { () async throws(DirectoryError) in
      try await directory.changes(since: mark)
    }
  }

  private func watched<Value>(
    _ body: () async throws(DirectoryError) -> Value
  ) async throws(DirectoryError) -> Value {
    guard standings.isConfirmed(name) else { throw DirectoryError(.unconfirmed) }
    do {
      let value = try await body()
      answered.withLock { $0 = true }
      return value
    } catch {
      note(error)
      switch error.code {
      case .unavailable, .outcomeUnknown, .untrusted, .serviceAccountRefused, .unprotected,
        .badAnswer, .referral:
        answered.withLock { $0 = false }
      case .unconfirmed, .ambiguous, .noSuchObject, .cursorExpired, .busy: break
      }
      throw error
    }
  }

  private func note(_ error: DirectoryError) {
    switch error.code {
    // What one person asked for, or how many ask at once, says nothing of the directory.
    case .ambiguous, .cursorExpired, .busy: return
    case let code:
      let now = ContinuousClock.now
      let isNews = told.withLock { told in
        if let last = told[code], now - last < .seconds(60) { return false }
        told[code] = now
        return true
      }
      if isNews { failed(error) }
    }
  }
}
