import Diagnostics
import Identity
import Synchronization

/// A directory whose binds are timed and whose state is remembered, for `/metrics`, `/readyz` and the log.
final class MeasuredDirectory: Directory {
  private let directory: any Directory
  private let binds: Histogram
  private let answered = Mutex(true)
  private let failed: @Sendable (DirectoryError) -> Void
  /// When each kind of failure was told last.
  private let told = Mutex<[DirectoryError.Code: ContinuousClock.Instant]>([:])

  /// - Parameter failed: told why a call had no answer, for each kind of failure once a minute.
  init(
    _ directory: any Directory, binds: Histogram,
    failed: @escaping @Sendable (DirectoryError) -> Void
  ) {
    self.directory = directory
    self.binds = binds
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

  private func watched<Value>(
    _ body: () async throws(DirectoryError) -> Value
  ) async throws(DirectoryError) -> Value {
    do {
      let value = try await body()
      answered.withLock { $0 = true }
      return value
    } catch {
      note(error)
      switch error.code {
      case .unavailable, .outcomeUnknown, .untrusted, .serviceAccountRefused, .unprotected,
        .badAnswer:
        answered.withLock { $0 = false }
      case .ambiguous, .noSuchObject, .cursorExpired, .busy: break
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
