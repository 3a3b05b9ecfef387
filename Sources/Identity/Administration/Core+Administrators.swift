/// Who can still administer the installation: the last one who can stays.
extension Core {
  /// Is there an active administrator with a way in, but for one?
  /// - Parameter native: only those with a password of their own count, who get in while the directory
  ///   is down.
  func hasAdministrator(
    besides employee: EmployeeID? = nil, native: Bool = false, in tx: any Transaction
  ) throws -> Bool {
    let uses = Dictionary(uniqueKeysWithValues: try tx.companies.all().map { ($0.id, $0.domain) })
    var found = false
    try tx.forEachEmployee(EmployeeFilter(role: .administrator, state: .active)) { card in
      guard card.id != employee, !native || card.link == nil else { return }
      if hasWayIn(card, uses[card.company]) { found = true }
    }
    return found
  }

  /// The last administrator with a way in stays one, and so does the last one with a password: without
  /// them nobody could do anything while the directory is down.
  /// - Throws: `Rejection.lastAdministrator`.
  func checkNotLastAdministrator(_ card: Employee, in tx: any Transaction) throws {
    guard card.isActiveAdministrator,
      hasWayIn(card, try tx.companies.find(card.company)?.domain)
    else { return }
    guard try hasAdministrator(besides: card.id, native: card.link == nil, in: tx) else {
      throw Rejection.lastAdministrator
    }
  }

  /// Can this person sign in, while the card is active? Not before a password was set; with a link, only
  /// while the company uses that domain, the domain is configured, and the member was there last.
  private func hasWayIn(_ card: Employee, _ use: DomainUse?) -> Bool {
    guard policy.uses(card), !card.isForCooperatingSystem else { return false }
    switch card.access {
    case .password(let hash): return hash != nil
    case .domain(let link):
      return use?.inForce?.domain == link.domain && environment.directories[link.domain] != nil
        && !card.memberNotFound
    }
  }
}
