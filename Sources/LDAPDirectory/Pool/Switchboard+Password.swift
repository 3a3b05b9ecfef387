import Identity

/// Changes of passwords. Each is written to one server once; only what fails before it is written is
/// tried on the next. An answer that refers to another server (RFC 4511, 4.1.10: a read-only replica)
/// has changed nothing, so the next one is asked.
extension Switchboard {
  enum OwnChange: Sendable {
    /// The bind as the person with the old password was refused; no change was asked for.
    case notLetIn(BindAnswer)
    case answered(ChangeAnswer)
  }

  /// As the person, on a new connection that is closed afterwards.
  /// - Throws: `.outcomeUnknown` when the change was written and no answer came; after any other error
  ///   nothing was changed.
  func changeOwnPassword(_ dn: String, from old: Secret, to new: Secret, by deadline: Deadline)
    async throws(DirectoryError) -> OwnChange
  {
    try await people.enter(by: deadline)
    defer { people.leave() }
    var attempt = Attempt()
    while true {
      let (connection, _) = try await connection(
        from: people, as: .change, &attempt, by: deadline)
      let outcome: Result<OwnChange, DirectoryError>
      do throws(DirectoryError) {
        outcome = .success(try await ownChange(on: connection, dn, old, new, by: deadline))
      } catch {
        outcome = .failure(error)
      }
      await connection.closeIdle()
      let change = try outcome.get()
      guard case .answered(let answer) = change, answer.code == .referral else { return change }
      attempt.failed(connection.serverIndex, referred(connection, answer))
    }
  }

  private func ownChange(
    on connection: Connection, _ dn: String, _ old: Secret, _ new: Secret, by deadline: Deadline
  ) async throws(DirectoryError) -> OwnChange {
    let start = ContinuousClock.now
    do throws(ConnectionFailure) {
      let answer = try await connection.bind(
        dn, old, by: deadline.earlier(of: limits.operationTimeout))
      report(.bind, connection, start, String(answer.code.number))
      worked(connection)
      guard answer.code == .success else { return .notLetIn(answer) }
    } catch {
      report(.bind, connection, start, error.error.code.rawValue)
      // The bind is lost, the change was not asked for.
      if error.kind == .silent || error.kind == .lost {
        failed(connection, error, after: start)
        throw DirectoryError(.unavailable, detail: error.error.debugDescription)
      }
      throw error.error
    }
    let changeStart = ContinuousClock.now
    do throws(ConnectionFailure) {
      return .answered(try await change(on: connection, dn, old, new, .passwordModify, deadline))
    } catch {
      throw changeFailure(error, after: changeStart, connection)
    }
  }

  /// As the service account.
  /// - Throws: as `changeOwnPassword`; `.unprotected` where Active Directory's way would have to go over
  ///   a plain connection.
  func changePasswordAsService(
    _ dn: String, from old: Secret, to new: Secret, _ way: ServerPreset.PasswordChangeWay,
    by deadline: Deadline
  ) async throws(DirectoryError) -> ChangeAnswer {
    try await service.enter(by: deadline)
    defer { service.leave() }
    var attempt = Attempt()
    while true {
      let (connection, isNew) = try await connection(from: service, &attempt, by: deadline)
      let server = connection.serverIndex
      guard way != .unicodePassword || connection.server.isProtectedByItself || terms.startTLS
      else {
        service.park(connection)
        throw DirectoryError(
          .unprotected, detail: "\(connection.server): passwords are changed over TLS only")
      }
      let start = ContinuousClock.now
      do throws(ConnectionFailure) {
        let answer = try await change(on: connection, dn, old, new, way, deadline)
        worked(connection)
        service.park(connection)
        guard answer.code == .referral else { return answer }
        attempt.failed(server, referred(connection, answer))
      } catch {
        switch error.kind {
        case .notSent:
          await connection.close()
          service.closeIdle(server: server)
          if isNew {
            failed(connection, error, after: start)
            attempt.failed(server, error.error)
          }
          continue
        case .answered: service.park(connection)
        case .silent, .lost: await connection.close()
        }
        throw changeFailure(error, after: start, connection)
      }
    }
  }

  /// Leaves a third of the time that is left for finding out what became of a change without an answer.
  private func change(
    on connection: Connection, _ dn: String, _ old: Secret, _ new: Secret,
    _ way: ServerPreset.PasswordChangeWay, _ deadline: Deadline
  ) async throws(ConnectionFailure) -> ChangeAnswer {
    let start = ContinuousClock.now
    do throws(ConnectionFailure) {
      let answer = try await connection.changePassword(
        dn, from: old, to: new, way,
        by: deadline.earlier(of: min(limits.operationTimeout, deadline.left * 2 / 3)))
      report(.change, connection, start, String(answer.code.number))
      return answer
    } catch {
      report(.change, connection, start, error.error.code.rawValue)
      throw error
    }
  }

  /// What a change without an answer means.
  private func changeFailure(
    _ failure: ConnectionFailure, after start: ContinuousClock.Instant, _ connection: Connection
  ) -> DirectoryError {
    switch failure.kind {
    case .silent, .lost:
      failed(connection, failure, after: start)
      return DirectoryError(.outcomeUnknown, detail: failure.error.debugDescription)
    case .notSent, .answered: return failure.error
    }
  }

  private func referred(_ connection: Connection, _ answer: ChangeAnswer) -> DirectoryError {
    let elsewhere = DirectoryError(
      .referral, detail: "\(connection.server): change of password: \(answer.message)")
    events(.failover(from: connection.server, reason: elsewhere))
    return elsewhere
  }
}
