extension SignIn {
  /// A new password inside the flow: of a native card (DOM-22), or of a directory that wants another one
  /// before it lets the person in.
  public func changePassword(
    ticket token: Secret, newPassword: Secret, from origin: ClientOrigin,
    device: DeviceCookie? = nil
  ) async -> SignInOutcome {
    do {
      try await admit(token, .passwordChange, origin)
      let card = try await core.store.read { tx in
        try self.redeem(token, for: .passwordChange, in: tx).employee
      }
      switch card.access {
      case .password(let hash?):
        return try await changeNativePassword(
          token, of: card, hash, to: newPassword, origin, device)
      case .domain(let link):
        return try await changeDirectoryPassword(
          token, of: card, link, to: newPassword, origin, device)
      case .password(nil): return .refused(.ticketExpired)
      }
    } catch {
      let refusal = Refusal(error)
      if !(error is RefusedStep) { await note(refusal, of: origin) }
      return .refused(refusal)
    }
  }

  /// Whose password is to be changed, for password managers; `nil` when the ticket is good no more.
  public func login(ofPasswordChange token: Secret) async -> String? {
    try? await core.store.read { tx in
      try self.redeem(token, for: .passwordChange, in: tx).employee.login.text
    }
  }

  /// The old hash tells whether the new password is new; hashing stays outside the transaction.
  private func changeNativePassword(
    _ token: Secret, of old: Employee, _ oldHash: PasswordHash, to newPassword: Secret,
    _ origin: ClientOrigin, _ device: DeviceCookie?
  ) async throws -> SignInOutcome {
    if let fault = PasswordRules(core.environment).fault(in: newPassword, of: old) {
      return .refused(.newPassword(FieldFault("newPassword", fault)))
    }
    if try await core.environment.passwords.verify(newPassword, against: oldHash) {
      return .refused(.newPassword(FieldFault("newPassword", .passwordUnchanged)))
    }
    let hash = try await core.environment.passwords.hash(newPassword)
    return await step(token, .passwordChange, origin) { [core] tx in
      let (ticket, stored) = try self.redeem(token, for: .passwordChange, in: tx)
      guard stored.access == old.access else { throw RefusedStep(.ticketExpired) }
      var employee = stored
      employee.access = .password(hash)
      employee.mustChangePassword = false
      employee = try tx.employees.update(employee)
      try core.sessions.end(.ofEmployee(employee.id), in: tx)
      let passage = try self.passage(of: ticket, origin, device, in: tx)
      try SecondFactorRules(core).voidPending(of: employee.id, in: tx)
      try tx.codes.deleteAll(of: employee.id)
      try core.audit.append(
        AuditEvent(
          .passwordChanged, by: .anonymous(origin), subject: employee.id,
          company: ticket.company), in: tx)
      return try self.proceed(
        employee, from: .passwordChange, passage, recoveryCodes: [], in: tx)
    }
  }
}
