/// An attempt that was refused before it was judged.
enum Unjudged: Error, Equatable {
  case blocked(retryAfter: Int)
  /// Too many attempts wait on one key already.
  case crowded
}

extension Core {
  /// Others than Brama have made the directory count as many wrong binds as it bears: one more could lock
  /// the account, so none is sent.
  func spare(_ member: Member, _ scope: FailureScope) throws(Unjudged) {
    // No bind is sent for an account that may not be used.
    guard member.unusable == nil, let lockout = scope.lockout,
      let seconds = member.wrongBinds?.wait(
        lockout, isKnownDevice: scope.isOfKnownDevice, at: now)
    else { return }
    throw .blocked(retryAfter: seconds)
  }

  /// Runs `work` once every key of the scope lets one more attempt be judged.
  ///
  /// - Parameters:
  ///   - scope: the first of its keys that lets nobody in is told. A turn within a turn has later keys than
  ///     the outer one, or two would wait for each other for ever.
  ///   - lane: the directory that judges, `nil` where none does.
  /// - Throws: `Unjudged`, or what `work` throws.
  func inTurn<Value: Sendable>(
    _ scope: FailureScope, lane: DomainName?, _ work: @Sendable () async throws -> Value
  ) async throws -> Value {
    let counters = scope.counters(policy)
    let places = scope.keys.map { AttemptGate.Place(key: $0, lane: lane) }
    let entry = try await attempts.enter(places) {
      try await store.read { tx in try scope.keys.map { try counters.standing($0, at: now, in: tx) }
      }
    }
    switch entry {
    case .entered: break
    case .blocked(let seconds): throw Unjudged.blocked(retryAfter: seconds)
    case .crowded: throw Unjudged.crowded
    }
    defer { attempts.leave(places) }
    return try await work()
  }
}
