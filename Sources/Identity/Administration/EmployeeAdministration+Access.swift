extension EmployeeAdministration {
  /// TFA-28. Also opens a locked second factor. The person's sessions end and the tickets are void; with
  /// enforcement on, the next sign-in asks for enrolment.
  ///
  /// - Throws: `.forbidden` for one's own card, where turning off asks for a code (TFA-26): the command
  ///   or another administrator resets it; `.notEnrolled` where there is nothing to reset.
  public func resetSecondFactor(_ id: EmployeeID, by caller: Caller) async throws(Rejection) {
    try await core.authority.perform(.secondFactorReset, by: caller, .administrator) {
      [self] tx, event in
      let card = try card(id, in: tx)
      guard caller.employee != id else { throw Rejection.forbidden }
      let wasEnrolled = try tx.secondFactors.find(id) != nil
      let hadFailures = try tx.failures.find(.code(id)) != nil
      guard wasEnrolled || hadFailures else { throw Rejection.notEnrolled }
      fill(&event, with: card)
      try core.secondFactors.remove(from: card, in: tx)
      try tx.failures.delete(.codesOverWindow(id))
      let ended = try core.sessions.end(.ofEmployee(id), in: tx)
      if ended > 0 { event.details["sessions"] = String(ended) }
    }
  }

  public func sessions(of id: EmployeeID, by caller: Caller) async throws(Rejection)
    -> [CheckedSession]
  {
    _ = try await core.authority.read(by: caller, .administrator) { [self] tx in
      try card(id, in: tx).id
    }
    return core.sessions.list(of: id)
  }

  /// - Returns: how many were ended.
  public func endSessions(of id: EmployeeID, by caller: Caller) async throws(Rejection) -> Int {
    try await core.authority.perform(.sessionEnded, by: caller, .administrator) {
      [self] tx, event in
      let card = try card(id, in: tx)
      let ended = try core.sessions.end(.ofEmployee(id), in: tx)
      fill(&event, with: card)
      event.reason = "by-administrator"
      event.details["sessions"] = String(ended)
      event.isVoid = ended == 0
      return ended
    }
  }

  /// Every live session of the installation (`brama session list`).
  public func allSessions(by caller: Caller) async throws(Rejection) -> [CheckedSession] {
    _ = try await core.authority.read(by: caller, .administrator) { _ in true }
    return core.sessions.listAll()
  }

  /// - Throws: `.notFound` for a session that is not there or has ended.
  public func endSession(_ id: SessionID, by caller: Caller) async throws(Rejection) {
    try await core.authority.perform(.sessionEnded, by: caller, .administrator) {
      [self] tx, event in
      guard let session = try tx.sessions.list(.one(id)).first else { throw Rejection.notFound }
      try core.sessions.end(.one(id), in: tx)
      event.subject = session.employee
      event.company = session.company
      event.reason = "by-administrator"
      event.details["sessions"] = "1"
    }
  }
}
