/// The one rule by which a card follows its member, for signing in and for keeping in step (DOM-33).
extension Core {
  /// Takes login, name and e-mail over from the domain. A new login that another card has already stays
  /// with that card. Audited where the person's data changed.
  /// - Returns: the card as stored now; equal to `card` where nothing changed.
  func refresh(_ card: Employee, from member: Member, in tx: any Transaction) throws -> Employee {
    // As it is nearly always, and then nothing has to be looked at more closely.
    if !card.memberNotFound, member.login == card.login.text, member.name == card.name,
      member.email == card.email
    {
      return card
    }
    var fresh = card
    EmployeeRules.takeOver(member, into: &fresh)
    fresh.memberNotFound = false
    if let login = Login(member.login), login.key != card.login.key {
      if try tx.employees.find(login: login.key, in: card.company) == nil { fresh.login = login }
    } else if let login = Login(member.login) {
      fresh.login = login
    }
    if fresh == card { return card }
    let stored = try tx.employees.update(fresh)
    sessions.personChanged(
      stored, isEnrolled: try tx.secondFactors.find(stored.id) != nil, in: tx)
    if fresh.login != card.login || fresh.name != card.name || fresh.email != card.email {
      let changed = [
        fresh.login != card.login ? "login" : nil, fresh.name != card.name ? "name" : nil,
        fresh.email != card.email ? "email" : nil,
      ]
      var event = AuditEvent(.employeeChanged, by: .system, subject: card.id, company: card.company)
      event.reason = "from-directory"
      event.details["fields"] = changed.compactMap { $0 }.joined(separator: ",")
      try audit.append(event, in: tx)
    }
    return stored
  }
}
