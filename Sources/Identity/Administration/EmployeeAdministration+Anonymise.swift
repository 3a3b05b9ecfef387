extension EmployeeAdministration {
  /// Stands in the place of a person's name once they are anonymised (TOOL-11, 12).
  static let anonymousName = "Dane zanonimizowane"

  /// Takes a person's data off the card for good, and what rested on it: the way in, the second factor,
  /// sessions, tickets, codes and counted failures. The lines of the audit log about them stay and still
  /// verify, but the key of their personal fields is gone. Copies of the store made before keep it.
  ///
  /// - Throws: `.stale` unless `version` is the stored one; `.notForThisCard` for administrators
  ///   (TOOL-13), for ERP cards, whose state is not changed here (DOM-27), and for a card that is
  ///   anonymised already.
  func anonymise(_ id: EmployeeID, version: Int, by caller: Caller) async throws(Rejection)
    -> EmployeeView
  {
    try await changing(.employeeChanged, by: caller) { [self] tx, event in
      let stored = try card(id, in: tx)
      guard stored.version == version else { throw Rejection.stale }
      guard stored.state != .anonymised, stored.role != .administrator, stored.origin == .native
      else { throw Rejection.notForThisCard }
      var card = stored
      card.login = try anonymousLogin(in: card.company, tx)
      card.name = Self.anonymousName
      card.email = nil
      card.access = .password(nil)
      card.state = .anonymised
      card.memberNotFound = false
      card.mustChangePassword = false
      try endEverything(of: card, in: tx, &event)
      try core.secondFactors.remove(from: card, in: tx)
      try tx.failures.delete(.codesOverWindow(id))
      try tx.failures.delete(.card(id))
      try tx.failures.deleteDevices(of: id)
      if let link = stored.link, try tx.employees.linked(to: link).allSatisfy({ $0.id == id }) {
        try tx.failures.delete(.member(link))
        try tx.failures.delete(.directory(link))
      }
      let saved = try store(card, in: tx)
      event.subject = id
      event.company = card.company
      event.details["fields"] = card.changedFields(from: stored).joined(separator: ",")
      event.details["state"] = card.state.rawValue
      // Written here rather than by the caller of this body: what is sealed with the person's key, in
      // this line too, is to be unreadable once the transaction is over.
      try core.audit.append(event, in: tx)
      event.isVoid = true
      try tx.sealed.delete(.person(id))
      return saved
    }
  }

  private func anonymousLogin(in company: CompanyID, _ tx: any Transaction) throws -> Login {
    for _ in 1...100 {
      let text = hexadecimal(core.environment.random.bytes(4))
      guard let login = Login("anonymised-\(text)"),
        try tx.employees.find(login: login.key, in: company) == nil
      else { continue }
      return login
    }
    // A random source that repeats itself a hundred times gives no secret either.
    throw StoreError.duplicate("employee-login")
  }
}
