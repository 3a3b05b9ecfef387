extension Transaction {
  /// Every card that fits, read in pages. The body must not change what the filter looks at.
  func forEachEmployee(_ filter: EmployeeFilter, _ body: (Employee) throws -> Void) throws {
    var after: EmployeeID?
    while true {
      let page = try employees.list(filter, after: after, limit: 500)
      for card in page { try body(card) }
      guard page.count == 500, let last = page.last else { return }
      after = last.id
    }
  }

  /// Voids a person's tickets, and the pending secret of the own-account page.
  func voidPendingSteps(of employee: EmployeeID) throws {
    try tickets.deleteAll(of: employee)
    try sealed.delete(.pendingOfEmployee(employee))
  }

  /// Active administrators with a way in, but for one.
  func hasAdministrator(besides employee: EmployeeID?, in company: CompanyID?) throws -> Bool {
    var found = false
    let filter = EmployeeFilter(company: company, role: .administrator, state: .active)
    try forEachEmployee(filter) { card in
      if card.id != employee, card.hasWayIn { found = true }
    }
    return found
  }
}

extension Employee {
  /// Can this person sign in at all, once the card is active? Not before a password was set.
  var hasWayIn: Bool {
    guard !isForCooperatingSystem else { return false }
    switch access {
    case .password(let hash): return hash != nil
    case .domain: return true
    }
  }
}

extension Session {
  /// Neither past its absolute limit nor idle for too long; a remembered one has no idle limit.
  func isAlive(at now: Timestamp, idleLimit: Interval) -> Bool {
    if let endsAt, endsAt <= now { return false }
    return isRemembered || lastSeenAt + idleLimit > now
  }
}
