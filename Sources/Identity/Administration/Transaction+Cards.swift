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
}

extension Core {
  var authority: Authority { Authority(environment: environment, sessions: sessions, audit: audit) }
  var counters: FailureCounters { FailureCounters(policy: policy) }
  var codeJudge: CodeJudge { CodeJudge(self) }
  var secondFactors: SecondFactorRules { SecondFactorRules(self) }
}
