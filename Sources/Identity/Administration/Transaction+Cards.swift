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

extension Core {
  var authority: Authority { Authority(self) }
  var counters: FailureCounters { FailureCounters(policy: policy) }
  var codeJudge: CodeJudge { CodeJudge(self) }
  var secondFactors: SecondFactorRules { SecondFactorRules(self) }
}
