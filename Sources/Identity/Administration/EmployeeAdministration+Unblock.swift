extension EmployeeAdministration {
  /// Forgets the failures that block a login: of the cards it means, of the browsers that they are known
  /// by, and of the login as unknown text.
  ///
  /// The wrong codes of these people are forgiven as far as they block; the count that locks a second
  /// factor for good stays, since only a reset opens that. A member without a card is looked up in the
  /// directory; one that does not answer is passed over, and its members stay counted.
  ///
  /// - Parameter company: `nil`: in every company.
  /// - Returns: how many blocks or counts were removed.
  public func unblock(login: String, company: CompanyID?, by caller: Caller) async throws(Rejection)
    -> Int
  {
    let companies = try await core.authority.read(by: caller, .administrator) { tx in
      try tx.companies.all()
    }.filter { isMeant($0.id, by: company) }
    guard let login = Login(login) else {
      throw .invalid([FieldFault("login", .loginNotAllowed)])
    }
    let members = await members(called: login, in: companies)
    return try await core.authority.perform(.unblocked, by: caller, .administrator) {
      [self] tx, event in
      var cards: [Employee] = []
      for company in companies {
        for key in Set([login.key, login.name]) {
          if let card = try tx.employees.find(login: key, in: company.id) { cards.append(card) }
        }
      }
      for member in members {
        cards += try tx.employees.linked(to: member).filter { isMeant($0.company, by: company) }
      }
      var keys: Set<FailureKey> = []
      for member in members + cards.compactMap(\.link) {
        keys.formUnion([.member(member), .directory(member)])
      }
      for card in cards { keys.insert(.card(card.id)) }
      for text in Set([login.name, login.key]) {
        let digest = core.audit.unknownLoginDigest(text)
        keys.formUnion([.unknownLogin(digest), .unknownInDirectory(digest)])
      }
      var removed = 0
      for key in keys where try tx.failures.find(key) != nil {
        try tx.failures.delete(key)
        removed += 1
      }
      for card in Set(cards.map(\.id)) {
        if try forgiveCodes(of: card, in: tx) { removed += 1 }
        removed += try tx.failures.deleteDevices(of: card)
      }
      event.isVoid = removed == 0
      event.subject = cards.first?.id
      event.company = company
      event.personal["login"] = login.text
      event.details["removed"] = String(removed)
      return removed
    }
  }

  private func isMeant(_ id: CompanyID, by wanted: CompanyID?) -> Bool {
    guard core.policy.isMultiCompany else { return id == .home }
    // Native cards of the whole installation may sign in under every company.
    return wanted == nil || id == wanted || id == .home
  }

  private func members(called login: Login, in companies: [Company]) async -> [MemberLink] {
    var links: [MemberLink] = []
    for domain in Set(companies.compactMap(\.domain.domain)) {
      guard let directory = core.environment.directories[domain],
        login.belongs(to: domain, directory.rules),
        let member = try? await directory.member(login: login)
      else { continue }
      links.append(MemberLink(domain: domain, member: member.id))
    }
    return links
  }

  private func forgiveCodes(of employee: EmployeeID, in tx: any Transaction) throws -> Bool {
    let key = FailureKey.code(employee)
    guard var count = try tx.failures.find(key), count.failures > 0 else { return false }
    count.failures = 0
    count.blockedUntil = nil
    try tx.failures.save(count, for: key)
    return true
  }
}
