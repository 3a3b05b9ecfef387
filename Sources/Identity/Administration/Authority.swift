/// The one place that decides whether a caller may, and writes down that they did.
///
/// Every change of a setting, a card or a way in goes through `perform`: one transaction that checks the
/// right, makes the change and appends the audit event, or does none of them (GEN-07, 08, 13).
struct Authority: Sendable {
  let environment: Environment
  let sessions: SessionBook
  let audit: AuditTrail

  enum Requirement: Sendable {
    /// A person with administrator rights, or the command.
    case administrator
    /// A person, acting on what is their own.
    case owner
    /// The `brama` command only.
    case command
    /// Brama itself.
    case system
    /// Somebody without a session: the body proves the right with a code.
    case anyone
  }

  /// - Parameter body: makes the change and fills the event in; sets `event.isVoid` where nothing changed.
  func perform<Value: Sendable>(
    _ action: AuditAction, by caller: Caller, _ requirement: Requirement,
    body: @escaping @Sendable (any Transaction, inout AuditEvent) throws -> Value
  ) async throws(Rejection) -> Value {
    try await rejecting {
      try await environment.store.write { tx in
        try check(caller, requirement, in: tx)
        var event = AuditEvent(action, by: caller)
        let value = try body(tx, &event)
        if !event.isVoid { try audit.append(event, in: tx) }
        return value
      }
    }
  }

  /// A read that needs a right.
  func read<Value: Sendable>(
    by caller: Caller, _ requirement: Requirement,
    body: @escaping @Sendable (any Transaction) throws -> Value
  ) async throws(Rejection) -> Value {
    try await rejecting {
      try await environment.store.read { tx in
        try check(caller, requirement, in: tx)
        return try body(tx)
      }
    }
  }

  private func check(_ caller: Caller, _ requirement: Requirement, in tx: any Transaction) throws {
    switch (requirement, caller) {
    case (.anyone, _), (.administrator, .command), (.command, .command), (.system, .system):
      return
    case (.administrator, .session(let session, let id, _)),
      (.owner, .session(let session, let id, _)):
      guard sessions.isAlive(session), let employee = try tx.employees.find(id),
        employee.state == .active, environment.policy.uses(employee)
      else { throw Rejection.unauthenticated }
      if case .administrator = requirement, employee.role != .administrator {
        throw Rejection.forbidden
      }
    case (_, .anonymous): throw Rejection.unauthenticated
    default: throw Rejection.forbidden
    }
  }
}

/// Runs store work and turns what it throws into a `Rejection`.
func rejecting<Value: Sendable>(_ work: () async throws -> Value) async throws(Rejection) -> Value {
  do {
    return try await work()
  } catch let rejection as Rejection {
    throw rejection
  } catch let fault as FieldFault {
    throw .invalid([fault])
  } catch let error as StoreError {
    switch error {
    case .unavailable: throw .storeUnavailable
    case .stale: throw .stale
    case .notFound: throw .notFound
    case .duplicate("employee-login"): throw .invalid([FieldFault("login", .loginTaken)])
    case .duplicate("company-name"): throw .invalid([FieldFault("name", .nameTaken)])
    case .duplicate: throw .stale
    }
  } catch let error as DirectoryError {
    throw error.code == .cursorExpired ? .cursorExpired : .directory(error.code)
  } catch HashingError.overloaded(let seconds) {
    throw .overloaded(retryAfter: seconds)
  } catch {
    throw .storeUnavailable
  }
}
